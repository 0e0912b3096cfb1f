"""What the stored documents of a memo and its brief name must be in the tables beside them, and say the same.

All runs are read at once: one query a run would hold the archive for as long as there are memos.
"""

from collections.abc import Iterator

import duckdb
from pydantic import ValidationError

from triptych.store import citing
from triptych.store.citations import Citations
from triptych.store.dossiers import document_owners
from triptych.store.records import Brief, Memo
from triptych.store.rows import fetch


def document_faults(connection: duckdb.DuckDBPyConnection, run: str | None) -> list[str]:
    """Inside a session: what is wrong with the memo of a run, or with all memos, one line each."""
    quotes, known = Citations(connection, run), _known(connection, run)
    return [
        f"memo {row['id']}: {fault}"
        for row in fetch(connection, _DOCUMENTS, [run])
        for fault in _faults_of(row["memo"], row["brief"], quotes, known)
    ]


_DOCUMENTS = """
SELECT m.id, m.document AS memo, coalesce(b.document, 'null') AS brief
FROM memo m LEFT JOIN brief b ON b.run_id = m.run_id
WHERE $1 IS NULL OR m.run_id = $1
ORDER BY m.id
"""

_NAMES = """
SELECT * FROM (
    SELECT run_id, 'claim' AS kind, id FROM claim
    UNION ALL SELECT run_id, 'persona', key FROM persona
    UNION ALL SELECT run_id, 'proposition', id FROM proposition
    UNION ALL SELECT run_id, 'question', id FROM question
) WHERE $1 IS NULL OR run_id = $1
UNION ALL SELECT '', 'source', id FROM source
"""

_Names = set[tuple[str, str, str]]


def _known(connection: duckdb.DuckDBPyConnection, run: str | None) -> _Names:
    """Run, kind and id of everything that a document may name; sources belong to no run."""
    return set(connection.execute(_NAMES, [run]).fetchall())


def _faults_of(memo_json: str, brief_json: str, quotes: Citations, known: _Names) -> Iterator[str]:
    try:
        memo, brief = Memo.model_validate_json(memo_json), Brief.model_validate_json(brief_json)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"]))
        yield f"its document or its brief cannot be read: {where}: {first['msg']}"
        return
    for kind, name in dict.fromkeys(_named(memo)):
        if ("" if kind == "source" else memo.run, kind, name) not in known:
            yield f"it names {kind} {name}, which is not there"
    for source in sorted(_cited(memo, brief, quotes) - set(memo.sources)):
        yield f"it quotes source {source}, which is not on its list"
    for owner in document_owners(memo, brief):
        if owner.citations != quotes.of(memo.run, owner.kind, owner.id, owner.side):
            yield f"{owner.kind} {owner.id} quotes otherwise in its document than in the table of citations"


def _named(memo: Memo) -> Iterator[tuple[str, str]]:
    """Kind and id of everything that a memo names."""
    yield from (("source", name) for name in memo.sources)
    yield from (("claim", name) for name in _claims(memo))
    yield from (("persona", name) for name in _personas(memo))
    yield from (("proposition", one.proposition) for one in memo.bets if one.proposition)
    yield from (("question", one.question) for one in memo.coverage)


def _claims(memo: Memo) -> Iterator[str]:
    for sentence in citing.sentences(memo):
        yield from sentence.claims
    for agreement in memo.agreements:
        yield from agreement.claims


def _personas(memo: Memo) -> Iterator[str]:
    yield from memo.panel
    for agreement in memo.agreements:
        yield from agreement.personas
    for disagreement in memo.disagreements:
        for side in disagreement.sides:
            yield from side.personas


def _cited(memo: Memo, brief: Brief, quotes: Citations) -> set[str]:
    """The sources under a memo's propositions and sentences, by their own quotes or those of their claims."""
    own = {quote.source_id for owner in document_owners(memo, brief) for quote in owner.citations}
    return own | {quote.source_id for name in _claims(memo) for quote in quotes.of(memo.run, "claim", name)}
