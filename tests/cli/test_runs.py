"""`triptych runs cancel` and `prune`, while somebody does the run."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from triptych.errors import ExitCode
from triptych.graphs.keeping.folder import RunFolder, folder_of
from triptych.graphs.keeping.owner import holding, owning
from triptych.graphs.panels import new_run
from triptych.graphs.request import Request
from triptych.store import runs
from triptych.store.archive import Archive
from triptych.store.records import RunState

Invoke = Callable[..., Result]
Stopped = Callable[[RunState], RunFolder]


@pytest.fixture
def stopped(empty_home: Path) -> Stopped:
    """`stopped("interrupted")`: the folder of a run that ended so an hour ago."""
    archive = Archive(empty_home / "archive.duckdb")

    def made(state: RunState) -> RunFolder:
        request = Request("an idea")
        ended = {"state": state, "ended_at": datetime.now(UTC) - timedelta(hours=1)}
        record = new_run(request, request.speakers()).model_copy(update=ended)
        runs.start_run(archive, record)
        folder = folder_of(archive.path, record.id)
        folder.make()
        folder.answers.touch()
        return folder

    return made


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[RunFolder], None]]:
    """`meanwhile(folder)`: its run is taken up while the question is asked, to which the answer is yes."""
    with ExitStack() as held:

        def take_up(folder: RunFolder) -> None:
            def agreed(*_: object) -> bool:
                held.enter_context(holding(folder))
                return True

            monkeypatch.setattr("triptych.commands.runs.agreed", agreed)

        yield take_up


def test_a_run_that_was_taken_up_while_prune_asked_keeps_all_and_the_others_go(
    stopped: Stopped, meanwhile: Callable[[RunFolder], None], triptych: Invoke
) -> None:
    kept, gone = stopped("interrupted"), stopped("interrupted")
    meanwhile(kept)
    done = triptych("runs", "prune", kept.run, gone.run)
    assert (done.exit_code, done.stdout) == (ExitCode.USAGE, f"dropped: {gone.run}\n")
    assert f"error: Run {kept.run} is being done by another process.\n  Wait for it" in done.stderr
    assert (kept.answers.exists(), gone.path.exists()) == (True, False)


def test_what_runs_without_evidence_kept_is_pruned_with_what_those_with_a_memo_did(
    stopped: Stopped, triptych: Invoke
) -> None:
    over = [stopped("done").run, stopped("no_evidence").run]
    stopped("interrupted")
    done = triptych("runs", "prune", "--days", "0", "--yes")
    assert sorted(done.stdout.splitlines()) == sorted(f"dropped: {run}" for run in over)


def test_what_a_run_kept_that_is_not_on_record_is_told_of_and_goes_by_its_name(
    stopped: Stopped, triptych: Invoke
) -> None:
    known = stopped("interrupted")
    stray = RunFolder(known.path.with_name("01STRAY"))
    stray.make()
    stray.answers.write_bytes(b"answers")
    listed = triptych("runs")
    assert known.run[:10] in listed.stdout
    assert "1 run that the archive does not know kept something here" in listed.stderr
    assert "triptych runs prune 01STRAY" in listed.stderr
    assert triptych("runs", "prune", "--days", "0", "--yes").stdout == ""
    assert triptych("runs", "prune", "01STRAY", "--yes").stdout == "dropped: 01STRAY\n"
    assert "does not know" not in triptych("runs").stderr
    assert (known.path.exists(), stray.path.exists()) == (True, False)


def test_a_run_is_asked_to_stop_once_and_the_process_that_does_it_lives(
    stopped: Stopped, triptych: Invoke
) -> None:
    folder = stopped("interrupted")

    async def asked() -> list[str]:
        async with AsyncExitStack() as ends:
            await ends.enter_async_context(owning(folder, lambda: None))
            return [triptych("runs", "cancel", folder.run).stderr for _ in range(2)]

    first, second = asyncio.run(asked())
    assert first.startswith("told process ")
    assert f" to stop it; see how it ends with: triptych runs show {folder.run}" in first
    assert " was told to stop it already; see how it ends with: " in second
    refused = triptych("runs", "cancel", folder.run)
    assert refused.exit_code == ExitCode.USAGE
    assert f"No process does run {folder.run}: it is stopped." in refused.stderr
