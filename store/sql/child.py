"""The process of one query: it reads a request from its standard input, and writes what comes of it as lines of JSON.

    python -m triptych.store.sql.child

Invariant: a text that is not one reading statement never comes near the archive, and nothing that DuckDB may print
mixes with the answer. The parent kills it at any moment; it ends by itself when the parent is gone.

A line each: `{"begun": true}` when the query has the archive, `{"columns": [...], "types": [...]}`, `{"row": [...]}` for
each row, `{"cut": null | "rows" | "size", "seconds": 0.1}` at the end; or, at any point, `{"error": [kind, message, hint]}`.
"""

import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, Literal

import duckdb

from triptych.errors import TriptychError
from triptych.store.sql.confinement import bound_time, confine, end_with_parent
from triptych.store.sql.explained import explained, out_of_memory
from triptych.store.sql.limits import Limits
from triptych.store.sql.reading import ReadArchive
from triptych.store.sql.statement import only_statement, selecting
from triptych.store.sql.values import as_text, json_ready


class Answer:
    """Lines of JSON on their way to the parent."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = 0

    def put(self, **line: Any) -> None:
        """Write a line."""
        text = json.dumps(line, allow_nan=False, separators=(",", ":"))
        self.size += len(text)
        self._stream.write(f"{text}\n".encode())

    def tell(self, **line: Any) -> None:
        """Write a line that the parent must have at once."""
        self.put(**line)
        self._stream.flush()


def main() -> None:
    """Answer the one request."""
    request = json.loads(sys.stdin.buffer.readline())
    end_with_parent()
    limits = Limits(**request["limits"])
    bound_time(limits.seconds)
    with _alone() as stream:
        answer = Answer(stream)
        try:
            _answer(answer, request, limits)
        except MemoryError:
            answer.tell(error=_told(out_of_memory(limits.memory)))
        except TriptychError as e:
            answer.tell(error=_told(e))


def _alone() -> BinaryIO:
    """Standard output, for the answer only: what else is printed in this process goes nowhere."""
    stream = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for standard in (1, 2):
        os.dup2(nowhere, standard)
    return stream


def _told(error: TriptychError) -> tuple[str, str, str]:
    return type(error).__name__, error.message, error.hint


def _answer(answer: Answer, request: dict[str, Any], limits: Limits) -> None:
    text, path, copy = request["text"], Path(request["path"]), request["copy"]
    try:
        with closing(duckdb.connect(":memory:", config={"errors_as_json": True, "threads": 1})) as parser:
            only_statement(parser, text)
    except duckdb.Error as e:
        raise explained(e, text, path, limits.memory) from e
    archive = ReadArchive(path, request["wait"])
    with archive.cut_off(limits.memory, Path(copy) if copy else None) as connection:
        confine(limits.memory)
        answer.tell(begun=True)
        try:
            _put_rows(answer, connection, text, limits)
        except duckdb.Error as e:
            raise explained(e, text, path, limits.memory, _views(connection)) from e


def _put_rows(answer: Answer, connection: duckdb.DuckDBPyConnection, text: str, limits: Limits) -> None:
    start = time.perf_counter()
    result = connection.execute(text)
    described = result.description or []
    columns, types = [one[0] for one in described], [str(one[1]).strip('"') for one in described]
    answer.put(columns=columns, types=types)
    if texts := as_text(types):
        result = _rewritten(connection, selecting(text, len(columns), texts)) or result
    cut = _cut(answer, result, limits)
    answer.tell(cut=cut, seconds=time.perf_counter() - start)


def _rewritten(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection | None:
    """The query put into another; None where it cannot be, as with a comment behind its last semicolon."""
    try:
        only_statement(connection, text)
        return connection.execute(text)
    except (duckdb.ParserException, TriptychError):
        return None


def _cut(answer: Answer, result: duckdb.DuckDBPyConnection, limits: Limits) -> Literal["rows", "size"] | None:
    """Put out the rows as far as they may be; what cut them. One at a time: they may be large."""
    for _ in range(limits.rows):
        row = result.fetchone()
        if row is None:
            return None
        answer.put(row=[json_ready(value) for value in row])
        if answer.size > limits.size * 2**20:
            return "size"
    return "rows" if result.fetchone() is not None else None


def _views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    try:
        rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE comment IS NOT NULL").fetchall()
    except duckdb.Error:
        return []
    return [row[0] for row in rows]


if __name__ == "__main__":
    main()
