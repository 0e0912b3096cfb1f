"""The path that a run's wall time is held against, and that all of the benchmark works."""

import gc

import pytest
from benchmarks import orchestration
from benchmarks.orchestration_path import chain, critical_path, leanest_path
from benchmarks.orchestration_servers import Asked


def asked(part: str, start: float, end: float, kind: str = "Judged") -> Asked:
    return Asked(part, kind, start, end, model=kind != "search")


SIDE_BY_SIDE = [asked("stances/0/engineer", 0, 1), asked("stances/0/investor", 0.1, 1.3)]
IN_TURN = [asked("research/0/E.q1", n, n + 0.5, "search") for n in range(2)]


def test_of_branches_the_longest_counts() -> None:
    assert critical_path(SIDE_BY_SIDE) == pytest.approx(1.2)


def test_the_time_between_calls_does_not_count() -> None:
    assert critical_path(IN_TURN) == pytest.approx(1.0)


def test_steps_come_one_after_another_even_where_their_calls_would_not() -> None:
    again = [asked("stances/1/engineer", 5, 6)]
    assert critical_path([*SIDE_BY_SIDE, *again]) == pytest.approx(2.2)


def test_what_the_graph_does_at_the_same_time_is_one_step() -> None:
    calls = [asked("section/2/engineer", 0, 1), asked("synthesis/2", 0, 2)]
    assert critical_path(calls) == pytest.approx(2.0)


def test_pages_are_not_on_the_path() -> None:
    assert critical_path([*IN_TURN, asked("", 0, 9, "page")]) == pytest.approx(1.0)


def test_a_branch_that_asks_the_like_in_turn_could_be_leaner() -> None:
    claims = asked("research/0/E.q1", 2, 2.5, "Claims")
    assert (critical_path([*IN_TURN, claims]), leanest_path([*IN_TURN, claims])) == (1.5, 1.0)


def test_a_chain_is_the_most_that_waited_for_each_other() -> None:
    calls = [asked("", 0, 2), asked("", 1, 4), asked("", 2, 3), asked("", 4, 5)]
    assert chain(calls) == pytest.approx(4.0)
    assert chain([]) == 0


def test_it_measures_runs_calls_and_several_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", "")
    before = gc.get_threshold()
    orchestration.main(["--quick"])
    assert gc.get_threshold() == before
    printed = capsys.readouterr().out
    rows = ("its critical path", "a call by itself", "2 runs at once, of linear")
    assert all(any(line.startswith(row) for line in printed.splitlines()) for row in rows)
    assert "the path by step: brief" in printed
