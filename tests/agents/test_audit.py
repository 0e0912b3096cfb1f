"""Each sentence of a memo is read against the quotes under it, and none rests on what is not there."""

from collections.abc import Sequence
from datetime import date
from types import ModuleType

from triptych.agents.audit import Doubt, audit
from triptych.store.records import Claim, Ledger, Memo, Sentence

QUOTE = "The H100 has 80 GB of memory."


def memo(*sentences: Sentence) -> Memo:
    return Memo(
        id="M", run="M", idea="x", title="x", as_of=date(2026, 1, 1), analyst="a", panel=("engineer",), bottom_line=sentences,
        sections=(), agreements=(), disagreements=(), bets=(), open_questions=(), coverage=(), limits=(), sources=(),
        stop_reason="complete",
    )  # fmt: skip


def reasons(claims: Sequence[Claim], *sentences: Sentence) -> list[str]:
    return [f.reason for f in audit(memo(*sentences), Ledger(claims=tuple(claims)), {})[0]]


def doubts(claims: Sequence[Claim], *sentences: Sentence) -> list[Doubt]:
    return audit(memo(*sentences), Ledger(claims=tuple(claims)), {})[1]


def test_a_sentence_whose_figures_stand_in_its_quotes_passes(make: ModuleType) -> None:
    claim = make.claim("The H100 reads 3,350 GB/s from 80 GB of memory.")
    said = Sentence(text="The H100 reads 3.35 TB/s from 80 GB of memory.", claims=("E1",))
    assert reasons([claim], said) == []
    assert doubts([claim], said) == []


def test_a_figure_that_its_quotes_give_otherwise_is_a_fault(make: ModuleType) -> None:
    for wrong in ("96 GB", "80 TB"):
        said = Sentence(text=f"The H100 has {wrong} of memory.", claims=("E1",))
        assert reasons([make.claim(QUOTE)], said) == [f"it says {wrong} where its quote says 80 GB"]


def test_the_far_end_of_a_range_must_stand_in_a_quote_too(make: ModuleType) -> None:
    claim = make.claim("Data centres will take 9-12% of electricity.")
    (reason,) = reasons([claim], Sentence(text="They take 9-17% of it.", claims=("E1",)))
    assert "17%" in reason


def test_an_unknown_claim_id_is_a_fault_even_in_a_computed_sentence() -> None:
    assert reasons([], Sentence(text="So it is.", claims=("E9",), computed=True)) == ["unknown claim E9"]


def test_a_sentence_without_a_quote_is_a_fault_unless_it_was_computed() -> None:
    assert reasons([], Sentence(text="So it is.")) == ["no citation"]
    assert reasons([], Sentence(text="The median is 40%.", computed=True)) == []


def test_an_unverified_quote_is_a_fault(make: ModuleType) -> None:
    loose = make.quote(QUOTE).model_copy(update={"verdict": "unverified"})
    assert reasons([], Sentence(text=QUOTE, citations=(loose,))) == ["no quote of it stands in a source"]


def test_a_sentence_on_nothing_but_withdrawn_claims_is_a_fault(make: ModuleType) -> None:
    gone = make.claim(QUOTE).model_copy(update={"status": "withdrawn"})
    assert reasons([gone], Sentence(text=QUOTE, claims=("E1",))) == [
        "it rests on E1, withdrawn in the debate"
    ]
    both = [gone, make.claim(QUOTE, "E2")]
    assert reasons(both, Sentence(text=QUOTE, claims=("E1", "E2"))) == []


def test_a_claim_s_own_text_is_not_read_again_whatever_became_of_it(make: ModuleType) -> None:
    partly = make.claim(QUOTE).model_copy(
        update={
            "text": "The H100 has plenty of memory.",
            "verdict": "partial",
            "checked": "entailment: plenty",
        }
    )
    said = Sentence(text=partly.text, claims=("E1",))
    assert (reasons([partly], said), doubts([partly], said)) == ([], [])


def test_a_sentence_that_fails_twice_is_told_once() -> None:
    said = Sentence(text="So it is.")
    assert reasons([], said, said) == ["no citation"]


def test_what_rules_cannot_decide_is_listed_with_its_quotes_and_why(make: ModuleType) -> None:
    claim = make.claim("AMD claims that its chip may lower the cost of serving.")
    (found,) = doubts([claim], Sentence(text="AMD's chip lowers the cost of serving.", claims=("E1",)))
    assert found.quotes == (claim.citations[0].quote,)
    assert "possibility" in found.reason
