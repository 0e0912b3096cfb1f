"""A run as a command does it: followed from its first event to its memo, which goes out as it was asked for."""

import sys
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, FileType
from triptych.commands.shared.memo import put_memo
from triptych.commands.shared.output import target
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.agents.gate import Gate
    from triptych.commands.progress.follow import Tell
    from triptych.graphs.events import Event, RunEnded
    from triptych.store.records import Dossier, Memo

Command = TypeVar("Command", bound=Callable[..., Any])
Happening = Callable[["Gate"], AsyncGenerator["Event"]]

_OPTIONS = (
    click.option("-o", "--output", type=FileType(), metavar="FILE", help="Write the memo to FILE."),
    click.option("--json", "as_json", is_flag=True, help="The memo with all that it rests on, as JSON."),
    click.option("--events", is_flag=True, help="All that happens, as JSON lines, instead of the memo."),
    click.option("-q", "--quiet", is_flag=True, help="No progress on stderr."),
)


def outgoing(command: Command) -> Command:
    """The options on what goes out; their values are what `Outgoing.of` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Outgoing:
    """What goes out, and where to."""

    file: Path | None
    as_json: bool
    events: bool
    quiet: bool

    @classmethod
    def of(cls, app: App, output: Path | None, as_json: bool, events: bool, quiet: bool) -> "Outgoing":
        """What the options of `outgoing` say.

        Raises:
            UsageError: two things are to go to stdout.
            InputError: the file cannot be written.
        """
        file = target(output, app.archive)
        if events and as_json and file is None:
            raise click.UsageError("--events and --json both write to stdout; give -o FILE for one of them.")
        return cls(file, as_json, events, quiet)


def do(app: App, happening: Happening, out: Outgoing) -> int:
    """Do a run, and put out what comes of it.

    Args:
        app: the call of the command line.
        happening: the run, or the rest of one, that can be stopped at a gate.
        out: what goes out.

    Returns:
        The exit code.

    Raises:
        KeyboardInterrupt: the user stopped it at once.
        InputError, ArchiveError: as `triptych.graphs.runner.run`; or the memo, which is in the archive, cannot be
            written to its file.
    """
    began = time.monotonic()
    ended = _follow(app, happening, out)
    on = f"go on with: {app.line(f'resume {ended.run}')}"
    if ended.memo is None:
        console.fail(ended.message, ended.hint)
        if _kept(app, ended.run):
            console.note(f"  What it was answered is kept; {on}")
        return ended.exit_code
    _put(app, _dossier(app, ended.memo), out, began)
    if ended.state != "done" and not out.quiet:
        console.note(f"It was stopped: the memo holds what stood by then; {on}")
    return ended.exit_code


def _follow(app: App, happening: Happening, out: Outgoing) -> "RunEnded":
    from triptych.commands.progress.follow import Watch, follow, shown

    # On one terminal, events and a board would write over each other; the events tell it all.
    with shown(out.quiet or (out.events and console.is_terminal(sys.stdout))) as watch:
        tell = _printed(watch.tell) if out.events else watch.tell
        return follow(happening, Watch(tell, watch.note), app.line)


def _printed(tell: "Tell") -> "Tell":
    """Each event as a line of JSON on stdout, and then told."""
    from triptych.graphs.events import as_json

    def told(event: "Event") -> None:
        console.raw(f"{console.json_text(as_json(event), indent=None)}\n")
        tell(event)

    return told


def _kept(app: App, run: str) -> bool:
    """Whether the run kept something that another process can go on with."""
    from triptych.graphs.keeping.folder import folder_of

    return folder_of(app.archive.path, run).path.is_dir()


def _dossier(app: App, memo: str) -> "Dossier":
    from triptych.store import memos

    return memos.load(app.archive, memo)


def _put(app: App, dossier: "Dossier", out: Outgoing, began: float) -> None:
    again = app.line(f"memos show {dossier.memo.id}")
    if out.file is not None or not out.events:
        try:
            put_memo(dossier, out.file, out.as_json)
        except (InputError, console.OutputError) as e:
            raise type(e)(e.message, f"The memo is in the archive: {again}") from e
    if not out.quiet:
        follows = app.line(f"memos diff {dossier.memo.id}") if dossier.memo.updates else ""
        console.note(_closing(dossier.memo, out.file, again, follows, time.monotonic() - began))


def _closing(memo: "Memo", file: Path | None, again: str, follows: str, seconds: float) -> str:
    written = f"written to {file}\n" if file else ""
    differs = f"what changed since memo {memo.updates}: {follows}\n" if follows else ""
    return f"memo {memo.id}: {one_line(memo.title)}\n{written}show it again: {again}\n{differs}{seconds:.1f} seconds"
