"""Runs of earlier sessions that were cut off or stopped, as one is reminded of them at the start."""

from typing import TYPE_CHECKING

from triptych.graphs.keeping.folder import folders
from triptych.tui.runs import shortened

if TYPE_CHECKING:
    from triptych.graphs.keeping.standing import Standing
    from triptych.store.archive import Archive

SECONDS = 8.0
"""How long the reminder is shown."""
MEANT = ("cut off", "stopped")
"""What one may not know of, or have put off; a run that failed told why."""
HOW = "w, then r goes on with"


def left(archive: "Archive") -> "list[Standing]":
    """Those that can go on, the newest first.

    Raises:
        ArchiveError: the archive or a folder beside it cannot be used.
    """
    if not folders(archive.path):  # most archives: nothing need be read, and nothing imported
        return []
    from triptych.graphs.keeping.standing import standings

    return [one for one in standings(archive) if one.state in MEANT and one.resumable]


def reminder(archive: "Archive") -> str:
    """One sentence on them with the keys that go on; empty where there is none. Raises as `left` does."""
    those = left(archive)
    if not those:
        return ""
    newest = those[0]
    if len(those) == 1:
        return f"A run was {newest.state}: {shortened(newest.row.idea)}. {HOW} it."
    return f"{len(those)} runs did not end, the last on {shortened(newest.row.idea)}. {HOW} one."
