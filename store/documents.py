"""What the stored documents of a memo and its brief name must be in the tables beside them, and say the same.

All runs are read at once: one query a run would hold the archive for as long as there are memos.
"""

from collections.abc import Iterator
from typing import NamedTuple

import duckdb
from pydantic import ValidationError

from triptych.store import citing, dossiers
from triptych.store.citations import citation_rows
from triptych.store.dossiers import Quotes, document_owners
from triptych.store.records import Brief, Memo, Persona
from triptych.store.rows import Row, fetch


def document_faults(connection: duckdb.DuckDBPyConnection, run: str | None, quotes: Quotes) -> list[str]:
    """What is wrong with the memo of a run, or with None with all memos, one line each.

    Args:
        connection: that of the session.
        run: the run, or None.
        quotes: what `dossiers.quotes` gives for it.
    """
    known, tables = _known(connection, run), _tables(connection, run)
    return [
        f"memo {row['id']}: {fault}"
        for row in fetch(connection, _DOCUMENTS, [run])
        for fault in _faults_of(
            row, known, _Beside(tables.get(row["run_id"], {}), quotes.get(row["run_id"], {}))
        )
    ]


class _Beside(NamedTuple):
    """What a run has in the tables beside its documents: rows by table, quotes by what quotes."""

    tables: dict[str, list[Row]]
    quotes: dict[tuple[str, str], list[Row]]


_DOCUMENTS = """
SELECT m.*, coalesce(b.document, 'null') AS brief
FROM memo m LEFT JOIN brief b ON b.run_id = m.run_id
WHERE $1 IS NULL OR m.run_id = $1
ORDER BY m.id
"""

_TABLES = {
    "question": "SELECT * FROM question",
    "proposition": "SELECT * FROM proposition",
    "persona": "SELECT * FROM persona",
    "memo_source": "SELECT m.run_id, n.* FROM memo_source n JOIN memo m ON m.id = n.memo_id",
}
_CALLED = {
    "question": ("question", "id", "the brief"),
    "proposition": ("proposition", "id", "the brief"),
    "memo_source": ("source", "number", "the document"),
}
"""What a row of a table is called, the column that tells it from others of its run, and the document that has it too."""

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


def _tables(connection: duckdb.DuckDBPyConnection, run: str | None) -> dict[str, dict[str, list[Row]]]:
    """The rows of each run, by run and table."""
    found: dict[str, dict[str, list[Row]]] = {}
    for table, query in _TABLES.items():
        for row in fetch(connection, f"FROM ({query}) WHERE $1 IS NULL OR run_id = $1", [run]):
            found.setdefault(row["run_id"], {}).setdefault(table, []).append(row)
    return found


def _faults_of(row: Row, known: _Names, beside: _Beside) -> Iterator[str]:
    yield from _persona_faults(beside.tables.get("persona", []))
    try:
        memo, brief = Memo.model_validate_json(row["document"]), Brief.model_validate_json(row["brief"])
    except ValidationError as e:
        yield f"its document or its brief cannot be read: {_first(e)}"
        return
    for kind, name in dict.fromkeys(_named(memo)):
        if ("" if kind == "source" else memo.run, kind, name) not in known:
            yield f"it names {kind} {name}, which is not there"
    for source in sorted(_cited(memo, brief, beside) - set(memo.sources)):
        yield f"it quotes source {source}, which is not on its list"
    yield from _column_faults(row, memo)
    yield from _table_faults(memo, brief, beside)
    yield from _quote_faults(memo, brief, beside)


def _column_faults(row: Row, memo: Memo) -> Iterator[str]:
    for column, value in dossiers.memo_columns(memo).items():
        if row[column] != value:
            yield f"its {column} is not that of its document"


def _persona_faults(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        try:
            said = dossiers.persona_columns(Persona.model_validate_json(row["document"]))
        except ValidationError as e:
            yield f"the document of persona {row['key']} cannot be read: {_first(e)}"
        else:
            if not _says(row, said):
                yield f"persona {row['key']} is otherwise in its table than in its document"


def _table_faults(memo: Memo, brief: Brief, beside: _Beside) -> Iterator[str]:
    for table, rows in dossiers.document_rows(memo, brief).items():
        called, column, document = _CALLED[table]
        documents = {row[column]: row for row in rows}
        stored = {row[column]: row for row in beside.tables.get(table, ())}
        for name in documents | stored:
            if name not in stored:
                yield f"{called} {name} is in {document} and not in its table"
            elif name not in documents:
                yield f"{called} {name} is in its table and not in {document}"
            elif not _says(stored[name], documents[name]):
                yield f"{called} {name} is otherwise in its table than in {document}"


def _says(row: Row, said: Row) -> bool:
    """Whether a row says what a document does; it may have more columns."""
    return all(row[column] == value for column, value in said.items())


def _quote_faults(memo: Memo, brief: Brief, beside: _Beside) -> Iterator[str]:
    documents: dict[tuple[str, str], list[Row]] = {
        (owner.kind, owner.id): list(citation_rows(memo.run, owner)) for owner in document_owners(memo, brief)
    }
    stored = [owner for owner in beside.quotes if owner[0] in ("proposition", "sentence")]
    for owner in dict.fromkeys([*documents, *stored]):
        if documents.get(owner, []) != beside.quotes.get(owner, []):
            kind, name = owner
            yield f"{kind} {name} quotes otherwise in its document than in the table of citations"


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


def _cited(memo: Memo, brief: Brief, beside: _Beside) -> set[str]:
    """The sources under a memo's propositions and sentences, by their own quotes or those of their claims."""
    own = {quote.source_id for owner in document_owners(memo, brief) for quote in owner.citations}
    return own | {
        str(quote["source_id"]) for name in _claims(memo) for quote in beside.quotes.get(("claim", name), ())
    }


def _first(error: ValidationError) -> str:
    """Where a document is wrong first, and how."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
