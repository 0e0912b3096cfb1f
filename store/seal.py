"""What a memo was when it was published: a digest of each of its parts, and one over all of these.

A seal is against accident and the edits of a hand; it is none against someone who makes the digests anew.

A row is digested without the fields that are as its record has them by default, and without nulls: a column that a
later version adds breaks no seal, as long as the rows there are get that default. So the default of a field that is
kept in a row never changes. Documents are digested as they are stored, letter for letter.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import duckdb

from triptych.store import dossiers
from triptych.store.dossiers import Quotes
from triptych.store.records import (
    Change,
    Citation,
    Claim,
    Critique,
    Record,
    Reply,
    Settlement,
    Source,
    Stance,
)
from triptych.store.rows import Row, fetch, insert

Name = tuple[str, str]
"""Kind and name of a part: `claim`, `E7`."""
Digests = dict[Name, str]


class _Part(NamedTuple):
    """A part as it is stored; what bears one name is digested together, in order."""

    run: str
    kind: str
    name: str
    value: object


def put(connection: duckdb.DuckDBPyConnection, run: str) -> None:
    """Seal the memo of a run, with the sources it quotes, as the rows stand now; it must not be sealed yet."""
    parts = [*_own(connection, run, dossiers.quotes(connection, run)), *_sources(connection, run, _QUOTED)]
    digests = _digests(parts).get(run, {})
    rows = [
        {"run_id": run, "kind": kind, "name": name, "sha256": digest}
        for (kind, name), digest in sorted(digests.items())
    ]
    insert(connection, "seal", rows)
    insert(connection, "seal_head", [{"run_id": run, "sha256": _head(digests)}])


def seal_faults(connection: duckdb.DuckDBPyConnection, run: str | None, quotes: Quotes) -> list[str]:
    """What is not as it was sealed, in the memo of a run or with None in all memos, one line each.

    Args:
        connection: that of the session.
        run: the run, or None.
        quotes: what `dossiers.quotes` gives for it.
    """
    seals = _seals(connection, run)
    now = _digests([*_own(connection, run, quotes), *_sources(connection, run, _SEALED)])
    faults = [
        fault
        for memo in fetch(connection, _MEMOS, [run])
        for fault in _faults_of(memo, seals.get(memo["run_id"], {}), now.get(memo["run_id"], {}))
    ]
    # A source is shared by memos: what befell it is said once.
    return list(dict.fromkeys(faults))


def _faults_of(memo: Row, seal: Digests, now: Digests) -> Iterator[str]:
    of = f"memo {memo['id']}: "
    if not memo["sealed"]:
        yield f"{of}its seal is missing"
    elif memo["head"] is None and not seal:
        return  # A memo of before there were seals.
    elif memo["head"] != _head(seal):
        yield f"{of}its seal was altered, so that its parts cannot be held against it"
    else:
        for (kind, name), what in _differences(seal, now):
            yield f"source {name} {what}" if kind == "source" else f"{of}{_label(kind, name)} {what}"


def _differences(seal: Digests, now: Digests) -> Iterator[tuple[Name, str]]:
    """Each part that is not as it was sealed, and what became of it."""
    for part in dict.fromkeys([*seal, *now]):
        before, after = seal.get(part), now.get(part)
        if before != after:
            yield part, "was added" if before is None else "is missing" if after is None else "was altered"


def _label(kind: str, name: str) -> str:
    return f"{kind} {name}" if name else f"its {kind}"


_MEMOS = """
SELECT m.id, m.run_id, h.run_id IS NOT NULL AS sealed, h.sha256 AS head
FROM memo m LEFT JOIN seal_head h ON h.run_id = m.run_id
WHERE $1 IS NULL OR m.run_id = $1
ORDER BY m.id
"""

_DOCUMENTS = """
SELECT * FROM (
    SELECT run_id, 'document', '', CAST(document AS VARCHAR) FROM memo
    UNION ALL SELECT run_id, 'time of publication', '', CAST(epoch_us(created_at) AS VARCHAR) FROM memo
    UNION ALL SELECT run_id, 'brief', '', CAST(document AS VARCHAR) FROM brief
    UNION ALL SELECT run_id, 'persona', key, position || ' ' || document FROM persona
) WHERE $1 IS NULL OR run_id = $1
ORDER BY ALL
"""

_QUOTED = """
SELECT run_id, source_id FROM citation
UNION SELECT m.run_id, n.source_id FROM memo_source n JOIN memo m ON m.id = n.memo_id
"""

_SEALED = "SELECT run_id, name FROM seal WHERE kind = 'source'"

_LEDGER: dict[str, tuple[type[Record], str]] = {
    "claim": (Claim, "{id}"),
    "critique": (Critique, "{id}"),
    "reply": (Reply, "{id}"),
    "stance": (Stance, "of {persona} on {proposition_id} in round {round}"),
    "settlement": (Settlement, "of {claim_id} in round {round}"),
}
"""The tables of the ledger, what record each is read as, and what its rows are called."""


def _seals(connection: duckdb.DuckDBPyConnection, run: str | None) -> dict[str, Digests]:
    seals: dict[str, Digests] = {}
    query = "SELECT * FROM seal WHERE $1 IS NULL OR run_id = $1 ORDER BY run_id, kind, name"
    for row in fetch(connection, query, [run]):
        seals.setdefault(row["run_id"], {})[row["kind"], row["name"]] = row["sha256"]
    return seals


def _own(connection: duckdb.DuckDBPyConnection, run: str | None, quotes: Quotes) -> Iterator[_Part]:
    """The parts of a memo that are its alone: all but its sources."""
    yield from (_Part(*row) for row in connection.execute(_DOCUMENTS, [run]).fetchall())
    history = _history(connection, run)
    for kind, (record, called) in _LEDGER.items():
        query = f"SELECT * FROM {kind} WHERE $1 IS NULL OR run_id = $1 ORDER BY run_id, position"
        for row in fetch(connection, query, [run]):
            of, owner = row.pop("run_id"), (kind, str(row.get("id", row["position"])))
            changes = history.get((of, owner[1]), ()) if kind == "claim" else ()
            quoted = [_kept(quote, Citation, _OF_QUOTE) for quote in quotes.get(of, {}).get(owner, ())]
            yield _Part(of, kind, called.format_map(row), [_kept(row, record), quoted, changes])


def _history(connection: duckdb.DuckDBPyConnection, run: str | None) -> dict[Name, list[Row]]:
    """The changes of each claim, by run and claim."""
    history: dict[Name, list[Row]] = {}
    query = "SELECT * FROM claim_change WHERE $1 IS NULL OR run_id = $1 ORDER BY position"
    for row in fetch(connection, query, [run]):
        history.setdefault((row["run_id"], row["claim_id"]), []).append(_kept(row, Change, _OF_CHANGE))
    return history


def _sources(connection: duckdb.DuckDBPyConnection, run: str | None, those: str) -> Iterator[_Part]:
    """What is known of each source of a memo; its text is held by its sha256.

    Args:
        connection: that of the session.
        run: the run, or None for all.
        those: a query for runs and the ids of their sources.
    """
    query = f"""
        SELECT t.run_id AS of_run, s.* EXCLUDE (text)
        FROM ({those}) t(run_id, source_id) JOIN source s ON s.id = t.source_id
        WHERE $1 IS NULL OR t.run_id = $1
    """
    for row in fetch(connection, query, [run]):
        yield _Part(row.pop("of_run"), "source", row["id"], _kept(row, Source))


# What says where a row belongs, and not what it says.
_OF_QUOTE = frozenset({"run_id", "owner_kind", "owner_id", "position"})
_OF_CHANGE = frozenset({"run_id", "claim_id", "position"})


def _kept(row: Row, record: type[Record], without: frozenset[str] = frozenset()) -> Row:
    """The columns of a row that say more than the record's defaults."""
    defaults = _defaults(record)
    return {
        name: value
        for name, value in row.items()
        if value is not None and name not in without and value != defaults.get(name)
    }


@cache
def _defaults(record: type[Record]) -> dict[str, Any]:
    """What each field is by default, as a column holds it."""
    given = {name: field.default for name, field in record.model_fields.items() if not field.is_required()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _digests(parts: Iterable[_Part]) -> dict[str, Digests]:
    """The digests of parts, by run and then by name."""
    values: dict[str, dict[Name, list[object]]] = {}
    for part in parts:
        values.setdefault(part.run, {}).setdefault((part.kind, part.name), []).append(part.value)
    return {run: {name: _digest(said) for name, said in named.items()} for run, named in values.items()}


def _head(digests: Digests) -> str:
    return _digest(sorted([*name, digest] for name, digest in digests.items()))


def _digest(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
