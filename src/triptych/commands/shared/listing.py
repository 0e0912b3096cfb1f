"""Lists: a table for a person, aligned text in a pipe, JSON, JSON lines or CSV for a program."""

import csv
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import click

from triptych import console
from triptych.agents.sources.clean import one_line

Form = Literal["table", "json", "nl", "csv"]
Row = dict[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Column:
    """One column of a table for people.

    `shown` makes the cell from the row. On a terminal the column that `gives` takes the space that is left,
    and an id is cut to its first `short` characters, by which it can be named too.
    """

    title: str
    shown: Callable[[Row], object]
    right: bool = False
    gives: bool = False
    short: int | None = None

    def cell(self, row: Row) -> str:
        """The cell's text, on one line."""
        value = self.shown(row)
        return "" if value is None else one_line(str(value))


def formats(command: Command) -> Command:
    """Let a list be asked for in each form; the command gets it as `form`."""
    for form, text in (
        ("csv", "As CSV."),
        ("nl", "As JSON, one object a line."),
        ("json", "As a JSON array."),
    ):
        command = click.option(f"--{form}", "form", flag_value=form, type=str, help=text)(command)
    return command


def put_list(
    rows: Sequence[Row], fields: Sequence[str], columns: Sequence[Column], form: Form | None
) -> None:
    """Put a list out on stdout.

    Args:
        rows: JSON-ready objects.
        fields: their keys, in order; the head of the CSV.
        columns: what a person sees of them.
        form: how; None is the table.
    """
    if form == "json":
        console.raw(f"{console.json_text(list(rows))}\n")
    elif form == "nl":
        console.raw("".join(f"{console.json_text(row, indent=None)}\n" for row in rows))
    elif form == "csv":
        console.raw(_csv(rows, fields))
    elif rows:
        _put_table([[column.cell(row) for column in columns] for row in rows], columns)


def _csv(rows: Sequence[Row], fields: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([_csv_cell(row[field]) for field in fields] for row in rows)
    return text.getvalue()


def _csv_cell(value: Any) -> str:
    if isinstance(value, list):
        return one_line(",".join(map(str, value)))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else one_line(str(value))


def _put_table(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> None:
    if console.is_terminal(sys.stdout):
        _put_rich(cells, columns)
    else:
        _put_plain(cells, columns)


def _put_rich(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=True, header_style="bold")
    for column in columns:
        table.add_column(
            column.title,
            justify="right" if column.right else "left",
            no_wrap=True,
            ratio=1 if column.gives else None,
        )
    for row in cells:
        shown = [text[: column.short] for text, column in zip(row, columns, strict=True)]
        table.add_row(*(Text(text, overflow="ellipsis") for text in shown))
    Console(highlight=False).print(table)


def _put_plain(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> None:
    lines = [[column.title for column in columns], *cells]
    widths = [max(len(line[n]) for line in lines) for n in range(len(columns))]
    for line in lines:
        padded = (
            text.rjust(width) if column.right else text.ljust(width)
            for text, width, column in zip(line, widths, columns, strict=True)
        )
        console.raw(f"{'  '.join(padded).rstrip()}\n")
