"""How each run stands: what the archive has of it, who does it, and what it kept."""

import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from triptych.errors import InputError
from triptych.graphs.keeping.folder import RunFolder, folder_of, folders
from triptych.graphs.keeping.owner import Owner, owner
from triptych.store import refs, runs
from triptych.store.archive import Archive
from triptych.store.records import RunState
from triptych.store.runs import RunRow

HINT = "List the runs and their ids with: triptych runs"

State = Literal["running", "cut off", "stopped", "done", "failed", "no evidence", "budget"]
_STATES: dict[RunState, State] = {
    "running": "cut off",
    "interrupted": "stopped",
    "done": "done",
    "failed": "failed",
    "no_evidence": "no evidence",
    "budget": "budget",
}

_OVER = ("done", "no evidence")
"""Of a run that hardly anybody goes on with."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One run."""

    row: RunRow
    owner: Owner | None
    """The process that does it."""
    folder: RunFolder | None
    """What it kept; None where it kept nothing, or that is pruned."""
    successor: str = ""
    """Id of the run as which it went on, once its memo was written in part."""

    @property
    def state(self) -> State:
        """What a user would call it: a run that nobody does and that has not ended was cut off."""
        return "running" if self.owner else _STATES[self.row.state]

    @property
    def resumable(self) -> bool:
        """Whether it can go on."""
        return self.folder is not None and not self.successor and self.state not in ("running", "done")

    def ready(self) -> RunFolder:
        """The folder with which it goes on.

        Raises:
            InputError: it cannot, and why.
        """
        run = self.row.id
        if self.owner:
            raise InputError(
                f"Run {run} is being done by {self.owner.told()}.",
                f"Wait for it, or stop it with: triptych runs cancel {run}",
            )
        if self.state == "done":
            raise InputError(
                f"Run {run} has ended, and its memo is written.",
                f"Show it with: triptych memos show {self.row.memo}",
            )
        if self.folder is None:
            raise InputError(
                f"Run {run} kept nothing, or what it kept is pruned.",
                f"Run it anew: triptych run {shlex.quote(self.row.idea)}",
            )
        return self.folder


def standings(archive: Archive, limit: int | None = None) -> list[Standing]:
    """All runs, the newest first.

    Raises:
        ArchiveError: the archive or a folder beside it cannot be used.
    """
    kept = {folder.run: folder for folder in folders(archive.path)}
    return [_standing(row, kept.get(row.id)) for row in runs.listing(archive, limit)]


def standing(archive: Archive, ref: str | None) -> Standing:
    """The run that is meant; without a name the newest that can go on.

    Raises:
        InputError: none is meant, or several.
        ArchiveError: the archive or a folder beside it cannot be used.
    """
    rows = {row.id: row for row in runs.listing(archive)}
    if ref is not None:
        row = rows[refs.resolve("run", ref, rows, HINT)]
        folder = folder_of(archive.path, row.id)
        return _standing(row, folder if folder.path.is_dir() else None)
    found = (one for one in standings(archive) if one.resumable)
    if (newest := next(found, None)) is None:
        raise InputError("There is no run to go on with: each has ended, or kept nothing.", HINT)
    return newest


def strays(archive: Archive) -> list[RunFolder]:
    """What runs kept of which the archive has no record, as where another archive was put in its place; the oldest first.

    Raises ArchiveError as `standings` does.
    """
    kept = folders(archive.path)
    known = runs.ids(archive) if kept else set()
    return [one for one in kept if one.run not in known and owner(one) is None]


def prunable(archive: Archive, now: datetime, days: float) -> list[Standing]:
    """Runs that ended so many days ago or more, with a memo or for want of evidence, and still have what they kept.

    Raises ArchiveError as `standings` does.
    """
    until = now - timedelta(days=days)
    return [
        one
        for one in standings(archive)
        if one.folder and one.state in _OVER and one.row.ended_at and one.row.ended_at <= until
    ]


def _standing(row: RunRow, folder: RunFolder | None) -> Standing:
    return Standing(row, owner(folder), folder, folder.went_on_as) if folder else Standing(row, None, None)
