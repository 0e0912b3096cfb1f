"""What is seen of a run: from the events of a real one, from one that gives up parts, from one that fails."""

from pathlib import Path

import pytest
from tests.tui import running

from triptych.errors import ExitCode
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    BudgetReached,
    ClaimSettled,
    ClaimsStated,
    ClaimsVerified,
    ClaimVerified,
    CritiqueRaised,
    Event,
    ReplyGiven,
    RunEnded,
    RunStarted,
    Searched,
    SectionText,
    SectionWritten,
    StanceTaken,
)
from triptych.tui import board as boards
from triptych.tui.board import Board, Held, Search


def taken(*events: Event) -> Board:
    board = Board()
    for number, event in enumerate(events):
        board.take(event, float(number))
    return board


BEGUN: tuple[Event, ...] = (
    RunStarted("R1", "Is it true?", ("engineer", "investor"), "a scripted analyst"),
    BriefReady(
        {"engineer": 1, "investor": 1},
        {"E.q1": "margin"},
        ("It is true.",),
        ("P1",),
        {"E.q1": "What margin?", "I.q1": "What price?"},
        {"E.q1": "engineer", "I.q1": "investor"},
    ),
    Searched("engineer", "E.q1", "steam", 30, ("a", "b"), ("Boilers", "Engines")),
    Searched("engineer", "E.q1", "steam engine", 20, ("b", "c"), ("Engines", "Coal")),
    ClaimsStated("engineer", "E.q1", ("E1", "E2"), ("It holds 3%.", "It is hot.")),
)


def test_the_events_of_a_real_run_fill_all_of_it(loaded: running.Loaded, tmp_path: Path) -> None:
    told = running.recorded(loaded, tmp_path)
    board = taken(*told)
    assert board.count == board.logged == len(board.log) == len(told)
    assert {one.persona for one in board.questions.values()} == {"engineer", "investor", "strategist"}
    assert all(one.text and one.searches and one.titles for one in board.questions.values())
    assert all(claim.text and claim.verdict for claim in board.claims.values())
    assert {id for one in board.questions.values() for id in one.claims} == set(board.claims)
    assert {one.target for one in board.objections.values()} <= {*board.claims, *board.theses}
    assert any(one.settled for one in board.objections.values())
    answered = [one for one in board.objections.values() if one.answer]
    assert all(board.claims[one.target].status == one.status for one in answered if one.round == 2)
    assert all(len(dict(thesis.held)) == 3 and thesis.text for thesis in board.theses.values())
    assert all(draft.text and draft.sentences for draft in board.drafts.values())
    assert set(board.drafts) == {"engineer", "investor", "strategist"}
    assert board.audit is not None
    assert board.table.phase == "done"
    assert board.sources() == 4


def test_a_question_shows_what_was_done_for_it() -> None:
    board = taken(*BEGUN)
    (asked,) = board.of("engineer")
    assert (asked.text, asked.lens, asked.claims) == ("What margin?", "margin", ("E1", "E2"))
    assert asked.searches == (Search("steam", 30), Search("steam engine", 20))
    assert asked.titles == ("Boilers", "Engines", "Coal")
    assert board.sources() == 3


def test_a_claim_is_followed_through_verification_and_debate() -> None:
    board = taken(
        *BEGUN,
        ClaimVerified("E1", "supported", True, "it says 2%", "It holds 2%."),
        ClaimsVerified(2, 2, 1),
        CritiqueRaised("C1", "investor", "E1", "stale", "major", "It is old."),
        ClaimSettled("E1", "newer figure", 0, 1),
        ReplyGiven("R1", "C1", "E1", "revise", "revised", "", "So it is.", "It held 2% in 2020."),
        ReplyGiven("R9", "C9", "E9", "stand", "standing", ""),
    )
    claim = board.claims["E1"]
    assert (claim.text, claim.was, claim.status) == ("It held 2% in 2020.", "It holds 2%.", "revised")
    assert (claim.verdict, claim.corrected, claim.wanting) == ("supported", True, "it says 2%")
    assert board.claims["E2"].verdict == "supported"
    (objection,) = board.objections.values()
    assert (objection.round, objection.answer, objection.said) == (1, "revise", "So it is.")
    assert objection.settled == boards.Settled("newer figure", 0, 1)


def test_propositions_keep_every_move() -> None:
    board = taken(
        *BEGUN,
        StanceTaken("engineer", "P1", 0, 60, None),
        StanceTaken("investor", "P1", 0, None, None),
        StanceTaken("engineer", "P1", 1, 45, 60),
    )
    assert dict(board.theses["P1"].held) == {
        "engineer": (Held(0, 60), Held(1, 45)),
        "investor": (Held(0, None),),
    }


def test_a_section_is_read_as_it_is_written_and_then_as_it_is() -> None:
    board = taken(*BEGUN, SectionText("engineer", "It is "), SectionText("engineer", "hot."))
    assert board.drafts["engineer"].text == "It is hot."
    assert len(board.log) == len(BEGUN)
    board.take(SectionWritten("engineer", 1, "It is hot indeed."))
    assert (board.drafts["engineer"].text, board.drafts["engineer"].sentences) == ("It is hot indeed.", 1)


def test_who_gives_up_is_noted_and_the_rest_goes_on() -> None:
    board = taken(*BEGUN, Abstained("research investor", "down"), BudgetReached("the budget of 3 searches"))
    assert list(board.notes) == ["research investor: down", "the budget of 3 searches"]
    assert board.noted == 2
    assert board.table.phase == "verifying"


def test_a_run_that_fails_at_once_leaves_an_empty_board() -> None:
    board = taken(
        BEGUN[0], RunEnded("R1", "no_evidence", None, "No evidence.", "Add some.", ExitCode.NO_EVIDENCE)
    )
    assert (board.questions, board.claims, board.count) == ({}, {}, 2)


def test_events_without_texts_are_taken_too() -> None:
    board = taken(
        BEGUN[0],
        BriefReady({"engineer": 1}, {}, ("It is true.",)),
        Searched("engineer", "E.q1", "steam", 1, ("a",)),
        ClaimsStated("engineer", "E.q1", ("E1",)),
        ClaimVerified("E7", "partial", False, "who"),
        StanceTaken("engineer", "P9", 0, 10, None),
    )
    assert board.theses["P1"].text == "It is true."
    assert board.questions["E.q1"].claims == ("E1",)
    assert board.claims["E1"].text == ""
    assert board.theses["P9"].held


@pytest.mark.parametrize("times", [3, 30])
def test_it_stays_small_however_many_events_come(times: int) -> None:
    board = taken(*BEGUN)
    for n in range(times * 100):
        board.take(Searched("engineer", "E.q1", f"query {n}", 1, ("a",), (f"Title {n}",)))
        board.take(StanceTaken("engineer", "P1", n, n % 100, 5))
        board.take(SectionText("engineer", "word " * 20))
        board.take(Abstained("research", f"{n}"))
    (asked,) = board.of("engineer")
    assert (len(asked.searches), asked.searched) == (boards.SEARCHES, 2 + times * 100)
    assert len(asked.titles) == boards.TITLES
    held = dict(board.theses["P1"].held)["engineer"]
    assert len(held) == boards.MOVES
    assert held[0] == Held(0, 0)
    assert held[-1].round == times * 100 - 1
    assert len(board.drafts["engineer"].text) <= boards.TEXT
    assert (len(board.notes), board.noted) == (boards.NOTES, times * 100)
    assert len(board.log) == min(boards.LINES, board.logged)
    assert board.count == len(BEGUN) + times * 400
