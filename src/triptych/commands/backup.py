"""`triptych backup` and `restore`: the whole archive in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.commands.shared import output
from triptych.commands.shared.agreement import agreed
from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.errors import ArchiveError, ExitCode, InputError
from triptych.graphs.words import counted

if TYPE_CHECKING:
    from triptych.store.backup import Candidate, Contents

_FAULTS = 5  # shown


@click.command
@click.argument("file", type=FileType())
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@archive_option
@pass_app
def backup(app: App, file: Path, force: bool) -> None:
    """Copy the archive to FILE, as it stands, while others use it.

    FILE is an archive of its own: --archive FILE reads it, `triptych restore` puts it back. Settings and your own personas
    are not part of it; they are files beside the archive.

    \b
    Example:
      triptych backup archive-$(date +%F).duckdb
      triptych --archive archive-2026-03-01.duckdb memos list
    """
    from triptych.store.backup import save

    output.target(file, app.archive)
    if file.exists() and not force:
        raise InputError(f"{file} is there already.", "Name another file, or give --force to replace it.")
    console.data(f"backed up: {file}: {_told(save(app.archive, file))}")


@click.command
@click.argument("file", type=FileType())
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Restore FILE though something in it is not sound.")
@archive_option
@pass_app
@click.pass_context
def restore(ctx: click.Context, app: App, file: Path, yes: bool, force: bool) -> None:
    """Put the archive that `triptych backup` wrote to FILE in the place of this one.

    FILE is looked through first, as `triptych memos verify --all` does, and stays as it is. The archive that it replaces
    is moved aside, and the search index is built anew. Settings and your own personas are not touched.

    \b
    Example:
      triptych restore archive-2026-03-01.duckdb
    """
    from triptych.store.backup import candidate

    console.note(f"Looking through {file} …")
    with candidate(app.archive, file) as found:
        _judge(file, found, force)
        if not _replaces_nothing(app) and not agreed(f"Replace it by {file} ({_told(found.contents)})?", yes):
            ctx.exit(ExitCode.FAILED)
        aside = found.take_over()
    console.data(f"restored: {app.archive_path}: {_told(found.contents)}")
    if aside is not None:
        console.note(f"The archive of before is now {aside}")


def _judge(file: Path, found: "Candidate", force: bool) -> None:
    for fault in found.faults[:_FAULTS]:
        console.note(f"fault: {fault}")
    if found.faults and not force:
        raise InputError(
            f"{file} has {counted(len(found.faults), 'fault')}; nothing was replaced.",
            "Name another backup, or give --force to restore it as it is.",
        )


def _replaces_nothing(app: App) -> bool:
    """Whether there is nothing to lose; says what there is otherwise."""
    from triptych.store.backup import contents

    try:
        there = contents(app.archive)
    except ArchiveError as e:
        console.warn(e)
        return False
    if there is None or there.empty:
        return True
    console.note(f"The archive {app.archive_path} holds {_told(there)}.")
    return False


def _told(contents: "Contents") -> str:
    memos, documents = counted(contents.memos, "memo"), counted(contents.documents, "library document")
    return f"{memos}, {documents}, {contents.size / 1e6:,.1f} MB"
