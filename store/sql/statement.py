"""What may be asked: one statement that reads."""

import re
from collections.abc import Sequence

import duckdb

from triptych.store.sql.faults import QueryRefused

LONGEST = 1_000_000
"""Characters of a query."""
READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def only_statement(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Refuse a text that is anything else.

    That a statement is typed SELECT does not mean that it writes nothing: the connection that runs it must not be able to.

    Raises:
        QueryRefused: there is none, or more than one, or it is of another type.
        duckdb.Error: it is no SQL.
    """
    if len(text) > LONGEST:
        raise QueryRefused(f"The query has more than {LONGEST:,} characters.", "Shorten it.")
    if _UNSAYABLE.search(text):
        raise QueryRefused("The query holds what is no character.", "Write it in UTF-8, without NUL.")
    statements = connection.extract_statements(text)
    if not statements:
        raise QueryRefused("The query is empty.", 'For example: triptych sql "from memos"')
    if len(statements) > 1:
        raise QueryRefused(f"The text holds {len(statements)} statements.", "Ask one at a time.")
    kind = statements[0].type
    if kind == duckdb.StatementType.MULTI:
        raise QueryRefused(
            "This PIVOT leaves open which columns there are.", "Name them: PIVOT … ON … IN ('a', 'b')"
        )
    if kind not in READING:
        raise QueryRefused(f"{_verb(statements[0])} is not a query.", "Only SELECT and EXPLAIN are run.")


def selecting(text: str, columns: int, texts: Sequence[int]) -> str:
    """The query with some of its columns as DuckDB writes them; as it is where it cannot be put into another."""
    names = [f"c{n}" for n in range(columns)]
    shown = [f"CAST({name} AS VARCHAR)" if n in texts else name for n, name in enumerate(names)]
    return f"SELECT {', '.join(shown)} FROM (\n{text.rstrip(_END)}\n) AS t({', '.join(names)})"


_WORD = re.compile(r"[A-Za-z]+")
_UNSAYABLE = re.compile("[\0\ud800-\udfff]")
_END = "; \t\r\n"


def _verb(statement: duckdb.Statement) -> str:
    """The word by which the user knows the statement."""
    first = _WORD.match(statement.query)
    verb = first[0].upper() if first else ""
    return verb if verb not in ("", "WITH", "EXPLAIN") else str(statement.type.name)
