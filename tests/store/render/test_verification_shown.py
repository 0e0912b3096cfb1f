"""What verification found, shown in the memo: in words beside the sentence, and counted in the method."""

from types import ModuleType

import pytest

from triptych.store.records import Dossier, Sentence
from triptych.store.render.markdown import memo

LEGENDS = {
    "contradicted": r"- \[contradicted\] A quote of the claim",
    "unverified": r"- \[not verified\] Whether the quotes",
    "partial": r"- \[partly supported\] The quotes bear a part",
}


@pytest.fixture
def calm(dossier: Dossier, pages: ModuleType) -> Dossier:
    """A memo in which everything is supported."""
    made = dossier
    for claim in ("E1", "I1"):
        made = pages.with_claim(made, claim, verdict="supported", checked="mechanical", status="standing")
    return pages.with_ledger(made, replies=[], settlements=[], critiques=[])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("verdict", "checked", "mark"),
    [
        (
            "partial",
            "entailment: the date is not in the quote",
            "**[partly supported: the date is not in the quote]**",
        ),
        ("unverified", "mechanical", "**[not verified]**"),
        ("contradicted", "mechanical: its quote says 30 ms", "**[contradicted: its quote says 30 ms]**"),
    ],
)
def test_a_sentence_whose_claim_is_not_borne_out_says_so_wherever_it_stands(
    calm: Dossier, pages: ModuleType, verdict: str, checked: str, mark: str
) -> None:
    page = memo(pages.with_claim(calm, "E1", verdict=verdict, checked=checked))
    lines = [line for line in page.splitlines() if "E1) [" in line]
    assert len(lines) == 5
    assert all(mark in line for line in lines)
    assert LEGENDS[verdict] in page


def test_what_is_supported_or_was_never_looked_at_carries_no_mark(calm: Dossier, pages: ModuleType) -> None:
    for page in (memo(calm), memo(pages.with_claim(calm, "E1", verdict="unverified", checked=""))):
        assert "**[" not in page.replace("**[fails the audit]**", "")
        assert not any(line in page for line in LEGENDS.values())


def test_of_two_claims_the_graver_is_told_by_its_id(calm: Dossier, pages: ModuleType) -> None:
    both = pages.with_memo(calm, bottom_line=(Sentence(text="Both.", claims=("I1", "E1")),))
    both = pages.with_claim(both, "I1", verdict="partial", checked="mechanical: a part is missing")
    both = pages.with_claim(both, "E1", verdict="unverified", checked="mechanical")
    assert pages.part(memo(both), "Bottom line").endswith("**[not verified: E1]**")
    half = pages.with_claim(both, "E1", verdict="supported")
    assert pages.part(memo(half), "Bottom line").endswith("**[partly supported: I1, a part is missing]**")


def test_a_long_reason_is_cut_between_words(calm: Dossier, pages: ModuleType) -> None:
    page = memo(pages.with_claim(calm, "E1", verdict="partial", checked=f"mechanical: {'wanting ' * 30}"))
    assert f"**[partly supported: {' '.join(['wanting'] * 11)} …]**" in page


def test_the_contested_claim_carries_its_verdict_where_it_is_argued_out(
    dossier: Dossier, pages: ModuleType
) -> None:
    argued = pages.part(memo(dossier), "What was contested")
    assert "[1][2] **[contradicted: 21 ms is not in the second quote]**\n" in argued


def test_a_sentence_that_failed_the_audit_is_explained_where_there_is_one(
    calm: Dossier, pages: ModuleType
) -> None:
    assert r"- \[fails the audit\] The audit could not mend" in memo(calm)
    mended = pages.with_memo(calm, bottom_line=(), change_our_mind=())
    assert "fails the audit" not in memo(mended)


def test_the_method_counts_what_verification_found(calm: Dossier, pages: ModuleType) -> None:
    told = pages.with_claim(calm, "E1", verdict="partial", independent=2)
    told = pages.with_claim(told, "E2", verdict="unverified", checked="mechanical", independent=1)
    assert (
        "- Verification of 3 claims: 1 supported by their quotes, 1 partly, 0 contradicted, 1 not verified; "
        "1 with two or more independent sources.\n"
    ) in memo(told)


def test_the_method_says_why_the_debate_ended(dossier: Dossier, pages: ModuleType) -> None:
    assert "- The debate ended: A round changed nothing.\n" in memo(dossier)


def test_a_memo_of_before_verification_tells_nothing_of_it(dossier: Dossier, pages: ModuleType) -> None:
    page = memo(pages.of_before(dossier))
    assert not [line for line in page.splitlines() if line.strip() in ("", "-") and line]
    for word in ("Verification", "The debate ended", "supported", "Of 0 moves", "seconded", "refused"):
        assert word not in page
