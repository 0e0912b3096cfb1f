"""Every claim is read against its quotes before anybody else sees it: by rules first, then by the analyst."""

import json
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import StanceDraft
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.agents.verification.claims import Entailment
from triptych.errors import ArchiveLocked, ServiceError
from triptych.graphs.events import Abstained, ClaimsStated, ClaimsVerified, ClaimVerified, StanceTaken
from triptych.graphs.setup import Setup
from triptych.store import calls, memos
from triptych.store.archive import Archive
from triptych.store.records import Change, Claim, Dossier
from triptych.store.verify import verify

Doing = Callable[..., list[Any]]
Stating = Callable[..., Callable[..., Any]]

QUOTE = "Grid battery makers held a gross margin of 12% in 2025."
WRONG = "Grid battery makers held a gross margin of 21% in 2025."
SERVICE = "Grid batteries stay a differentiated product, because software and service decide the contract."
FAR = "What wins a tender is the firm behind the box, not the box."
CELLS = "Cells for grid batteries are becoming a commodity, and cells are the largest cost."
NEARLY = "Most of the bill goes into parts that anybody can buy."


async def _done(archive: Archive, doubles: ModuleType, **given: Any) -> tuple[list[Any], Dossier]:
    told = await doubles.told(archive, doubles.request(**{"rounds": 0, **given}))
    assert told[-1].memo, told[-1].message
    return told, memos.load(archive, told[-1].memo)


def _saying(dossier: Dossier, text: str) -> list[Claim]:
    return [c for c in dossier.ledger.claims if c.text == text]


