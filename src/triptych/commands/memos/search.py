"""`triptych memos search`: what the archive says of something, and where."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.filters import filters, filters_of
from triptych.commands.shared.listing import Column, Form, Row, formats, put_list
from triptych.errors import InputError
from triptych.graphs.words import counted
from triptych.keys import hidden
from triptych.store.search.hits import ANYTHING, Filters, Hit

if TYPE_CHECKING:
    from triptych.store.search.search import ArchiveSearch

LIMIT = 1000
WIDEST = 100  # columns; longer lines are hard to read
_INDENT = "  "
_MEMO, _SOURCE = 10, 8  # characters of an id by which a person can name it
_LESS = 100  # hits that are counted where filters left nothing

COLUMNS = (
    Column("PLACE", lambda row: row["place"]),
    Column("ID", lambda row: row["id"]),
    Column("WHAT", lambda row: _what(row)),
    Column("SNIPPET", lambda row: _plain(row)),
)


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@filters
@click.option(
    "--limit", type=click.IntRange(1, LIMIT), default=20, show_default=True, help="How many at most."
)
@click.option("--semantic", is_flag=True, help="Find what means the same in other words, too.")
@formats
@archive_option
@pass_app
def search_memos(
    app: App, /, query: tuple[str, ...], limit: int, semantic: bool, form: Form | None, **given: Any
) -> None:
    """Search memos, claims, critiques and the passages of sources.

    All words must be there, in any form; if nothing has them all, any of them. "A phrase" in quotation marks stands as
    it is written, infer* is the beginning of a word, -word must not be there. Of each memo the best part is shown.

    \b
    Example:
      triptych memos search "memory bandwidth"
      triptych memos search '"gross margin" -software' --in claims --status contested
      triptych memos search "infer* price" --source-domain example.com --since 2026-01-01 --json
    """
    archive = app.archive
    from triptych.store.search.search import ArchiveSearch

    sought = " ".join(query)
    if not sought.strip():
        raise click.UsageError("The query is empty: say what to look for.")
    search, chosen = ArchiveSearch(archive, on_long=_tell_long), filters_of(app, **given)
    _refuse_strangers(search, chosen)
    found = search.find(sought, chosen, limit, semantic)
    rows = [_row(hit, form) for hit in found.hits]
    if form is None and console.is_terminal(sys.stdout):
        _put_hits(rows)
    else:
        put_list(rows, list(Hit.model_fields), COLUMNS, form)
    if not rows:
        _tell_why(app, search, sought, chosen)
        return
    if not found.every:
        console.note("Nothing has all these words; this has some of them.")
    if form is None and (memo := next((hit.memo for hit in found.hits if hit.memo), "")):
        console.note(f"Read a memo: {app.line(f'memos show {memo[:_MEMO]}')}")


def _tell_long(number: int) -> None:
    console.note(
        f"Bringing the search index up to date: {number:,} to read; once it is there, a search takes a moment."
    )


def _refuse_strangers(search: "ArchiveSearch", chosen: Filters) -> None:
    """Raises InputError for a persona that no memo has; a misspelt one would find nothing."""
    wanted = (*chosen.panel, *([] if chosen.persona is None else [chosen.persona]))
    known = search.personas() if wanted else []
    for key in wanted:
        if known and key not in known:
            raise InputError(f"No memo has a persona {key!r}.", f"There are: {', '.join(known)}.")


def _tell_why(app: App, search: "ArchiveSearch", sought: str, chosen: Filters) -> None:
    from triptych.store.search.query import parse

    if not parse(sought).wanted:
        console.note("Nothing to look for: give at least one word that must be there.")
    elif not search.size():
        first = app.line('run "the LLM inference stack"')
        console.note(f"The archive is empty. Write a memo: {first}")
    elif chosen != ANYTHING and (others := search.search(sought, limit=_LESS)):
        more = f"{_LESS} or more hits" if len(others) == _LESS else counted(len(others), "hit")
        console.note(f"Nothing found with these filters; without them: {more}.")
    else:
        console.note("Nothing found. Other words, or the beginning of one (infer*), may find something.")


def _row(hit: Hit, form: Form | None) -> Row:
    row = hit.model_dump(mode="json")
    return row | {"marks": [f"{a}-{b}" for a, b in hit.marks]} if form == "csv" else row


def _what(row: Row) -> str:
    """What a hit is, in a few words."""
    parts: tuple[str, ...]
    if row["place"] == "sources":
        parts = (row["title"], row["publisher"], row["day"] or "undated")
    elif row["place"] == "memos":
        parts = (row["title"], row["persona"], row["day"])
    else:
        parts = (row["persona"], row["kind"], row["status"], row["verdict"], row["day"], row["title"])
    return ", ".join(one_line(part) for part in parts if part)


def _plain(row: Row) -> str:
    """The snippet with what matches in «marks»."""
    return "".join(f"«{text}»" if marked else text for text, marked in _pieces(row))


def _pieces(row: Row) -> list[tuple[str, bool]]:
    """The snippet, cut where a mark begins or ends."""
    text, at, pieces = row["snippet"], 0, []
    for start, end in row["marks"]:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [*pieces, (text[at:], False)]


def _put_hits(rows: Sequence[Row]) -> None:
    """A line about each hit, and its snippet below."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    terminal = Console(highlight=False)
    width = min(terminal.width, WIDEST)
    ids = [_short(row) for row in rows]
    widest = max(map(len, ids), default=0)
    for row, key in zip(rows, ids, strict=True):
        head = Text(f"{row['place']:9}  {key:{widest}}", style="bold")
        head.append(f"  {hidden(_what(row))}", style="not bold")
        terminal.print(head, width=width, no_wrap=True, overflow="ellipsis")
        shown = Text()
        for text, marked in _pieces(row):
            shown.append(hidden(text), style="bold underline" if marked else "")
        terminal.print(Padding(shown, (0, 0, 0, len(_INDENT)), expand=False), width=width)


def _short(row: Row) -> str:
    """The id as far as a person needs it."""
    whole, kept = (row["source"], _SOURCE) if row["place"] == "sources" else (row["memo"], _MEMO)
    return f"{whole[:kept]}{row['id'][len(whole) :]}"
