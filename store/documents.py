"""What a stored memo document names must be in the tables beside it, and say the same."""

from collections.abc import Iterator

import duckdb
from pydantic import ValidationError

from triptych.store import citing, dossiers, sources
from triptych.store.citations import Citations
from triptych.store.records import Citation, Dossier, Memo
from triptych.store.rows import fetch


def document_faults(connection: duckdb.DuckDBPyConnection, run: str | None) -> list[str]:
    """Inside a session: what is wrong with the memo of a run, or with all memos, one line each."""
    query = "SELECT id, run_id, document FROM memo WHERE $1 IS NULL OR run_id = $1 ORDER BY id"
    faults = []
    for row in fetch(connection, query, [run]):
        found = _faults_of(connection, row["run_id"], row["document"])
        faults += [f"memo {row['id']}: {fault}" for fault in found]
    return faults


def _faults_of(connection: duckdb.DuckDBPyConnection, run: str, document: str) -> list[str]:
    try:
        memo = Memo.model_validate_json(document)
        absent = [one for one in memo.sources if one not in sources.known(connection, memo.sources)]
        if absent:
            return [f"it lists source {one}, which is not stored" for one in absent]
        dossier = dossiers.get(connection, run, memo)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return [f"it cannot be read: {where}: {first['msg']}"]
    return [*_unknown(dossier), *_unlisted(dossier), *_unlike(dossier, Citations(connection, run))]


def _unknown(dossier: Dossier) -> Iterator[str]:
    """Ids in the document that the ledger and the brief do not know."""
    known = {
        "claim": {one.id for one in dossier.ledger.claims},
        "persona": {one.key for one in dossier.personas},
        "proposition": {one.id for one in dossier.brief.propositions},
        "question": {one.id for one in dossier.brief.questions},
    }
    for kind, names in _named(dossier.memo).items():
        for name in dict.fromkeys(names):
            if name and name not in known[kind]:
                yield f"it names {kind} {name}, which is not there"


def _named(memo: Memo) -> dict[str, list[str]]:
    sentences = [name for sentence in citing.sentences(memo) for name in sentence.claims]
    sides = [name for one in memo.disagreements for side in one.sides for name in side.personas]
    return {
        "claim": sentences + [name for one in memo.agreements for name in one.claims],
        "persona": [*memo.panel, *sides, *(name for one in memo.agreements for name in one.personas)],
        "proposition": [one.proposition for one in memo.bets],
        "question": [one.question for one in memo.coverage],
    }


def _unlisted(dossier: Dossier) -> Iterator[str]:
    """Sources under the memo's sentences that its numbered list leaves out."""
    for source in citing.cited_sources(dossier.memo, dossier.ledger):
        if source not in dossier.memo.sources:
            yield f"it quotes source {source}, which is not on its list"


def _unlike(dossier: Dossier, rows: Citations) -> Iterator[str]:
    """Quotes in the documents that differ from those in the table."""
    for owner in dossiers.owners(dossier):
        stored: tuple[Citation, ...] = rows.of(owner.kind, owner.id, owner.side)
        if owner.citations != stored:
            yield f"{owner.kind} {owner.id} quotes otherwise in its document than in the table of citations"
