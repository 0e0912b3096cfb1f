"""The appendix: what was withdrawn and who brought it down, what was corrected and why."""

from types import ModuleType

import pytest

from triptych.store.records import Dossier, Sentence
from triptych.store.render.markdown import memo

TITLE = "Appendix: withdrawn and corrected"


@pytest.fixture
def calm(dossier: Dossier, pages: ModuleType) -> Dossier:
    """The memo before anything of it was changed."""
    made: Dossier = pages.with_claim(dossier, "E1", history=(), status="standing")
    return made


def _part(dossier: Dossier, pages: ModuleType) -> str:
    text: str = pages.part(memo(dossier), TITLE)
    return text


def test_there_is_an_appendix_only_when_something_was_undone(
    calm: Dossier, dossier: Dossier, pages: ModuleType
) -> None:
    assert TITLE not in pages.headings(memo(calm))
    assert pages.headings(memo(dossier))[-3:] == ["Method and limits", TITLE, "Sources"]


def test_a_withdrawn_claim_is_shown_with_its_quotes_who_objected_and_on_what_evidence(
    calm: Dossier, pages: ModuleType
) -> None:
    change = pages.change("Decoding takes 21 ms at best.", "C1")
    gone = pages.with_claim(calm, "E1", status="withdrawn", history=(change,))
    gone = pages.with_ledger(gone, replies=[pages.reply(1, "E1", "concede", "So it is.")])
    assert _part(gone, pages) == (
        "**Withdrawn**\n\n"
        "- E1, Engineer: Decoding takes 21 ms at best. "
        "“reads 70 GB of weights in 21 ms” (site0.org, November 2025) [1] “not 21 ms” (site2.org, November 2025) [2] "
        "C1, Investor (seconded by engineer): A test says otherwise. “found 30 ms” (site2.org, November 2025) [2] "
        "R1, concedes: So it is."
    )


def test_evidence_that_a_sentence_prints_in_full_is_named_by_its_claim(
    calm: Dossier, pages: ModuleType
) -> None:
    shown = Sentence(text="Its words: ““Margins hold””", claims=("I1",))
    evidence = next(c.citations for c in calm.ledger.claims if c.id == "I1")
    told = pages.with_memo(calm, bottom_line=(shown,))
    told = pages.with_claim(told, "E1", status="withdrawn", history=(pages.change("Old.", "C1"),))
    told = pages.with_ledger(told, critiques=[pages.critique(1, "E1", "No.", citations=evidence)], replies=[])
    assert _part(told, pages).endswith("C1, Investor: No. (see I1) [3]")
    assert _part(pages.with_memo(told, bottom_line=()), pages).endswith("(site1.org, November 2025) [3]")


def test_what_settling_found_against_a_withdrawn_claim_is_part_of_the_evidence(
    calm: Dossier, pages: ModuleType
) -> None:
    against = calm.ledger.settlements[1].opposes
    gone = pages.with_claim(calm, "E1", status="withdrawn", history=(pages.change("Old.", "C1"),))
    gone = pages.with_ledger(gone, settlements=[pages.settlement("E1", opposes=against)], replies=[])
    assert _part(gone, pages).endswith("[2] “30 ms” (site2.org, November 2025) [2]")


def test_a_claim_that_verification_brought_down_tells_its_finding(calm: Dossier, pages: ModuleType) -> None:
    change = pages.change("Bare.", "", reason="no quote of it stands in a source")
    gone = pages.with_claim(calm, "E2", status="withdrawn", history=(change,))
    assert _part(gone, pages).endswith(
        "- E2, Engineer: “Bare.” Verification: no quote of it stands in a source."
    )


def test_what_two_personas_quoted_is_withdrawn_once(calm: Dossier, pages: ModuleType) -> None:
    first = next(c for c in calm.ledger.claims if c.id == "E1")
    twin = first.model_copy(update={"id": "I9", "persona": "investor"})
    both = pages.with_ledger(calm, claims=[*calm.ledger.claims, twin])
    for claim in ("E1", "I9"):
        both = pages.with_claim(both, claim, status="withdrawn")
    part = _part(both, pages)
    assert part.count("“reads 70 GB of weights in 21 ms”") == 1
    assert part.startswith("**Withdrawn**\n\n- E1, Engineer and I9, Investor: ")


