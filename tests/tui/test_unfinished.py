"""What one is reminded of at the start: runs that were cut off or stopped and can go on, and no others."""

from datetime import UTC, datetime
from types import ModuleType

from triptych.graphs.keeping.folder import folder_of
from triptych.graphs.keeping.owner import owning
from triptych.store import runs
from triptych.store.archive import Archive
from triptych.store.records import RunState
from triptych.tui.unfinished import reminder

IDEA = "Will grid batteries\nbe a commodity, and will their makers keep the margins of today?"
BEGUN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def begun(archive: Archive, make: ModuleType, run: str, state: RunState, kept: bool = True) -> None:
    """Put a run on record that left a folder, or none."""
    made = make.run().model_copy(update={"id": run, "idea": IDEA, "state": state, "started_at": BEGUN})
    runs.start_run(archive, made)
    if kept:
        folder_of(archive.path, run).make()


def test_nothing_is_said_where_there_is_none(bare: Archive, make: ModuleType) -> None:
    assert reminder(bare) == ""
    begun(bare, make, "RUNA", "running", kept=False)
    begun(bare, make, "RUNB", "done")
    begun(bare, make, "RUNC", "failed")
    assert reminder(bare) == ""


def test_one_is_named_with_the_keys_that_go_on(bare: Archive, make: ModuleType) -> None:
    begun(bare, make, "RUNA", "running")
    told = "“Will grid batteries be a commodity, and will their makers k…”"
    assert reminder(bare) == f"A run was cut off: {told}. w, then r goes on with it."
    begun(bare, make, "RUNB", "interrupted")
    assert reminder(bare) == f"2 runs did not end, the last on {told}. w, then r goes on with one."


async def test_one_that_another_session_does_is_left_alone(bare: Archive, make: ModuleType) -> None:
    begun(bare, make, "RUNA", "running")
    async with owning(folder_of(bare.path, "RUNA"), lambda: None):
        assert reminder(bare) == ""
