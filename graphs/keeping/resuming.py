"""What it takes to go on with a run: what it was asked, its record, and that nothing else would decide its outcome now."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from triptych.errors import InputError
from triptych.graphs.gear import Gear, refuse_keyless
from triptych.graphs.keeping import requests
from triptych.graphs.keeping.forks import forked, going_on
from triptych.graphs.keeping.standing import Standing
from triptych.graphs.request import Request
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Run

if TYPE_CHECKING:
    from triptych.settings import Settings


class Finished(InputError):
    """Somebody else has gone on with the run meanwhile: it has its memo, whole or in part, and this is no way to go on."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that can go on: what `runner.resume` takes."""

    request: Request
    record: Run


def prepared(
    one: Standing, archive: Archive, settings: "Settings", over: Gear | None = None, fork: bool = False
) -> Prepared:
    """A run, ready to go on. One whose memo was written in part goes on as a new run.

    Args:
        one: the run.
        archive: where it is on record.
        settings: those of now.
        over: what it is to be equipped with, where that is another than it was begun with.
        fork: begin a new run from the same point, whatever differs.

    Raises:
        InputError: it cannot go on, and why; or it would go on under other settings.
        ArchiveError: what it kept, or the archive, cannot be used.
    """
    folder = one.ready()
    was = requests.asked(folder)
    request = requests.again(was, _over(was.gear, over), settings)
    refuse_keyless(request.setup)
    if fork:
        return Prepared(request, forked(folder, request, archive))
    requests.refuse_other(folder, was, request)
    return Prepared(request, going_on(one.row, folder, request, archive))


def current(archive: Archive, record: Run) -> Run:
    """The record of a run as it stands now, for who alone does the run: it may have been read long before.

    Args:
        archive: where it is on record; a fork is not before it goes on.
        record: as it was read.

    Raises:
        Finished: there is nothing more to do, or what is left is for a new run to do.
        ArchiveError: the archive cannot be used.
    """
    run = record.id
    with archive.reading() as connection:
        written = memos.exists(connection, run)
        with suppress(InputError):
            record = runs.get(connection, run)
    if record.state == "done":
        raise Finished(
            f"Run {run} has ended meanwhile, and its memo is written.",
            f"Show it with: triptych memos show {run}",
        )
    if written:
        raise Finished(
            f"Run {run} was stopped again meanwhile, and its memo is written in part.",
            f"Go on with it: triptych resume {run}",
        )
    return record


def _over(gear: Gear, over: Gear | None) -> Gear:
    """What the run was equipped with, and over it what is asked for now."""
    if over is None:
        return gear
    names = (name for name in Gear.__dataclass_fields__ if getattr(over, name) not in (None, (), False))
    return replace(gear, **{name: getattr(over, name) for name in names})
