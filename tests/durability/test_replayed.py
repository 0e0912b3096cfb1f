"""A run is replayed to the byte whatever became of it: stopped, out of budget, with calls that failed, its library changed."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.disturbed import archive_of, folder_in, made
from benchmarks.forked import Ended, triptych
from benchmarks.killed import Kill
from benchmarks.outside import IDEA, SMALL, World

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles.exchange import Request
from triptych.agents.sources.library import Library
from triptych.store import library as shelf
from triptych.store.verify import verify

Triptych = Callable[..., Ended]

OWN = ("run", IDEA, *SMALL, "--embedded")
IMPATIENT = "[model]\nretries = 0\n"


def same(home: Path) -> bool:
    """Whether the newest run of a home replays with all of its outside gone."""
    done = triptych(home, "replay", folder_in(home).run)
    return done.code == 0 and "the memo is the same to the byte" in done.err


@pytest.fixture
def empty(outside: World, tmp_path: Path) -> Path:
    """A home without a run."""
    return made(outside, tmp_path / "home")


def test_a_run_that_was_stopped_is_replayed_with_the_part_of_a_memo_that_it_has(
    outside: World, empty: Path
) -> None:
    stop = Kill("event", 60, by=signal.SIGINT)
    done = triptych(empty, *outside.small, environment=outside.environment("sk-stop"), deed=stop)
    assert done.code == 130, done.err
    assert "the user stopped the run" in done.out
    assert "round 2" not in done.err, "what is told again is no second round"
    assert same(empty)


def test_so_is_one_of_the_embedded_analyst(empty: Path) -> None:
    done = triptych(empty, *OWN, deed=Kill("event", 20, by=signal.SIGINT))
    assert done.code == 130, done.err
    assert "the user stopped the run" in done.out
    assert same(empty)


def test_a_run_that_ran_out_of_budget_is_replayed(outside: World, empty: Path) -> None:
    line = (*outside.small, "--max-tokens", "10000")
    done = triptych(empty, *line, environment=outside.environment("sk-budget"))
    assert done.code == 0, done.err
    assert "the budget of 10,000 tokens could not bear all of it" in done.out
    assert same(empty)


def test_a_run_some_of_whose_calls_failed_is_replayed_and_so_is_its_rest_where_it_was_killed(
    outside: World, empty: Path, call: Triptych
) -> None:
    (empty / "config.toml").write_text(IMPATIENT, "utf-8")
    turns: list[int] = []

    def some(request: Request) -> bool:
        if request.headers.get("authorization") != "Bearer sk-failing":
            return False
        turns.append(1)
        return len(turns) % 7 == 0

    outside.models.misbehave(bad.status(500), when=some)
    environment = outside.environment("sk-failing")
    assert triptych(empty, *outside.small, environment=environment, deed=Kill("node", 20)).killed
    done = triptych(empty, "resume", environment=environment)
    assert done.code == 0, done.err
    assert "Gave up: " in done.out
    assert same(empty)


def test_a_run_is_replayed_when_the_library_that_it_read_has_changed(empty: Path) -> None:
    assert triptych(empty, *OWN, deed=Kill("node", 12)).killed
    library = Library(archive_of(empty))
    shelf.remove(library.archive, [entry.source_id for entry in library.entries()][::2])
    library.ready()
    done = triptych(empty, "resume")
    assert done.code == 0, done.err
    assert verify(archive_of(empty)).faults == ()
    assert same(empty)
