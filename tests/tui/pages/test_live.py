"""A run in lines: its panels, its debate, its propositions, its log; hostile text is words."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from tests.tui import hostile, running

from triptych.errors import ExitCode
from triptych.graphs import events
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    BudgetReached,
    ClaimSettled,
    ClaimsStated,
    ClaimVerified,
    CritiqueRaised,
    Event,
    ModelCalled,
    PageTried,
    ReplyGiven,
    RunEnded,
    RunStarted,
    Searched,
    SectionText,
    SectionWritten,
    StanceTaken,
)
from triptych.tui import progress
from triptych.tui.board import Board, Entry
from triptych.tui.pages import live
from triptych.tui.pages.live_log import clock, log, told
from triptych.tui.widgets.feed import Block


def text(blocks: Sequence[Block], width: int = 80) -> str:
    return "\n".join(line.content.plain for block in blocks for line in block.lay(block.value, width))


def board(*told: Event) -> Board:
    made = Board()
    for number, event in enumerate(told):
        made.take(event, number / 10)
    return made


def test_what_goes_on_has_words_from_the_first_event_to_the_last(
    loaded: running.Loaded, tmp_path: Path
) -> None:
    every = running.recorded(loaded, tmp_path)
    for count in range(0, len(every) + 1, 7):
        now = board(*every[:count])
        for width in (10, 40, 100):
            assert text(live.panel(now, "engineer"), width)
            assert text(live.debate(now), width)
            assert text(live.theses(now), width)
    whole = board(*every)
    assert "Section: " in text(live.panel(whole, "investor"))
    assert "Round 2" in text(live.debate(whole))
    assert "→ R1 stands by it" in text(live.debate(whole))
    assert "Margins of grid battery makers will shrink" in text(live.theses(whole))
    assert "· 30%" in text(live.theses(whole))
    assert text(log(whole)).count("\n") >= len(every) - 1


def test_nothing_is_said_of_what_has_not_happened() -> None:
    now = board()
    assert "asked nothing yet" in text(live.panel(now, "engineer"))
    assert "Nobody has objected yet." in text(live.debate(now))
    assert "no proposition yet" in text(live.theses(now))
    asked = board(
        RunStarted("R", "i", ("engineer",), "a"), BriefReady({}, {}, ("It holds.",), ("P1",), {}, {})
    )
    assert "engineer         not asked yet" in text(live.theses(asked))


def test_the_head_of_a_panel_has_what_was_done_last_in_the_lines_that_there_are() -> None:
    query = "power density of the racks that clouds rent out by the hour in Europe"
    now = board(
        RunStarted("R", "i", ("engineer",), "a"),
        BriefReady({"engineer": 1}, {"E.q1": "Heat"}, (), (), {"E.q1": "What?"}, {"E.q1": "engineer"}),
        Searched("engineer", "E.q1", query, 1, ("S1",)),
    )
    head, *lines = progress.seat(now, "engineer", 40, 2).plain.split("\n")
    assert head == "engineer  1/1 asked · 1 source · 0 claims"
    assert lines == ["Heat: power density of the racks that", "clouds rent out by the hour in Europe"]
    assert progress.seat(now, "engineer", 30, 2).plain.endswith("\nracks that clouds rent out by…")
    assert progress.seat(now, "engineer", 80, 1).plain.endswith(f"\nHeat: {query}")
    assert f"“{query}” 1 passage\n" in text(live.panel(now, "engineer"), 200)


def test_a_section_that_is_written_shows_the_questions_under_which_it_writes() -> None:
    now = board(
        BriefReady({}, {}, (), (), {"E.q1": "What margin?"}, {"E.q1": "engineer"}),
        SectionText("engineer", "## E.q1\nIt is hot. [E1]\n## Else\nAnd"),
    )
    said = text(live.panel(now, "engineer"))
    assert "Section, as it is written\nWhat margin?\nIt is hot. [E1]" in said
    assert "\nElse\nAnd" in said


def test_a_change_shows_what_it_was_and_a_search_what_it_did_not_find() -> None:
    now = board(
        BriefReady({}, {}, ("It holds.",), ("P1",), {"E.q1": "What?"}, {"E.q1": "engineer"}),
        Searched("engineer", "E.q1", "steam", 0, ()),
        ClaimsStated("engineer", "E.q1", ("E1",), ("It is hot.",)),
        ClaimVerified("E1", "partial", True, "who says so", "It was hot."),
        CritiqueRaised("C1", "investor", "E1", "stale", "fatal", "It is old."),
        CritiqueRaised("C2", "investor", "P1", "alternative", "minor", "It need not."),
        ClaimSettled("E1", "newer", 0, 0),
        ReplyGiven("R1", "C1", "E1", "revise", "contested", "it has no quote", "So?", "It is hot."),
    )
    panel, debate = text(live.panel(now, "engineer")), text(live.debate(now))
    assert "“steam” nothing found" in panel
    assert "E1 ~ partial ! contested It is hot." in panel
    assert "put back into the words of its quote: who says so" in panel
    assert "was: It was hot." in debate
    assert "! C1 investor, fatal, stale: It is old." in debate
    assert "? “newer” nothing found" in debate
    assert "→ R1 revises (refused: it has no quote): So?" in debate
    assert "P1 It holds." in debate


def test_every_event_is_a_line_of_the_log() -> None:
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)]
    for kind in kinds:
        if kind is not Event:
            assert told(_any(kind))[0]
    bad: list[Event] = [
        Abstained("research", "down"),
        BudgetReached("spent"),
        ModelCalled(1, "edit", "", "section", "m", 1, 1, None, 1.0, "failed", "503"),
        PageTried("http://a", "failed", "404"),
        RunEnded("R", "failed", None, "It fell.", "", ExitCode.FAILED),
    ]
    assert all(style for _, style in map(told, bad))
    assert "failed 503" in told(bad[2])[0]


def _any(kind: type[Event]) -> Event:
    made: dict[str, object] = {
        "dict[str, int]": {},
        "dict[str, str]": {},
        "int": 1,
        "float": 1.0,
        "bool": True,
        "float | None": 0.1,
        "int | None": 2,
    }
    values = [made.get(_type(f.type), ("a",) if "tuple" in _type(f.type) else "x") for f in fields(kind)]
    return kind(*values)


def _type(found: object) -> str:
    return found.__name__ if isinstance(found, type) and found in (int, float, bool, str) else f"{found}"


def test_the_log_says_how_many_it_does_not_keep_and_when_each_was() -> None:
    now = board(*(PageTried(f"http://a/{n}", "read", "") for n in range(2_500)))
    said = text(log(now))
    assert said.startswith("500 earlier events are not kept here.")
    assert "4:09.9  page read: http://a/2499" in said
    assert clock(7.44) == "0:07.4"


def test_hostile_text_is_words() -> None:
    evil = hostile.TEXT
    now = board(
        RunStarted(evil, evil, ("engineer", evil), evil),
        BriefReady({"engineer": 1}, {"E.q1": evil}, (evil,), ("P1",), {"E.q1": evil}, {"E.q1": "engineer"}),
        Searched("engineer", "E.q1", evil, 1, (evil,), (evil,)),
        ClaimsStated("engineer", "E.q1", ("E1",), (evil,)),
        ClaimVerified("E1", evil, True, evil, evil + "!"),
        StanceTaken(evil, "P1", 0, 10, None),
        CritiqueRaised("C1", evil, "E1", evil, evil, evil),
        ClaimSettled("E1", evil, 1, 1),
        ReplyGiven("R1", "C1", "E1", evil, evil, evil, evil, evil),
        SectionText("engineer", evil + "\n# " + evil),
        SectionWritten(evil, 1, evil),
        Abstained(evil, evil),
        ModelCalled(1, evil, evil, evil, evil, 1, 1, None, 1.0, evil, evil),
        PageTried(evil, evil, evil),
        RunEnded("R", "failed", None, evil, evil, ExitCode.FAILED),
    )
    blocks = [
        live.panel(now, "engineer"),
        live.panel(now, evil),
        live.debate(now),
        live.theses(now),
        log(now),
    ]
    for said in map(text, blocks):
        assert not set(said) & set(hostile.FORBIDDEN)
        assert "[@click=app.quit]" in said
    assert isinstance(now.log[0], Entry)
