"""Which claims of two memos are one, and what is told of their differences."""

from collections.abc import Callable
from itertools import permutations

import pytest

from triptych.agents.comparison.claims import changes
from triptych.agents.comparison.memos import compare
from triptych.agents.comparison.records import Comparison
from triptych.store.records import Claim, Dossier

Stating = Callable[..., Claim]
With = Callable[..., Dossier]

PRICE = "The H100 rented at $2.10 per hour in May 2026, according to the index."


def _pairs(found: Comparison) -> list[tuple[str, str]]:
    return [(one.before.id, one.after.id) for one in found.claims_changed]


def test_a_claim_is_known_again_by_its_quote_whatever_became_of_its_number(
    having: With, stating: Stating
) -> None:
    old = stating("E1", PRICE, source="index", start=40)
    new = stating(
        "E7", f"The index, May 2026: “{PRICE}”", quote=PRICE, source="index", start=40, status="revised"
    )
    found = compare(having(claims=[old]), having(claims=[stating("E1", "Memory is scarce until 2028."), new]))
    assert _pairs(found) == [("E1", "E7")]
    assert [c.id for c in found.claims_appeared] == ["E1"]
    assert not found.claims_vanished


def test_the_same_quote_in_a_new_text_of_its_source_is_the_same_claim(having: With, stating: Stating) -> None:
    old, new = stating("E1", PRICE, source="then"), stating("E1", PRICE, source="now", start=900)
    found = compare(having(claims=[old]), having(claims=[new]))
    assert (found.claims_same, found.claims_changed, found.claims_appeared) == (1, (), ())


def test_one_quote_that_bears_two_claims_does_not_make_them_one(having: With, stating: Stating) -> None:
    quote = (
        "OpenAI's total costs were about $34 billion in 2025, so it spent $2.60 for every dollar of revenue."
    )
    old = stating("I1", "The costs came to $34 billion in 2025.", quote=quote, source="leak")
    new = stating("I1", "Each dollar earned is paid for with more than two.", quote=quote, source="leak")
    found = compare(having(claims=[old]), having(claims=[new]))
    assert ([c.id for c in found.claims_vanished], [c.id for c in found.claims_appeared]) == (["I1"], ["I1"])


def test_another_figure_in_the_same_words_is_a_change_of_figure(having: With, stating: Stating) -> None:
    new = stating("E4", "The H100 rented at $2.85 per hour in May 2026, according to the index.")
    found = compare(having(claims=[stating("E1", PRICE)]), having(claims=[new]))
    (one,) = found.claims_changed
    assert [(c.aspect, c.before, c.after) for c in one.changes if c.aspect == "figure"] == [
        ("figure", "$2.10 per hour", "$2.85 per hour")
    ]


def test_the_same_words_of_another_name_are_another_claim(having: With, stating: Stating) -> None:
    new = stating("E1", PRICE.replace("H100", "B200"))
    found = compare(having(claims=[stating("E1", PRICE)]), having(claims=[new]))
    assert not found.claims_changed
    assert (len(found.claims_appeared), len(found.claims_vanished)) == (1, 1)


def test_the_same_figure_written_otherwise_is_no_change_of_figure(stating: Stating) -> None:
    old, new = stating("E1", "The card reads 3,350 GB/s."), stating("E1", "The card reads 3.35 TB/s.")
    assert [c.aspect for c in changes(old, new)] == ["wording"]


def test_figures_that_only_one_text_has_are_told_as_added_or_dropped(stating: Stating) -> None:
    old, new = (
        stating("E1", "Margins were 31% of $4 billion."),
        stating("E1", "Margins were 31% for 12 months."),
    )
    told = [(c.before, c.after) for c in changes(old, new) if c.aspect == "figure"]
    assert told == [("$4 billion", ""), ("", "12 months")]


@pytest.mark.parametrize(
    ("field", "was", "now"),
    [
        ("verdict", "supported", "contradicted"),
        ("status", "standing", "contested"),
        ("confidence", "low", "high"),
        ("kind", "fact", "estimate"),
    ],
)
def test_what_verification_and_the_debate_made_of_a_claim_is_compared(
    stating: Stating, field: str, was: str, now: str
) -> None:
    old, new = stating("E1", PRICE, **{field: was}), stating("E9", PRICE, **{field: now})
    assert [(c.aspect, c.before, c.after) for c in changes(old, new)] == [(field, was, now)]


def test_of_two_that_share_a_quote_each_persona_keeps_its_own(having: With, stating: Stating) -> None:
    both = [
        stating("E1", PRICE, source="index"),
        stating("I1", PRICE, source="index", persona="investor", question="I.q1"),
    ]
    for order in permutations(both):
        found = compare(having(claims=both), having(claims=order))
        assert (found.claims_same, found.claims_changed) == (2, ())


def test_each_claim_is_paired_once(having: With, stating: Stating) -> None:
    new = [stating("E1", PRICE, source="index"), stating("E2", PRICE, source="index")]
    found = compare(having(claims=new[:1]), having(claims=new))
    assert (found.claims_same, [c.id for c in found.claims_appeared]) == (1, ["E2"])
