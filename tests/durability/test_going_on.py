"""Who may go on with a run, under which settings, and what is said to everybody else."""

import re
import stat
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.disturbed import Whole, archive_of, folder_in, kept, made, page
from benchmarks.forked import Ended, Started, start
from benchmarks.outside import World

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles.exchange import Request
from triptych.graphs.keeping.folder import folders
from triptych.store import runs

Triptych = Callable[..., Ended]

PERSONA = Path(__file__).parents[2] / "personas" / "engineer.toml"
HELD = "sk-held"


@dataclass
class Running:
    """A run that a process does, and whose model does not answer before `go_on` is set."""

    home: Path
    process: Started
    go_on: threading.Event

    @property
    def run(self) -> str:
        return folder_in(self.home).run

    def heard_of(self, said: str, longest: float = 30.0) -> None:
        """Wait until it says that. Raises AssertionError where it does not."""
        until = time.monotonic() + longest
        while said not in self.process.told():
            assert time.monotonic() < until, self.process.told()
            time.sleep(0.01)


@pytest.fixture
def running(outside: World, tmp_path: Path) -> Iterator[Running]:
    go_on, asked = threading.Event(), threading.Event()

    def mine(request: Request) -> bool:
        found = request.headers.get("authorization") == f"Bearer {HELD}"
        if found:
            asked.set()
        return found

    outside.models.misbehave(bad.held(go_on), when=mine)
    process = start(made(outside, tmp_path / "home"), *outside.small, environment=outside.environment(HELD))
    assert asked.wait(60), process.told()
    yield Running(tmp_path / "home", process, go_on)
    go_on.set()
    process.end()


def refused(done: Ended) -> str:
    """What is said to who may not: one line and its remedy, and exit code 2."""
    assert (done.code, done.out) == (2, "")
    error, remedy = done.err.rstrip("\n").split("\n")
    assert error.startswith("error: ")
    assert remedy.startswith("  ")
    return done.err


def test_what_a_run_keeps_is_for_its_user_alone_and_holds_no_key(home: Path, cut_off: Path) -> None:
    folder = folder_in(home)
    for place in (folder.path, folder.path.parent):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    for file in folder.path.iterdir():
        assert f"sk-{cut_off.name}".encode() not in file.read_bytes()


def test_a_run_whose_process_is_dead_is_told_of_and_offered(home: Path, call: Triptych) -> None:
    run = folder_in(home).run
    shown = call(home, "runs", "show", run)
    assert re.search(r"^state +cut off$", shown.out, re.MULTILINE)
    assert shown.err == f"go on with: triptych resume {run}\n"
    assert f"No process does run {run}: it is cut off." in refused(call(home, "runs", "cancel", run))


def test_two_processes_cannot_do_one_run_and_a_third_can_stop_it(running: Running, call: Triptych) -> None:
    home, run = running.home, running.run
    owner = f"process {running.process.pid} on "
    for line in (("resume", run), ("resume", run, "--fork"), ("runs", "prune", run, "--yes")):
        assert f"Run {run} is being done by {owner}" in refused(call(home, *line))
    assert "There is no run to go on with" in refused(call(home, "resume"))
    assert call(home, "runs", "show", run).out.split("state")[1].split()[0] == "running"
    told = call(home, "runs", "cancel", run)
    assert told.err.startswith(f"told {owner}")
    assert " was told to stop it already; " in call(home, "runs", "cancel", run).err
    running.heard_of("stopping: ")
    running.go_on.set()
    ended = running.process.wait()
    assert ended.code == 130, ended.err
    assert runs.load_run(archive_of(home), run).state == "interrupted"


@pytest.mark.parametrize(
    ("options", "differs"),
    [
        (("--model", "other"), 'setup.models. ["double"'),
        (("--embedded",), "setup.models. "),
        (("--search", "library"), "setup.search.providers "),
    ],
    ids=["model", "embedded", "search"],
)
def test_under_other_settings_it_is_refused_and_what_differs_is_shown(
    options: tuple[str, ...], differs: str, home: Path, call: Triptych
) -> None:
    run = folder_in(home).run
    said = refused(call(home, "resume", run, *options))
    assert f"error: Run {run} was begun under other settings: {differs}" in said
    assert " → " in said
    assert "--fork" in said


def test_with_another_text_of_a_persona_it_is_refused(home: Path, call: Triptych) -> None:
    (home / "personas").mkdir()
    mended = PERSONA.read_text("utf-8").replace("How does it work", "How well does it work")
    (home / "personas" / "engineer.toml").write_text(mended, "utf-8")
    assert 'personas.engineer.question "How does it work' in refused(call(home, "resume"))


def test_a_fork_goes_on_from_the_same_point_under_other_settings_and_both_can_be_told_apart(
    home: Path, undisturbed: Whole, call: Triptych
) -> None:
    first = folder_in(home).run
    before, already = kept(home), undisturbed.asked.total()
    done = call(home, "resume", first, "--fork", "--max-tokens", "1000000")
    assert done.code == 0, done.err
    second = folder_in(home).run
    assert f"run {first} goes on as {second}: " in done.err
    assert kept(home) == already
    assert before < already
    assert page(home) == undisturbed.page
    assert [folder.run for folder in folders(home / "archive.duckdb")] == [first, second]
    assert call(home, "replay", second).code == 0
    assert call(home, "resume", first).code == 0
    assert call(home, "replay", first).code == 0


def test_only_its_budget_may_be_another_and_then_counts_what_was_spent_before(
    home: Path, call: Triptych
) -> None:
    done = call(home, "resume", "--max-tokens", "9000")
    assert done.code == 0, done.err
    assert "The budget of 9,000 tokens could not bear all of it; what there is will be merged" in done.err
    assert "the budget of 9,000 tokens could not bear all of it" in done.out
    assert call(home, "replay", folder_in(home).run).code == 0


def test_a_run_that_is_unknown_done_or_pruned_is_refused_with_what_to_do(home: Path, call: Triptych) -> None:
    run = folder_in(home).run
    assert "triptych runs" in refused(call(home, "resume", "01ZZZZ"))
    assert call(home, "resume", run).code == 0
    assert f"Run {run} has ended, and its memo is written." in refused(call(home, "resume", run))
    assert call(home, "runs", "prune", run, "--yes").out == f"dropped: {run}\n"
    assert not folders(home / "archive.duckdb")
    assert f"Run {run} kept nothing, or what it kept is pruned." in refused(call(home, "replay", run))
    assert call(home, "memos", "verify", "--all").code == 0


def test_a_run_that_was_cut_off_and_pruned_is_refused_with_its_idea(home: Path, call: Triptych) -> None:
    run = folder_in(home).run
    assert call(home, "runs", "prune", run, "--yes").code == 0
    said = refused(call(home, "resume", run))
    assert "Run it anew: triptych run 'Will grid batteries be a commodity" in said


def test_a_run_that_has_not_ended_cannot_be_replayed_yet(home: Path, call: Triptych) -> None:
    run = folder_in(home).run
    said = refused(call(home, "replay", run))
    assert f"Run {run} has not ended" in said
    assert f"triptych resume {run}" in said
