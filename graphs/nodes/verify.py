"""Every claim is read against its quotes before anybody else sees it: by rules, and where those cannot tell, by the analyst."""

from collections.abc import Mapping

from langgraph.runtime import Runtime

from triptych.agents.verification.claims import Entailment, reading_of, settled
from triptych.agents.verification.reading import Reading
from triptych.graphs.branches import each
from triptych.graphs.events import ClaimsVerified, ClaimVerified
from triptych.graphs.evidence import texts
from triptych.graphs.state import Fallen, Panel, PanelState
from triptych.keys import hidden
from triptych.store.records import Citation, Claim, Role, Source


async def verify(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The claims with their verdicts; what rules refute is put back into the words of its quote."""
    panel, claims = runtime.context, state["claims"]
    with panel.meter.timed("verify"):
        sources = await texts(panel, (c for claim in claims.values() for c in claim.citations))
        readings = {c.id: reading_of(c.text, c.citations, sources) for c in claims.values()}
        second, notes = await _second(claims, readings, runtime)
        after = {i: settled(c, readings[i], second.get(i), sources) for i, c in claims.items()}
    _announce(claims, after, runtime)
    return {"claims": after, "notes": notes}


async def _second(
    claims: Mapping[str, Claim], readings: Mapping[str, Reading], runtime: Runtime[Panel]
) -> tuple[dict[str, Entailment | None], dict[str, Fallen]]:
    """What the analyst says of those that rules cannot decide."""
    asked = [claims[i] for i, reading in readings.items() if not reading.decided]
    entails = runtime.context.analyst.entails
    work = {c.id: entails(c.text, [q.quote for q in c.citations], "research") for c in asked}
    return await each(work, runtime, "verification")


async def read_again(
    text: str,
    citations: tuple[Citation, ...],
    sources: Mapping[str, Source],
    runtime: Runtime[Panel],
    role: Role,
) -> Reading:
    """A new text read against its quotes; `decided` stays False where it was the analyst who decided.

    Raises:
        BudgetError, ServiceError: the analyst could not be asked.
    """
    found = reading_of(text, citations, sources)
    if found.decided:
        return found
    second = await runtime.context.analyst.entails(text, [c.quote for c in citations], role)
    return Reading(second.verdict, second.missing, decided=False) if second else found


def _announce(before: Mapping[str, Claim], after: Mapping[str, Claim], runtime: Runtime[Panel]) -> None:
    corrected = {i for i, claim in after.items() if claim.text != before[i].text}
    for i, claim in after.items():
        if i in corrected or claim.verdict != "supported":
            wanting = claim.history[-1].reason if i in corrected else claim.checked.partition(": ")[2]
            told = ClaimVerified(i, claim.verdict, i in corrected, wanting, hidden(claim.text))
            runtime.stream_writer(told)
    supported = sum(c.verdict == "supported" for c in after.values())
    runtime.stream_writer(ClaimsVerified(len(after), supported, len(corrected)))
