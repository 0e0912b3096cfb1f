"""How a run is told while it goes on: the board, the lines of a log, and what rich draws of it."""

import io
from collections.abc import Sequence

import pytest
from rich.console import Console

from triptych.commands.progress.lines import Lines, verified_line
from triptych.commands.progress.live import LiveBoard
from triptych.errors import ExitCode
from triptych.graphs.board import Board, Round, Seat, Verified, after
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    ClaimSettled,
    ClaimsStated,
    ClaimsVerified,
    ClaimVerified,
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
    ClaimVerified("E1", "supported", True, "it says 3% where its quote says 2%"),
    ClaimsVerified(3, 2, 1),
    StanceTaken("engineer", "P1", 0, 60, None),
    StanceTaken("investor", "P1", 0, None, None),
    CritiqueRaised("C1", "investor", "E1", "stale", "minor", "It is old."),
    ClaimSettled("E1", "newer boiler", 1, 0),
    ReplyGiven("R1", "C1", "E1", "revise", "revised", ""),
    ReplyGiven("R2", "C2", "E1", "concede", "revised", "nothing is quoted against it"),
    RoundEnded(1, 1, 1, 0, 1),
    RoundEnded(2, 0, 0, 1, 0),
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
        Round(1, critiques=1, settled=1, replies=2, refused=1, changed=1, moved=0, open=1),
        Round(2, changed=0, moved=1),
    )


@pytest.mark.parametrize(
    ("events", "phase"),
    [
        ([], "starting"),
        (BEGUN[:1], "brief"),
        (BEGUN, "research"),
        (BEGUN + ARGUED[:1], "verifying"),
        (BEGUN + ARGUED[:4], "stances"),
        (BEGUN + ARGUED[:5], "stances"),
        (BEGUN + ARGUED[:7], "debate"),
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
        "verified: 3 claims, 2 supported, 1 put back into the words of its quote",
        "round 1: 1 critique, 1 settled, 2 replies (1 refused); changed 1 claim, 0 stances; 1 major objection left open",
        "round 2: 0 critiques, 0 settled, 0 replies; changed 0 claims, 1 stance; 0 major objections left open",
        "abstained: section investor: ValueError: no",
        "audit: 9 sentences, 2 faults, 1 patched, 1 cut",
        "spent: 4 searches, 20 sources read",
    ]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (Verified(57, 55, 2), "verified: 57 claims, 55 supported, 2 put back into the words of their quotes"),
        (Verified(57, 55, 0), "verified: 57 claims, 55 supported"),
        (Verified(1, 1, 1), "verified: 1 claim, 1 supported, 1 put back into the words of its quote"),
    ],
)
def test_verification_is_told_in_one_line(found: Verified, line: str) -> None:
    assert verified_line(found) == line


def test_a_round_under_way_says_nothing_of_what_it_leaves_open() -> None:
    shown = drawn(BEGUN + ARGUED[:8])
    assert "round 1: 1 critique, 1 settled, 0 replies" in map(str.rstrip, shown.splitlines())
    assert "open" not in shown


def test_the_live_board_says_that_claims_are_verified() -> None:
    assert "verifying claims · 3 searches · " in drawn(BEGUN + ARGUED[:2]).splitlines()[-1]


def test_the_live_board_shows_who_researches_what() -> None:
    lines = drawn(BEGUN).splitlines()
    assert "Is [bold]it[31m true?" in lines[0]
    assert lines[2].split() == ["engineer", "E.q2:", "boiler", "2/2", "3", "0"]
    assert lines[3].split() == ["investor", "I.q1:", "coal", "price", "1/1", "1", "0"]
    assert "researching · 3 searches · " in lines[-1]


def test_the_live_board_shows_the_debate_and_who_abstained() -> None:
    shown = drawn(BEGUN + ARGUED + WRITTEN[:2], width=110)
    assert "verified: 3 claims, 2 supported, 1 put back into the words of its quote" in shown
    assert (
        "round 1: 1 critique, 1 settled, 2 replies (1 refused); changed 1 claim, 0 stances; 1 major objection left open"
        in shown
    )
    assert "abstained: section investor: ValueError: no" in shown
    assert "done · 4 searches · 20 sources · " in drawn(BEGUN + ARGUED + WRITTEN)


def test_the_live_board_never_wraps_and_shows_no_markup() -> None:
    narrow = drawn(BEGUN[:3], width=60)
    assert "Bottleneck: steam [/]" in drawn(BEGUN[:3], width=100)
    assert len(narrow.splitlines()) == 5
    assert all(len(line) <= 60 for line in narrow.splitlines())
    assert "\x1b[31m" not in narrow
