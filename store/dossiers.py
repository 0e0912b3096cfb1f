"""A memo with all that it rests on as rows, and back."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from triptych.store import citing, ledger, sources
from triptych.store.citations import Owner, citation_rows
from triptych.store.records import Brief, Dossier, Memo, Persona, Spend
from triptych.store.rows import Row, fetch, insert
from triptych.store.stored_memos import StoredMemo

Quotes = dict[str, dict[tuple[str, str], list[Row]]]
"""Rows of the table of citations by run, then by kind and id of what quotes, in order."""


def put(connection: duckdb.DuckDBPyConnection, dossier: Dossier, created_at: datetime) -> None:
    """Inside a session: insert all but the sources and the run; none of it may be there yet. The time is UTC without a zone."""
    run = dossier.memo.run
    insert(connection, "memo", [_memo_row(dossier.memo, created_at)])
    insert(connection, "brief", [{"run_id": run, "document": dossier.brief.model_dump_json()}])
    for table, rows in document_rows(dossier.memo, dossier.brief).items():
        insert(connection, table, rows)
    insert(connection, "persona", _numbered(run, [_persona_row(one) for one in dossier.personas]))
    ledger.put(connection, run, dossier.ledger)
    insert(connection, "citation", [row for owner in owners(dossier) for row in citation_rows(run, owner)])
    insert(connection, "step_spend", _numbered(run, [step.model_dump() for step in dossier.spend]))


def from_rows(stored: StoredMemo) -> Dossier:
    """The dossier that the rows of a memo make up.

    Raises:
        pydantic.ValidationError: they are not what it must be.
        InputError: a source that the memo names is not among them.
    """
    memo = Memo.model_validate_json(stored.document)
    return Dossier(
        memo=memo,
        brief=Brief.model_validate_json(stored.brief),
        personas=tuple(Persona.model_validate_json(row["document"]) for row in stored.tables["persona"]),
        ledger=ledger.from_rows(stored.tables),
        sources=tuple(sources.from_rows(stored.sources, memo.sources)),
        spend=tuple(Spend(**row) for row in stored.tables["step_spend"]),
    )


def owners(dossier: Dossier) -> Iterator[Owner]:
    """Everything in the dossier that quotes, with its quotes."""
    yield from ledger.owners(dossier.ledger)
    yield from document_owners(dossier.memo, dossier.brief)


def document_owners(memo: Memo, brief: Brief) -> Iterator[Owner]:
    """What quotes in the two documents: propositions, and the memo's sentences by number, as printed."""
    for proposition in brief.propositions:
        basis = (proposition.basis,) if proposition.basis else ()
        yield Owner("proposition", proposition.id, "", basis)
    for number, sentence in enumerate(citing.sentences(memo)):
        yield Owner("sentence", str(number), "", sentence.citations)


def memo_columns(memo: Memo) -> Row:
    """What the row of a memo says beside its document and the time."""
    same = memo.model_dump(include={"id", "idea", "title", "as_of", "analyst", "stop_reason", "updates"})
    bottom_line = " ".join(sentence.text for sentence in memo.bottom_line)
    return same | {"run_id": memo.run, "panel": list(memo.panel), "bottom_line": bottom_line}


def persona_columns(persona: Persona) -> Row:
    """What the row of a persona says beside its document and its place."""
    return persona.model_dump(include={"key", "name", "title"})


def document_rows(memo: Memo, brief: Brief) -> dict[str, list[Row]]:
    """What the two documents say that is kept in tables too, by table."""
    questions = [one.model_dump() | {"queries": list(one.queries)} for one in brief.questions]
    propositions = [one.model_dump(exclude={"basis"}) for one in brief.propositions]
    return {
        "memo_source": _memo_source_rows(memo),
        "question": _numbered(memo.run, questions),
        "proposition": _numbered(memo.run, propositions),
    }


def quotes(connection: duckdb.DuckDBPyConnection, run: str | None) -> Quotes:
    """Inside a session: all quotes of a run, or with None of all runs, as they are stored: nothing need be right about them."""
    found: Quotes = {}
    # Where a run is named, only its own rows are read: the condition must be on the column alone for that.
    where, given = ("WHERE run_id = $1", [run]) if run else ("", [])
    for row in fetch(connection, f"SELECT * FROM citation {where} ORDER BY side, position", given):
        owner = (row["owner_kind"], row["owner_id"])
        found.setdefault(row["run_id"], {}).setdefault(owner, []).append(row)
    return found


def _memo_row(memo: Memo, created_at: datetime) -> Row:
    return memo_columns(memo) | {"created_at": created_at, "document": memo.model_dump_json()}


def _memo_source_rows(memo: Memo) -> list[Row]:
    return [
        {"memo_id": memo.id, "number": number, "source_id": source}
        for number, source in enumerate(memo.sources, 1)
    ]


def _persona_row(persona: Persona) -> Row:
    return persona_columns(persona) | {"document": persona.model_dump_json()}


def _numbered(run: str, rows: Sequence[Row]) -> list[Row]:
    return [{"run_id": run, "position": number} | row for number, row in enumerate(rows)]
