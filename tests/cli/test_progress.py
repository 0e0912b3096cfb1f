"""How a run is told while it goes on: the board, the lines of a log, and what rich draws of it."""

import io
from collections.abc import Sequence

import pytest
from rich.console import Console

from triptych.commands.progress.board import Board, Round, Seat, after
from triptych.commands.progress.lines import Lines
from triptych.commands.progress.live import LiveBoard
from triptych.errors import ExitCode
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    ClaimSettled,
    ClaimsStated,
    CritiqueRaised,
    Event,
    MemoAudited,
    ReplyGiven,
    RoundEnded,
    RunEnded,
    RunStarted,
    Searched,
    SectionWritten,
    Spent,
    StanceTaken,
)

BEGUN: list[Event] = [
    RunStarted("R1", "Is [bold]it\x1b[31m true?", ("engineer", "investor"), "a scripted analyst"),
    BriefReady({"engineer": 2, "investor": 1}, {"E.q1": "Bottleneck"}, ("It is true.",)),
    Searched("engineer", "E.q1", "steam [/] engine", 30, ("a", "b")),
    Searched("engineer", "E.q2", "boiler", 20, ("b", "c")),
    Searched("investor", "I.q1", "coal price", 10, ("d",)),
]
ARGUED: list[Event] = [
    ClaimsStated("engineer", "E.q1", ("E1", "E2")),
    ClaimsStated("investor", "I.q1", ("I1",)),
    StanceTaken("engineer", "P1", 0, 60, None),
    StanceTaken("investor", "P1", 0, None, None),
    CritiqueRaised("C1", "investor", "E1", "stale", "minor", "It is old."),
    ClaimSettled("E1", "newer boiler", 1, 0),
    ReplyGiven("R1", "C1", "E1", "revise", "revised"),
    RoundEnded(1, 1, 1, 0),
    RoundEnded(2, 0, 0, 1),
]
WRITTEN: list[Event] = [
    Abstained("section investor", "ValueError: no"),
    SectionWritten("engineer", 3),
    MemoAudited(9, 2, 1, 1),
    Spent(4, 20, 0, 0, 0.0),
    RunEnded("R1", "done", "R1", "", "", ExitCode.DONE),
]


def board(events: Sequence[Event]) -> Board:
    now = Board()
    for event in events:
        now = after(now, event)
    return now


def drawn(events: Sequence[Event], width: int = 80) -> str:
    live = LiveBoard()
    for event in events:
        live.tell(event)
    console = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=None, legacy_windows=False
    )
    console.print(live)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_board_counts_for_each_persona() -> None:
    engineer, investor = board(BEGUN + ARGUED).seats
    asked, read = frozenset({"E.q1", "E.q2"}), frozenset({"a", "b", "c"})
    assert engineer == Seat("engineer", 2, asked, "P1: 60%", searches=2, sources=read, claims=2)
    asked, read = frozenset({"I.q1"}), frozenset({"d"})
    assert investor == Seat("investor", 1, asked, "C1 on E1: stale", searches=1, sources=read, claims=1)


def test_the_board_counts_for_each_round() -> None:
    assert board(BEGUN + ARGUED).rounds == (
        Round(1, 1, 1, 1, changed=1, moved=0),
        Round(2, changed=0, moved=1),
    )


@pytest.mark.parametrize(
    ("events", "phase"),
    [
        ([], "starting"),
        (BEGUN[:1], "brief"),
        (BEGUN, "research"),
        (BEGUN + ARGUED[:3], "stances"),
        (BEGUN + ARGUED[:5], "debate"),
        (BEGUN + ARGUED + WRITTEN[:2], "writing"),
        (BEGUN + ARGUED + WRITTEN, "done"),
    ],
)
def test_the_board_knows_the_phase(events: list[Event], phase: str) -> None:
    assert board(events).phase == phase


def test_a_log_has_a_few_lines_for_each_phase() -> None:
    told: list[str] = []
    log = Lines(told.append)
    for event in BEGUN + ARGUED + WRITTEN:
        log.tell(event)
    assert told[1:] == [
        "brief: 3 questions, 1 proposition",
        "engineer: 2 questions, 2 searches, 3 sources read, 2 claims",
        "investor: 1 question, 1 search, 1 source read, 1 claim",
        "round 1: 1 critique, 1 settled, 1 reply; changed 1 claim, 0 stances",
        "round 2: 0 critiques, 0 settled, 0 replies; changed 0 claims, 1 stance",
        "abstained: section investor: ValueError: no",
        "audit: 9 sentences, 2 faults, 1 patched, 1 cut",
        "spent: 4 searches, 20 sources read",
    ]


def test_the_live_board_shows_who_researches_what() -> None:
    lines = drawn(BEGUN).splitlines()
    assert "Is [bold]it[31m true?" in lines[0]
    assert lines[2].split() == ["engineer", "E.q2:", "boiler", "2/2", "3", "0"]
    assert lines[3].split() == ["investor", "I.q1:", "coal", "price", "1/1", "1", "0"]
    assert "researching · 3 searches · " in lines[-1]


def test_the_live_board_shows_the_debate_and_who_abstained() -> None:
    shown = drawn(BEGUN + ARGUED + WRITTEN[:2])
    assert "round 1: 1 critique, 1 settled, 1 reply; changed 1 claim, 0 stances" in shown
    assert "abstained: section investor: ValueError: no" in shown
    assert "done · 4 searches · 20 sources · " in drawn(BEGUN + ARGUED + WRITTEN)


def test_the_live_board_never_wraps_and_shows_no_markup() -> None:
    narrow = drawn(BEGUN[:3], width=60)
    assert "Bottleneck: steam [/]" in drawn(BEGUN[:3], width=100)
    assert len(narrow.splitlines()) == 5
    assert all(len(line) <= 60 for line in narrow.splitlines())
    assert "\x1b[31m" not in narrow