async def test_a_wrong_figure_is_put_back_into_the_words_of_its_quote_and_what_was_said_is_kept(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    doing(research=stating({WRONG: QUOTE}), gap=lambda *_: None)
    told, dossier = await _done(archive, panel)
    why = "it says 21% where its quote says 12%"
    assert [c.id for c in dossier.ledger.claims] == ["E1", "I1", "S1"]
    for claim in dossier.ledger.claims:
        assert (claim.text, claim.status, claim.verdict, claim.checked) == (
            QUOTE,
            "standing",
            "supported",
            "mechanical",
        )
        before = Change(text=WRONG, status="standing", confidence="medium", round=0, because="", reason=why)
        assert claim.history == (before,)
    verified = [e for e in told if isinstance(e, ClaimVerified | ClaimsVerified)]
    assert verified[0] == ClaimVerified("E1", "supported", corrected=True, wanting=why, text=QUOTE)
    assert verified[-1] == ClaimsVerified(claims=3, supported=3, corrected=3)
    assert verify(archive).faults == ()


async def test_nobody_takes_a_stance_on_a_claim_before_it_is_verified(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    seen: list[str] = []

    def stance(persona: Any, proposition: Any, claims: Sequence[Claim], *rest: Any) -> StanceDraft:
        seen.extend(c.text for c in claims)
        return StanceDraft(60, (claims[0].id,), "")

    doing(research=stating({WRONG: QUOTE}), gap=lambda *_: None, stance=stance)
    told, _ = await _done(archive, panel)
    assert set(seen) == {QUOTE}
    kinds = [type(e) for e in told]
    stated = len(kinds) - 1 - kinds[::-1].index(ClaimsStated)
    assert stated < kinds.index(ClaimVerified) < kinds.index(ClaimsVerified) < kinds.index(StanceTaken)


async def test_what_rules_cannot_decide_is_put_to_the_analyst_once_a_claim(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    asked: list[tuple[str, tuple[str, ...], str]] = []

    def entails(text: str, quotes: Sequence[str], role: str) -> Entailment:
        asked.append((text, tuple(quotes), role))
        return Entailment("supported")

    doing(research=stating({FAR: SERVICE, QUOTE: QUOTE}), gap=lambda *_: None, entails=entails)
    told, dossier = await _done(archive, panel)
    assert asked == [(FAR, (SERVICE,), "research")] * 3, "one claim of each persona; the audit asks no more"
    assert {(c.verdict, c.checked) for c in _saying(dossier, FAR)} == {("supported", "entailment")}
    assert {(c.verdict, c.checked) for c in _saying(dossier, QUOTE)} == {("supported", "mechanical")}
    assert not any(isinstance(e, ClaimVerified) for e in told)
    assert [e for e in told if isinstance(e, ClaimsVerified)] == [ClaimsVerified(6, 6, 0)]


async def test_what_the_analyst_faults_is_put_back_too_and_its_history_says_what_was_wanting(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    def entails(text: str, quotes: Sequence[str], role: str) -> Entailment:
        return Entailment("partial", "who wins")

    doing(research=stating({FAR: SERVICE}), gap=lambda *_: None, entails=entails)
    told, dossier = await _done(archive, panel)
    claims = dossier.ledger.claims
    assert {(c.text, c.verdict) for c in claims} == {(SERVICE, "supported")}
    assert {(h.text, h.reason, h.because) for c in claims for h in c.history} == {(FAR, "who wins", "")}
    assert ClaimVerified("E1", "supported", corrected=True, wanting="who wins", text=SERVICE) in told
    assert [e for e in told if isinstance(e, ClaimsVerified)] == [ClaimsVerified(3, 3, 3)]


async def test_where_nobody_can_tell_a_claim_is_marked_as_borne_out_in_part(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    doing(research=stating({FAR: SERVICE}), gap=lambda *_: None)
    told, dossier = await _done(archive, panel)
    why = "it is worded too far from its quotes to be checked by rules"
    found = {(c.text, c.verdict, c.checked, c.history) for c in dossier.ledger.claims}
    assert found == {(FAR, "partial", f"mechanical: {why}", ())}
    assert ClaimVerified("E1", "partial", corrected=False, wanting=why, text=FAR) in told
    assert [e for e in told if isinstance(e, ClaimsVerified)] == [ClaimsVerified(3, 0, 0)]


async def test_an_analyst_that_fails_leaves_its_claim_marked_and_the_others_to_be_read(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    def entails(text: str, quotes: Sequence[str], role: str) -> Entailment:
        if text == FAR:
            raise ServiceError("The endpoint is down.")
        return Entailment("supported")

    doing(research=stating({FAR: SERVICE, NEARLY: CELLS}), gap=lambda *_: None, entails=entails)
    told, dossier = await _done(archive, panel)
    assert {c.verdict for c in _saying(dossier, FAR)} == {"partial"}
    assert {c.verdict for c in _saying(dossier, NEARLY)} == {"supported"}
    lost = [c.id for c in _saying(dossier, FAR)]
    assert [e.part for e in told if isinstance(e, Abstained)] == [f"verification {i}" for i in lost]
    assert f"Gave up: verification {lost[0]} (The endpoint is down)." in dossier.memo.limits


async def test_an_archive_that_fails_while_claims_are_read_stops_the_run(
    archive: Archive, panel: ModuleType, doing: Doing, stating: Stating
) -> None:
    def entails(text: str, quotes: Sequence[str], role: str) -> Entailment:
        raise ArchiveLocked("In use.")

    doing(research=stating({FAR: SERVICE}), gap=lambda *_: None, entails=entails)
    told = await panel.told(archive)
    assert (told[-1].state, told[-1].message) == ("failed", "In use.")


def _rewording(request: dict[str, Any]) -> str:
    """The panelist, which words each claim far from its quote and thinks that it goes beyond it."""
    said = panelist.served(request)
    answer = json.loads(said) if said.startswith("{") else {}
    if "claims" in answer:
        answer["claims"] = [claim | {"text": FAR} for claim in answer["claims"]]
    if "verdict" in answer:
        answer = {"missing": "who wins", "verdict": "partial"}
    return json.dumps(answer) if answer else said


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(_rewording) as started:
        yield started


async def test_a_model_is_asked_about_what_it_worded_itself_and_what_it_faults_is_put_back(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    endpoints = Endpoints(Endpoint("panelist", base_url=server.base_url, context=8192, retries=0))
    _, dossier = await _done(archive, panel, setup=Setup(endpoints))
    claims = dossier.ledger.claims
    assert {h.text for c in claims for h in c.history} == {FAR}
    assert {h.reason for c in claims for h in c.history} == {"who wins"}
    assert all(c.verdict == "supported" and c.text in c.citations[0].quote for c in claims)
    asked = [c for c in calls.load(archive, dossier.memo.run) if c.task == "entails"]
    assert [c.role for c in asked] == ["research"] * len(claims)
    (row,) = (s for s in dossier.spend if s.node == "verify")
    assert (row.calls, row.tokens_out) == (len(asked), sum(c.tokens_out for c in asked))
