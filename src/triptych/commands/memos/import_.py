"""`triptych memos import`: memos out of files that another archive wrote."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.errors import ExitCode, InputError

if TYPE_CHECKING:
    from triptych.store.interchange.importing import Imported


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@archive_option
@pass_app
@click.pass_context
def import_memos(ctx: click.Context, app: App, files: tuple[str, ...]) -> None:
    """Take in memos that `triptych memos export` wrote: JSON files, bundles, or `-` for stdin.

    A file is taken in whole or not at all: every quote in it must stand in its source, and what it names must be there.
    A memo that is there already is left as it is; a source that is there keeps its title and address.

    \b
    Example:
      triptych memos import memo.json
      triptych memos import backup/*.json
      triptych --archive old.duckdb memos export latest --format json | triptych memos import -
    """
    from triptych.store.interchange.importing import importer

    codes = []
    with importer(app.archive) as taking:
        for name in files:
            try:
                _tell(taking.take(_read(name)))
            except InputError as e:
                console.fail(f"{'stdin' if name == '-' else name}: {e.message}", e.hint)
                codes.append(e.exit_code)
    ctx.exit(codes[0] if codes else ExitCode.DONE)


def _read(name: str) -> bytes:
    from triptych.store.interchange.reading import LARGEST, unpacked

    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        elif Path(name).is_dir():
            raise InputError("It is a folder.", f"Name the files in it: {name.rstrip('/')}/*.json")
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as e:
        raise InputError(
            f"It cannot be read: {e.strerror}.", "Name a file that `triptych memos export` wrote."
        ) from e
    return unpacked(data)


def _tell(done: "Imported") -> None:
    """Say what was taken in. Raises InputError where another memo has its id."""
    if done.outcome == "other":
        raise InputError(
            f"Memo {done.memo_id} is there already and says something else; it was left as it is.",
            f"If this one is meant, delete that one first: triptych memos delete {done.memo_id}",
        )
    console.data(f"{done.outcome}: {done.memo_id} {one_line(done.title)}")
