"""`triptych run -f FILE`: the ideas of a list, several at once, and a table of what became of each."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import console
from triptych.commands.shared.app import App, FileType
from triptych.commands.shared.asking import LONGEST, STDIN, Asked
from triptych.commands.shared.equipping import refuse_keyless
from triptych.commands.shared.memo import put_memo
from triptych.errors import ExitCode, InputError, TriptychError
from triptych.graphs.words import counted
from triptych.store.files import refuse_own

if TYPE_CHECKING:
    from triptych.commands.progress.many import Tell
    from triptych.graphs.many.ideas import Idea
    from triptych.graphs.many.many import Batch, Many, Told
    from triptych.graphs.many.tally import TallyFile
    from triptych.graphs.request import Request

Command = TypeVar("Command", bound=Callable[..., Any])
SEATS = 4

_OPTIONS = (
    click.option(
        "-f",
        "--file",
        "ideas_file",
        type=FileType(),
        metavar="FILE",
        help="Do every idea of FILE, one a line; - is stdin. -o is a folder then, and a limit holds for all together.",
    ),
    click.option(
        "--parallel",
        type=click.IntRange(1, 64),
        metavar="N",
        help=f"With -f: how many ideas at once. Default: {SEATS}.",
    ),
    click.option(
        "--continue", "go_on", is_flag=True, help="With -f: only what has no memo of the list's last time."
    ),
)


def listed(command: Command) -> Command:
    """The options on a list of ideas; their values are what `Listed` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Listed:
    """A list of ideas, as the command line asks for it.

    Args:
        file: where it stands.
        seats: how many ideas at once; None is the default.
        go_on: whether what was done before is left out.
        folder: where each memo is written; None writes none.
        as_json, events: what goes to stdout in the place of the table.
        quiet: whether no progress is told.
    """

    file: Path
    seats: int | None
    go_on: bool
    folder: Path | None
    as_json: bool
    events: bool
    quiet: bool

    def refuse(self, asked: Asked, update: str | None) -> None:
        """Refuse what makes no sense for a list. Raises UsageError."""
        for given, name in (
            (asked.idea, "IDEA"),
            (asked.brief_file, "--brief"),
            (update, "--update"),
        ):
            if given:
                raise click.UsageError(f"{name} is for one idea; -f gives a list of them.")
        if self.events and self.as_json:
            raise click.UsageError("--events and --json both write to stdout; give one of them.")


def do_many(app: App, asked: Asked, listed: Listed, dry_run: bool = False) -> int:
    """Do the ideas of a list, and put out what became of each.

    Args:
        app: the call of the command line.
        asked: what is asked of each run.
        listed: the list.
        dry_run: whether only the plan is put out.

    Returns:
        The exit code: that of the first idea of the list that did not end with a whole memo.

    Raises:
        KeyboardInterrupt: the user stopped it at once.
        InputError: the list, or what is asked for, cannot be used; nothing was begun.
        ArchiveError: the archive cannot be used.
    """
    from triptych.graphs.many.ideas import ideas
    from triptych.graphs.many.tally import TallyFile

    name = "stdin" if listed.file == STDIN else str(listed.file)
    found = ideas(_text(listed.file, name), name)
    request = replace(asked, idea=found[0].text).request(app.settings)
    if dry_run:
        _put_plan(request, len(found), listed.as_json)
        return ExitCode.DONE
    folder = _usable(app, listed.folder)
    refuse_keyless(request.setup)
    file = TallyFile.of(app.archive.path, None if listed.file == STDIN else listed.file, found)
    with file.held():
        batch = _batch(app, found, request, file, asked, listed)
        many = _followed(app, batch, listed, folder)
    from triptych.commands.progress.many_summary import put_summary

    put_summary(many.results, many.exit_code, listed.as_json, listed.events, listed.quiet)
    return many.exit_code


