"""A run that is killed anywhere loses nothing: its memo, what it paid for, and its replay are those of one that was not."""

from pathlib import Path

import pytest
from benchmarks.disturbed import Whole, disturbed, folder_in, kept, killed, page, whole
from benchmarks.durability import moments
from benchmarks.forked import triptych
from benchmarks.killed import Call, Kill
from benchmarks.outside import IDEA, SMALL, World

from triptych.graphs.keeping.folder import folders

MOMENTS, OWN = 3, 2
SEED = 11


@pytest.fixture(scope="session")
def embedded(outside: World, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A small run of the embedded analyst that nobody disturbed."""
    line = ("run", IDEA, *SMALL, "--embedded")
    return whole(outside, tmp_path_factory.mktemp("embedded") / "own", line)


def test_a_run_that_is_killed_at_every_boundary_between_nodes_one_after_another_loses_nothing(
    outside: World, undisturbed: Whole, tmp_path: Path
) -> None:
    home, asked, boundaries = tmp_path / "home", 0, 0
    # The first two checkpoints are written before anything is asked.
    cut = killed(outside, home, undisturbed, Kill("checkpoint", 3))
    asked += outside.calls("sk-home").total()
    while cut.killed:
        boundaries += 1
        number = boundaries
        # In turn with the work of one node done and not written down, and written down and nothing after it.
        deed = Kill("checkpoint", 1, before=False) if number % 2 else Kill("checkpoint", 2)
        environment = outside.environment(f"sk-home-{number}")
        cut = triptych(home, "resume", environment=environment, deed=deed)
        asked += outside.calls(f"sk-home-{number}").total()
    assert cut.code in (0, 2), cut.err  # 2: its memo was published before the last kill
    assert page(home) == undisturbed.page
    # A call that was under way at a kill may be asked again; what was answered and kept is not.
    assert undisturbed.asked.total() == kept(home) <= asked <= kept(home) + boundaries
    assert boundaries == undisturbed.times["checkpoint"] - 2
    assert triptych(home, "replay", folder_in(home).run).code == 0


@pytest.mark.parametrize("number", range(MOMENTS))
def test_a_run_that_is_killed_at_a_random_moment_loses_nothing(
    number: int, outside: World, undisturbed: Whole, tmp_path: Path
) -> None:
    kill = list(moments(undisturbed, MOMENTS, SEED))[number]
    assert disturbed(outside, tmp_path / f"run-{number}", undisturbed, kill).losses(undisturbed) == [], kill


@pytest.mark.parametrize("number", range(OWN))
def test_a_run_of_the_embedded_analyst_that_is_killed_loses_nothing(
    number: int, outside: World, embedded: Whole, tmp_path: Path
) -> None:
    kill = list(moments(embedded, OWN, SEED))[number]
    assert disturbed(outside, tmp_path / f"own-{number}", embedded, kill).losses(embedded) == [], kill


def test_of_the_calls_that_were_made_only_those_under_way_when_it_is_killed_are_made_again(
    outside: World, undisturbed: Whole, tmp_path: Path
) -> None:
    home = tmp_path / "call"
    found = disturbed(outside, home, undisturbed, Call(9, answered=True))
    assert found.losses(undisturbed) == []
    again = outside.calls(f"sk-{home.name}") + found.asked - undisturbed.asked
    assert again.total() == outside.calls(f"sk-{home.name}").total() - found.kept


@pytest.mark.parametrize(
    "kill", [Kill("request", 1), Kill("start", 1), Kill("start", 1, before=False)], ids=str
)
def test_a_run_that_is_killed_before_it_asks_anybody_has_cost_nothing(
    kill: Kill, outside: World, undisturbed: Whole, tmp_path: Path
) -> None:
    home = tmp_path / f"early-{kill.point}-{kill.before}"
    assert killed(outside, home, undisturbed, kill).killed
    assert not outside.calls(f"sk-{home.name}")
    told = triptych(home, "runs")
    on_record = kill.point == "start" and not kill.before
    assert ("cut off" in told.out) == on_record
    assert len(folders(home / "archive.duckdb")) == 1
