"""Deleting memos: what their runs were asked and answered lies beside the archive, and goes with them."""

from collections.abc import Sequence
from contextlib import ExitStack

from triptych.graphs.keeping.folder import folder_of
from triptych.store import deletion
from triptych.store.archive import Archive
from triptych.store.deletion import Deleted


def delete(archive: Archive, memo_ids: Sequence[str]) -> Deleted:
    """Delete the memos of those full ids, all or none, and then all that their runs kept.

    Raises:
        InputError: one of them is not there.
        ArchiveError: the archive cannot be used, or a folder beside it cannot be removed; the memos are gone by then.
    """
    gone = deletion.delete(archive, memo_ids)
    # Each is tried: no command finds the folder of a run that is on record no more.
    with ExitStack() as removing:
        for memo in gone.memos:
            removing.callback(folder_of(archive.path, memo.run).remove)
    return gone
