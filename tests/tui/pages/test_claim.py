"""A claim with its whole life."""

from types import ModuleType

from triptych.tui.pages.claim import ClaimPage


def test_it_tells_verdict_status_quotes_objections_settling_and_history(make: ModuleType) -> None:
    dossier = make.dossier()
    page = ClaimPage(dossier, dossier.ledger.claims[0])
    shown = "\n".join(line.content.plain for line in page.layout(90))
    assert "E1  Decoding takes 21 ms at best." in shown
    assert "Engineer · estimate · medium confidence" in shown
    assert "answers: What bounds it?" in shown
    assert "Verdict: ✗ contradicted (by rules: 21 ms is not in the second quote)" in shown
    assert "Status: ! contested" in shown
    assert "Independent sources: 1" in shown
    assert "C1 round 1, Investor (contradicted, major): A test says otherwise." in shown
    assert "→ Engineer revises (refused: It quotes nothing new.): True." in shown
    assert "round 1: “decode 21 ms”" in shown
    assert "against it" in shown
    assert "changed by C1 · A test disagrees." in shown
    assert page.passage(0) == (1, [dossier.ledger.claims[0].citations[0]])
    assert len(page.quotes) == 6


def test_a_bare_claim_has_nothing_below_its_head(make: ModuleType) -> None:
    dossier = make.dossier()
    shown = [line.content.plain for line in ClaimPage(dossier, dossier.ledger.claims[2]).layout(90)]
    assert shown[-1] == "Independent sources: 0"
    assert "nobody has read the claim" in "".join(shown)
