"""A new run that begins with what another one was answered."""

from contextlib import ExitStack, suppress

from triptych.errors import InputError, TriptychError
from triptych.graphs import panels
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.keeping.folder import RunFolder, explained, folder_of
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.keeping.owner import holding
from triptych.graphs.keeping.requests import save
from triptych.graphs.request import Request
from triptych.store.archive import Archive
from triptych.store.files import write_whole
from triptych.store.records import Run
from triptych.store.runs import RunRow, load_run, start_run


def going_on(row: RunRow, folder: RunFolder, request: Request, archive: Archive) -> Run:
    """The record with which a run goes on: one whose memo was written in part does so as a new run, once.

    The new run is on record before the old one names it, so that it can be gone on with whatever comes between.

    Raises:
        InputError: it went on already, or another process does it just now.
        ArchiveError: a folder, or the archive, cannot be used.
    """
    with holding(folder):
        if successor := folder.went_on_as:
            raise InputError(
                f"Run {folder.run} went on as {successor} already.",
                "Go on with that one, or anew from what this one was answered: "
                f"triptych resume {folder.run} --fork",
            )
        if not row.memo:
            return load_run(archive, row.id)
        record = forked(folder, request, archive)
        told = f"It has what run {folder.run} was answered, and has not gone on from there yet."
        start_run(archive, record.model_copy(update={"message": told}))
        with explained(folder.path):
            write_whole(folder.successor, record.id.encode())
    return record


def forked(folder: RunFolder, request: Request, archive: Archive) -> Run:
    """The record of a new run, whose folder has what another run kept.

    What it spent counts as spent by the new one, too. Its graph begins from the top, over what is kept: what is asked in
    the same words of the same model is not asked again.

    Args:
        folder: the other run's.
        request: what the new run is asked.
        archive: where both are.

    Raises:
        ArchiveError: what the other one was answered cannot be read, or a folder not be used; the new one is not left
            half-made.
    """
    Kept(KeptFile(folder.answers, folder.run))  # says whether they can be read
    record = panels.new_run(request, request.speakers())
    own = folder_of(archive.path, record.id)
    with ExitStack() as undoing:
        undoing.callback(_removed, own)
        folder.copy(own)
        own.drop_checkpoints()
        save(own, request)
        undoing.pop_all()
    return record.model_copy(update={"state": "failed"})


def _removed(folder: RunFolder) -> None:
    with suppress(TriptychError):  # why it could not be made is what is told
        folder.remove()