def _put_plan(request: "Request", number: int, as_json: bool) -> None:
    """The plan of one idea, which is that of each, and what it comes to for all."""
    from triptych.agents.budget import dollars
    from triptych.commands.shared.plan import put_plan
    from triptych.graphs.plan import planned

    put_plan(replace(request, idea=f"each of {counted(number, 'idea')}"), as_json, None)
    plan = planned(request, request.speakers())
    cost = "price not known" if plan.cost_usd is None else f"about {dollars(number * plan.cost_usd)}"
    console.note(f"in all: {number * plan.calls:,} calls, about {number * plan.tokens:,} tokens, {cost}")


def _batch(
    app: App, ideas: tuple["Idea", ...], request: "Request", file: "TallyFile", asked: Asked, listed: Listed
) -> "Batch":
    """What is to be done. Raises InputError where the list was begun under other settings."""
    from triptych.graphs.many.many import Batch
    from triptych.graphs.many.tally import Tally, refuse_other, settings_of

    before = file.load()
    if before and listed.go_on:
        if asked.as_of is None:  # the memos of one list are all of one day
            request = replace(request, as_of=before.as_of)
        refuse_other(before, request)
    elif before and (had := sum(one.outcome == "done" for one in before.results.values())):
        console.note(
            f"note: {counted(had, 'idea')} of the list had a memo; --continue would do the others only."
        )
    fresh = Tally(settings_of(request), request.as_of)
    tally = before if before and listed.go_on else fresh
    return Batch(ideas, request, app.archive, listed.seats or SEATS, file, tally)


def _followed(app: App, batch: "Batch", listed: Listed, folder: Path | None) -> "Many":
    from triptych.commands.progress.many import follow, shown

    quiet = listed.quiet or (listed.events and console.is_terminal(sys.stdout))
    with shown(quiet, batch.ideas) as show:
        printing = [_print] if listed.events else []
        writing = [_writing(app, folder)] if folder else []
        return follow(batch, show, (*printing, *writing))


def _print(told: "Told") -> None:
    """An event as a line of JSON, with the idea and the run that it is of."""
    from triptych.graphs.events import as_json

    event = as_json(told.event)
    line = {"event": event.pop("event"), "line": told.idea.line, "run": told.board.run, **event}
    console.raw(f"{console.json_text(line, indent=None)}\n")


def _writing(app: App, folder: Path) -> "Tell":
    """Writes each memo into the folder as soon as it is there; one that cannot be written is in the archive."""
    from triptych.graphs.events import RunEnded
    from triptych.graphs.many.result import MemoKept
    from triptych.store import memos

    def tell(told: "Told") -> None:
        if isinstance(told.event, RunEnded | MemoKept) and told.event.memo:
            try:
                put_memo(memos.load(app.archive, told.event.memo), folder / told.idea.file_name)
            except TriptychError as e:
                console.warn(e)

    return tell


def _usable(app: App, folder: Path | None) -> Path | None:
    """The folder for the memos, made where there is none. Raises InputError before anything is run."""
    if folder is None:
        return None
    if folder == STDIN:
        raise InputError("-o names a folder for the memos of a list, not stdout.", "Name a folder.")
    refuse_own(folder, app.archive)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(f"{folder} cannot hold the memos: {e.strerror or e}.", "Name another folder.") from e
    if not os.access(folder, os.W_OK):
        raise InputError(f"The folder {folder} is not writable.", "Name another folder.")
    return folder


def _text(file: Path, name: str) -> str:
    """What the file, or stdin, holds. Raises InputError where that cannot be a list of ideas."""
    content = _content(file, name)
    if len(content) > LONGEST:
        raise InputError(f"{name} is longer than any list of ideas.", "Split it, or name another file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(f"{name} is not text in UTF-8.", "Save it as plain text.") from e


def _content(file: Path, name: str) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read(LONGEST + 1) if sys.stdin else b""
    try:
        with file.open("rb") as stream:
            return stream.read(LONGEST + 1)
    except OSError as e:
        raise InputError(
            f"{name} cannot be read: {e.strerror or e}.", "Name a file with an idea a line."
        ) from e
