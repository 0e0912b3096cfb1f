"""`triptych sql`: the archive asked in SQL."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import console
from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.commands.shared.listing import formats
from triptych.commands.shared.result import Form, put_result
from triptych.errors import InputError
from triptych.graphs.words import counted

if TYPE_CHECKING:
    from triptych.store.sql.query import Result

Command = TypeVar("Command", bound=Callable[..., Any])
STDIN = "-"


def forms(command: Command) -> Command:
    """Let the rows be asked for in each form; the command gets it as `form`."""
    return formats(
        click.option("--md", "form", flag_value="md", type=str, help="As a Markdown table.")(command)
    )


@click.command("sql")
@click.argument("query", required=False)
@click.option("-f", "--file", type=FileType(), help="Read the query from this file.")
@click.option("--schema", is_flag=True, help="Show the views, what each column is, and examples.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10,
    show_default=True,
    help="Seconds it may take.",
)
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, help="Rows at most."
)
@forms
@archive_option
@pass_app
def sql(
    app: App,
    query: str | None,
    file: Path | None,
    schema: bool,
    timeout: float,
    limit: int,
    form: Form | None,
) -> None:
    """Ask the archive in SQL: one SELECT, which reads and can do nothing else.

    Without a query, or with -, it is read from standard input. The SQL is that of DuckDB. The query runs in a process of
    its own, which sees no other file and no network, and is ended when it takes too long.

    \b
    Example:
      triptych sql --schema
      triptych sql "select persona, status, count(*) from claims group by all order by all"
      triptych sql -f contested.sql --csv > contested.csv
    """
    if schema:
        _refuse_with_schema(query, file, form)
        from triptych.commands.shared.sql_schema import put_schema

        put_schema(form == "json")
        return
    from triptych.store.sql.limits import Limits
    from triptych.store.sql.query import run_query

    result = run_query(_Place(app), _text(query, file), Limits(seconds=timeout, rows=limit))
    put_result(result, form)
    _tell_cut(result, limit)


@dataclass(frozen=True)
class _Place:
    """Where the archive is: this process never opens it, and reads the settings while the other one starts."""

    app: App

    @property
    def path(self) -> Path:
        return Path(os.path.realpath(self.app.archive_path))

    @property
    def wait(self) -> float:
        return self.app.settings.lock_wait


def _refuse_with_schema(query: str | None, file: Path | None, form: Form | None) -> None:
    if query is not None or file is not None:
        raise click.UsageError("--schema takes no query.")
    if form not in (None, "json"):
        raise click.UsageError(f"--schema is a text, or --json; it has no --{form}.")


def _text(query: str | None, file: Path | None) -> str:
    if query is not None and file is not None:
        raise click.UsageError("Give the query, or --file, not both.")
    if file is not None and str(file) != STDIN:
        return _decoded(_read(file), str(file))
    if query is not None and query != STDIN:
        return query
    if sys.stdin is None or (query is None and file is None and sys.stdin.isatty()):
        raise click.UsageError("Give a query, or - to type one here.")
    return _decoded(sys.stdin.buffer.read(), "standard input")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as e:
        raise InputError(
            f"{file} cannot be read: {e.strerror or e}.", "Name a file that holds a query."
        ) from e


def _decoded(content: bytes, what: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(f"What {what} holds is not a text in UTF-8.", "Save the query as UTF-8.") from e


def _tell_cut(result: "Result", limit: int) -> None:
    if result.cut == "rows":
        console.note(f"Cut after {counted(limit, 'row')}; there are more: --limit N shows them.")
    elif result.cut == "size":
        console.note(
            f"Cut after {counted(len(result.rows), 'row')}, which are as much as comes back at once."
        )
