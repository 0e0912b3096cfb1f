"""A conversation as a page: what `triptych ask` prints, with what can be followed."""

from datetime import UTC, date, datetime

from triptych.agents.asking.page import QUOTING
from triptych.store.conversations import Answer, Quoted, Resting, Said, Turn
from triptych.store.records import Citation, Spend
from triptych.tui.asking import Answered
from triptych.tui.pages.conversation import Anew, Conversation, Pending, Refused, ToQuotes, ToRun
from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage

QUOTE = Citation(
    source_id="s1", quote="It is fast.", start=0, end=11, publisher="site.org", published_at=date(2025, 1, 2),
    verdict="supported", checked="substring",
)  # fmt: skip


def resting(number: int, status: str = "standing", why: str = "") -> Resting:
    return Resting.model_validate(
        {
            "memo": "01MEMO000000000", "memo_title": "A memo", "id": f"E{number}", "persona": "engineer",
            "text": "It is.", "kind": "fact", "status": status, "verdict": "partial", "why": why,
        }
    )  # fmt: skip


def answered(unpriced: int = 0, **changed: object) -> Answered:
    quoted = Quoted(number=1, citation=QUOTE, title="A page", url="", kind="starter")
    given = {"analyst": "chat model m", "quotes": (quoted,), **changed}
    turn = Turn(
        conversation="C",
        number=1,
        asked_at=datetime.now(UTC),
        question="Is it fast?",
        answer=Answer(**given),  # type: ignore[arg-type]
    )
    return Answered(turn, unpriced, 1.25)


def page(*parts: object) -> tuple[str, Conversation]:
    told = Conversation(parts)  # type: ignore[arg-type]
    return "\n".join(line.content.plain for line in told.layout(100)), told


def test_what_was_written_says_by_whom_and_what_failed_the_audit() -> None:
    spend = Spend(node="ask", calls=2, tokens_in=900, tokens_out=100, cost_usd=0.01)
    said = Said(text="It is.", quotes=(1,), contested=True, marked=True)
    shown, told = page(
        answered(1, written=True, sentences=(said,), spend=spend, cut=1, restored=2, read_as="is x fast")
    )
    assert "› Is it fast?" in shown
    assert "Read as: is x fast" in shown
    assert "It is. [1] [! contested] [~ goes beyond its quotes]" in shown
    assert "Written by chat model m; every sentence rests on the quotes" in shown
    failed = "2 failed the audit and were put back into the words of a quote. 1 failed the audit and was cut."
    assert failed in " ".join(shown.split())
    assert "[1] “It is fast.”" in shown
    assert "site.org, 2 January 2025: A page, Triptych's digest of it" in shown
    assert "2 calls, 1,000 tokens, $0.0100 and calls of unknown price, 1.2 seconds" in shown
    assert told.links[:2] == [ToPassage(QUOTE, 1), ToPassage(QUOTE, 1)]


def test_claims_on_a_quote_are_told_the_gravest_first_and_no_more_than_some() -> None:
    claims = (
        resting(1),
        resting(2),
        resting(3, "contested", "It " * 90),
        resting(4, "withdrawn", "No."),
        resting(5),
    )
    quoted = Quoted(number=1, citation=QUOTE, title="A page", url="", kind="web", claims=claims)
    shown, told = page(answered(sentences=(Said(text="“It is fast.”", quotes=(1,)),), quotes=(quoted,)))
    assert QUOTING in shown
    at = [shown.index(f"claim E{number} of memo 01MEMO0000: ~ partial") for number in (3, 4, 1)]
    assert at == sorted(at)
    assert "! contested: It It" in shown
    assert " …" in shown
    assert "– withdrawn: No." in shown
    assert "and 2 more claims" in shown
    assert told.links[1:] == [ToClaim("01MEMO000000000", f"E{n}") for n in (3, 4, 1)] + [
        ToMemo("01MEMO000000000")
    ]


def test_ignorance_says_why_and_which_run_would_find_out() -> None:
    spend = Spend(node="ask", calls=1)
    shown, told = page(
        answered(
            quotes=(), why="nothing speaks of it", spend=spend, withdrawn=(resting(1, "withdrawn", "Old."),)
        )
    )
    assert "The archive does not know.\nWhy: nothing speaks of it." in shown
    assert "→ New run: Is it fast?" in shown
    assert "Withdrawn in a debate, and no part of the answer" in shown
    assert "– It is. (claim E1 of memo 01MEMO0000: Old.)" in shown
    assert told.links[:2] == [ToRun("Is it fast?"), ToQuotes("Is it fast?")]


def test_questions_without_an_answer_and_where_a_conversation_begins() -> None:
    shown, told = page(Pending("And it?"), Anew(), Refused("What?", "No words.", "Name it.", True))
    assert "› And it?\n  thinking …" in shown
    assert "── new conversation ──" in shown
    assert "› What?\n  No words.\n  Name it.\n→ New run: What?" in shown
    assert told.last == "part-2"
    assert [line.anchor for line in told.layout(80) if line.anchor] == ["part-0", "part-1", "part-2"]