def test_a_corrected_claim_tells_what_it_said_and_why_that_changed(calm: Dossier, pages: ModuleType) -> None:
    change = pages.change("Decoding takes 20 ms.", "C1", reason="The test is right.", confidence="high")
    other = pages.with_claim(calm, "E1", status="revised", history=(change,))
    other = pages.with_ledger(other, replies=[])
    assert _part(other, pages) == (
        "**Corrected**\n\n"
        "- E1 “reads 70 GB of weights in 21 ms” [1][2]: before “Decoding takes 20 ms.”, "
        "now “Decoding takes 21 ms at best.”, confidence high → medium. "
        "C1: A test says otherwise. The test is right. [2]"
    )


def test_what_the_memo_shows_in_full_is_not_said_again(calm: Dossier, pages: ModuleType) -> None:
    shown = (
        Sentence(text="Decoding takes 21 ms at best.", claims=("E1",)),
        Sentence(text="“reads 70 GB of weights in 21 ms”", claims=("E1",)),
    )
    told = pages.with_memo(calm, bottom_line=shown)
    told = pages.with_claim(told, "E1", history=(pages.change("Decoding takes 20 ms.", "C1"),))
    assert "- E1 [1][2]: before “Decoding takes 20 ms.”. C1: " in _part(told, pages)


def test_what_verification_corrected_says_so(calm: Dossier, pages: ModuleType) -> None:
    change = pages.change("Decoding takes 20 ms.", "", reason="20 ms stands in no quote", round=0)
    told = _part(pages.with_claim(calm, "E1", history=(change,)), pages)
    assert told.endswith("Verification: 20 ms stands in no quote.")


def test_a_quote_that_was_given_a_speaker_is_not_quoted_twice(calm: Dossier, pages: ModuleType) -> None:
    quote = "reads 70 GB of weights in 21 ms"
    told = pages.with_claim(
        calm, "E1", text=f"Site0, 2025: “{quote}”", history=(pages.change(quote, "C1"),), status="revised"
    )
    assert "before, the quote alone; now “Site0, 2025: …”. C1: " in _part(told, pages)


def test_a_claim_that_only_gained_or_lost_confidence_says_that(calm: Dossier, pages: ModuleType) -> None:
    change = pages.change("Decoding takes 21 ms at best.", "C1", confidence="low")
    assert "[1][2]: confidence low → medium. C1: " in _part(
        pages.with_claim(calm, "E1", history=(change,)), pages
    )


def test_a_claim_that_only_became_contested_is_argued_out_and_not_corrected(
    calm: Dossier, pages: ModuleType
) -> None:
    change = pages.change("Decoding takes 21 ms at best.", "C1")
    told = pages.with_claim(calm, "E1", status="contested", history=(change,))
    assert TITLE not in pages.headings(memo(told))
    assert "- E1, Engineer: " in pages.part(memo(told), "What was contested")


def test_two_claims_with_one_quote_are_corrected_in_one_line(calm: Dossier, pages: ModuleType) -> None:
    first = next(c for c in calm.ledger.claims if c.id == "E1")
    twin = first.model_copy(update={"id": "I9", "persona": "investor"})
    told = pages.with_ledger(
        calm,
        claims=[*calm.ledger.claims, twin],
        critiques=[
            pages.critique(1, "E1", "Only one says so."),
            pages.critique(3, "I9", "Only one says so."),
        ],
        replies=[],
    )
    for claim, because in (("E1", "C1"), ("I9", "C3")):
        told = pages.with_claim(told, claim, history=(pages.change("It is 20 ms.", because),))
    part = _part(told, pages)
    assert part.count("\n- ") == 1
    assert "- E1 and I9 “" in part
    assert part.endswith("C1, C3: Only one says so.")
