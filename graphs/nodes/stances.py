"""Each persona commits to a probability for each proposition before it sees the others, and again after each round."""

from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.debate import moved
from triptych.graphs.branches import abstaining, each
from triptych.graphs.events import StanceTaken
from triptych.graphs.state import Panel, PanelState, Task, claims_of
from triptych.store.records import Proposition, Settlement, Stance


@abstaining("stances")
async def stances(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's stances of this round; a later one is recorded only where it moved, with its reason."""
    state, persona = task["state"], task["persona"]
    work = {p.id: _stance(p, persona, state, runtime) for p in state["brief"].propositions}
    taken, notes = await each(work, runtime, "stances", persona)
    # In the order of the propositions, whichever was answered first.
    kept = {f"{s.round}/{s.persona}/{s.proposition}": s for s in taken.values() if s is not None}
    return {"stances": kept, "notes": notes}


async def _stance(
    proposition: Proposition, persona: str, state: PanelState, runtime: Runtime[Panel]
) -> Stance | None:
    panel, before = runtime.context, _before(state, persona, proposition.id)
    claims = claims_of(state, persona)
    draft = await panel.analyst.stance(
        panel.persona(persona), proposition, claims, before, _heard(state, persona)
    )
    # A reason that no claim has is none: the ledger may name only what is in it.
    draft = replace(draft, reasons=tuple(r for r in draft.reasons if r in state["claims"]))
    if not moved(before, draft):
        return None
    taken = Stance(
        persona=persona,
        proposition=proposition.id,
        round=state["round"],
        probability=draft.probability,
        reasons=draft.reasons,
        because=draft.because,
    )
    past = before.probability if before else None
    runtime.stream_writer(StanceTaken(persona, proposition.id, taken.round, taken.probability, past))
    return taken


def _before(state: PanelState, persona: str, proposition: str) -> Stance | None:
    said = [
        s for s in state.get("stances", {}).values() if (s.persona, s.proposition) == (persona, proposition)
    ]
    return max(said, key=lambda s: s.round, default=None)


def _heard(state: PanelState, persona: str) -> list[Settlement]:
    """What settling found on the claims that this persona made or attacked."""
    own = {c.id for c in claims_of(state, persona)}
    attacked = {c.target for c in state.get("critiques", {}).values() if c.critic == persona}
    return [s for s in state.get("settlements", {}).values() if s.claim in own | attacked]
