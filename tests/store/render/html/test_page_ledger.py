"""The ledger at the end of the page: every claim with what became of it, every critique with its answers."""

from types import ModuleType
from typing import Any

import pytest
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from triptych.store.records import Dossier

Read = Any


def _cells(page: HtmlElement, claim: str) -> dict[str, str]:
    cells = page.xpath(f"//tr[@id='id-{claim}']/td")
    return {cell.get("data-title"): " ".join(cell.text_content().split()) for cell in cells}


def test_every_claim_has_its_row_under_its_persona(dossier: Dossier, page: HtmlElement) -> None:
    assert page.xpath("//section[@id='claims']/h3/text()") == ["Engineer", "Investor"]
    ids = page.xpath("//table[@class='claims']//tbody//th/text()")
    assert ids == ["E1", "E2", "I1"]
    assert len(ids) == len(dossier.ledger.claims)


def test_a_claim_tells_its_kind_confidence_status_and_verdict_in_signs_and_words(page: HtmlElement) -> None:
    cells = _cells(page, "E1")
    assert cells["Kind"] == "estimate"
    assert cells["Confidence"] == "medium"
    assert cells["Status"] == "⇄ contested"
    assert cells["Verdict"] == "✗ contradicted 21 ms is not in the second quote"
    assert _cells(page, "E2")["Verdict"] == "– not looked at"


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("supported", "✓ supported"), ("partial", "◐ partly supported"), ("unverified", "? not verified")],
)
def test_each_verdict_has_a_sign_of_its_own(
    dossier: Dossier, pages: ModuleType, read: Read, verdict: str, told: str
) -> None:
    page = read(pages.with_claim(dossier, "E1", verdict=verdict, checked="mechanical"))
    assert _cells(page, "E1")["Verdict"] == told


def test_a_claim_shows_its_quotes_its_past_and_its_critics(page: HtmlElement) -> None:
    told = _cells(page, "E1")["Claim"]
    assert told.startswith(
        "Decoding takes 21 ms at best. “reads 70 GB of weights in 21 ms” (site0.org, November 2025) [1]"
    )
    assert (
        "Until round 1: “Decoding takes 21 ms.” (standing, high confidence). Changed by C1. A test disagrees."
        in told
    )
    assert told.endswith("Criticised in C1.")


def test_a_critique_is_told_with_its_evidence_what_settling_found_and_its_replies(page: HtmlElement) -> None:
    told = " ".join(page.xpath("//article[@id='id-C1']")[0].text_content().split())
    assert told.startswith("C1, Investor (seconded by engineer) on E1 Round 1 · contradicted · major")
    assert "A test says otherwise. “found 30 ms” (site2.org, November 2025) [2]" in told
    assert "Settling found for it: “21 ms”" in told
    reply = page.xpath("//li[@id='id-R1']")[0].text_content()
    assert reply.startswith("R1, revises (refused: It quotes nothing new): True.")


def test_a_failed_check_is_named(page: HtmlElement) -> None:
    assert "failed check: stale" in page.xpath("string(//article[@id='id-C2']/p[@class='about'])")
