"""`triptych library`: what evidence is at hand."""

import shutil
import textwrap
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.agents.sources.clean import clean
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.groups import NounGroup
from triptych.commands.shared.listing import Column, Form, formats, put_list
from triptych.errors import ExitCode

if TYPE_CHECKING:
    from triptych.agents.sources.library import AddResult, Library

COLUMNS = (
    Column("ID", lambda row: row["source_id"], short=8),
    Column("DATE", lambda row: row["published_at"]),
    Column("PUBLISHER", lambda row: row["publisher"], short=18),
    Column("TITLE", lambda row: row["title"], gives=True),
)
_INDENT = "   "
FOUND = (
    "id",
    "source_id",
    "score",
    "title",
    "publisher",
    "author",
    "published_at",
    "url",
    "kind",
    "start",
    "end",
    "text",
)


@click.group(cls=NounGroup)
def library() -> None:
    """The documents that the panel may quote. Without a command: list.

    \b
    Example:
      triptych library add report.pdf notes/ https://example.org/article
      triptych library search "price per million tokens"
    """


@library.command("add")
@click.argument("targets", nargs=-1, required=True, metavar="PATH|URL...")
@click.option(
    "--allow-host", multiple=True, metavar="HOST", help="Let addresses of this host be private ones."
)
@archive_option
@pass_app
@click.pass_context
def add(ctx: click.Context, app: App, targets: tuple[str, ...], allow_host: tuple[str, ...]) -> None:
    """Add files, folders and web addresses.

    Text, Markdown, HTML, PDF, RSS and Atom are read; every entry of a feed is a document. The same text
    twice is added once.

    \b
    Example:
      triptych library add report.pdf notes/
      triptych library add https://example.org/feed.xml
    """
    limit = app.settings.max_file_mb * 1_000_000
    results = _shelf(app).add(targets, limit, on_result=_tell, allow_hosts=allow_host)
    console.note(_summary(results))
    ctx.exit(_verdict(results))


def _shelf(app: App) -> "Library":
    """The library with the starter collection in it, which is what a run would find."""
    from triptych.agents.sources.library import Library

    shelf = Library(app.archive)
    shelf.ensure_starter()
    return shelf


def _tell(result: "AddResult") -> None:
    if result.source is not None:
        console.data(f"{result.outcome}: {result.source.id} {result.title or result.target}")
    elif result.outcome == "skipped":
        console.note(f"skipped: {result.reason}")
    elif result.error is not None:
        console.fail(result.error.message, result.error.hint)


def _summary(results: list["AddResult"]) -> str:
    outcomes: list[str] = [result.outcome for result in results]
    kinds = ("added", "already there", "skipped", "failed")
    told = [f"{outcomes.count(kind)} {kind}" for kind in kinds if kind == "added" or kind in outcomes]
    return ", ".join(told)


def _verdict(results: list["AddResult"]) -> ExitCode:
    """Done if anything is in the library now; else what went wrong first."""
    if any(result.source is not None for result in results):
        return ExitCode.DONE
    errors = [result.error for result in results if result.outcome == "failed" and result.error]
    return errors[0].exit_code if errors else ExitCode.USAGE


@library.command("list")
@formats
@archive_option
@pass_app
def list_library(app: App, form: Form | None) -> None:
    """List the documents, the newest first.

    \b
    Example:
      triptych library list
      triptych library list --nl | grep '"kind": "pdf"'
    """
    from triptych.store.library import LibraryEntry

    rows = [entry.model_dump(mode="json") for entry in _shelf(app).entries()]
    put_list(rows, list(LibraryEntry.model_fields), COLUMNS, form)
    if not rows:
        console.note(f"The library is empty. Add to it: {app.line('library add PATH')}")


@library.command("remove")
@click.argument("refs", nargs=-1, required=True, metavar="REF...")
@archive_option
@pass_app
def remove(app: App, refs: tuple[str, ...]) -> None:
    """Take documents out: by id, a beginning of it, address, or part of the title.

    What a memo quotes stays stored with the memo.

    \b
    Example:
      triptych library remove 3f9a2c
      triptych library remove https://example.org/article
    """
    shelf = _shelf(app)
    for ref in refs:
        entry = shelf.remove(ref)
        console.data(f"removed: {entry.source_id} {entry.title}")


@library.command("search")
@click.argument("query")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many at most."
)
@formats
@archive_option
@pass_app
def search(app: App, query: str, limit: int, form: Form | None) -> None:
    """Search the passages, as the panel does.

    \b
    Example:
      triptych library search "memory bandwidth" --limit 3
    """
    rows = [passage.model_dump(mode="json") for passage in _shelf(app).search(query, limit)]
    if form is not None:
        put_list(rows, FOUND, (), form)
        return
    for number, row in enumerate(rows, start=1):
        _put_passage(number, row)
    if not rows:
        console.note("No passage has any of these words.")


def _put_passage(number: int, row: dict[str, Any]) -> None:
    when = row["published_at"] or "undated"
    who = ", ".join(filter(None, (row["author"], row["publisher"], when)))
    console.data(f"{number}. {row['title']} ({who}) {row['source_id'][:8]} score {row['score']:.1f}")
    width = min(100, shutil.get_terminal_size().columns) - len(_INDENT)
    text = "\n".join(textwrap.wrap(row["text"], width))
    console.raw(f"{textwrap.indent(clean(text), _INDENT)}\n")
