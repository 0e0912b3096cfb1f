"""A run that finds no evidence keeps what it paid for; one that paid for nothing leaves nothing."""

from collections import Counter
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from triptych.errors import ArchiveError, ExitCode
from triptych.graphs import runner
from triptych.graphs.events import RunEnded
from triptych.graphs.keeping.folder import RunFolder, folder_of, folders
from triptych.graphs.keeping.standing import prunable
from triptych.graphs.request import Request
from triptych.store import runs
from triptych.store.archive import Archive

LOST = "medieval falconry law in Bohemia"


async def test_what_was_paid_for_before_the_model_went_down_is_not_paid_for_again(
    archive: Archive, asked: Request, model: Any
) -> None:
    ended = await runner.follow(asked, archive, lambda event: None)
    assert (ended.state, ended.exit_code) == ("no_evidence", ExitCode.NO_EVIDENCE)
    assert "failed" in ended.message
    model.down = False
    record = runs.load_run(archive, ended.run)
    again = await runner.told(runner.resume(asked, archive, record), lambda event: None)
    assert (again.run, again.state) == (ended.run, "done")
    briefs = Counter(repr(body["messages"]) for body in model.asked if "Claims" not in str(body))
    assert set(briefs.values()) == {1}


async def test_what_it_kept_is_offered_to_be_pruned(archive: Archive, asked: Request, model: Any) -> None:
    ended = await runner.follow(asked, archive, lambda event: None)
    assert [one.row.id for one in prunable(archive, datetime.now(UTC), 0)] == [ended.run]
    assert prunable(archive, datetime.now(UTC), 1) == []


async def test_a_run_that_only_the_library_answered_leaves_no_folder(
    archive: Archive, panel: ModuleType
) -> None:
    told = await panel.told(archive, panel.request(idea=LOST, brief=None))
    assert told[-1].state == "no_evidence"
    assert folders(archive.path) == []


async def test_a_folder_that_cannot_be_removed_does_not_hide_how_the_run_ended(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: RunFolder) -> None:
        raise ArchiveError("It is in use.")

    monkeypatch.setattr(RunFolder, "remove", refuse)
    last = (await panel.told(archive, panel.request(idea=LOST, brief=None)))[-1]
    assert isinstance(last, RunEnded)
    assert (last.state, last.exit_code) == ("no_evidence", ExitCode.NO_EVIDENCE)
    assert folder_of(archive.path, last.run).path.is_dir()
