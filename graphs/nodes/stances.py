"""Each persona commits to a probability for each proposition before it sees the others, and again after each round."""

from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.analyst import Heard
from triptych.agents.debate.stances import moved, news
from triptych.graphs.branches import abstaining, each
from triptych.graphs.events import StanceTaken
from triptych.graphs.state import Panel, PanelState, Task, claims_of
from triptych.store.records import Proposition, Stance


@abstaining("stances")
async def stances(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's stances of this round; a later one is recorded only where it moved, with what moved it."""
    state, persona = task["state"], task["persona"]
    work = {p.id: _stance(p, persona, state, runtime) for p in state["brief"].propositions}
    taken, notes = await each(work, runtime, "stances", persona)
    # In the order of the propositions, whichever was answered first.
    kept = {f"{s.round}/{s.persona}/{s.proposition}": s for s in taken.values() if s is not None}
    return {"stances": kept, "notes": notes}


async def _stance(
    proposition: Proposition, persona: str, state: PanelState, runtime: Runtime[Panel]
) -> Stance | None:
    """The stance as it may be recorded; None where it stays. Without news nobody is asked."""
    panel, before = runtime.context, _before(state, persona, proposition.id)
    claims, heard = claims_of(state, persona), _heard(state, persona, proposition.id)
    fresh = news(before, proposition.id, claims, heard.critiques, heard.settlements)
    if before is not None and not fresh:
        return None
    draft = await panel.analyst.stance(panel.persona(persona), proposition, claims, before, heard)
    # A reason that no claim has is none: the ledger may name only what is in it.
    draft = replace(draft, reasons=tuple(r for r in draft.reasons if r in state["claims"]))
    moved_by = moved(before, draft, fresh)
    if moved_by is None:
        return None
    taken = Stance(
        persona=persona,
        proposition=proposition.id,
        round=state["round"],
        probability=draft.probability,
        reasons=draft.reasons,
        because=draft.because,
        moved_by=moved_by,
    )
    past = before.probability if before else None
    runtime.stream_writer(StanceTaken(persona, proposition.id, taken.round, taken.probability, past))
    return taken


def _before(state: PanelState, persona: str, proposition: str) -> Stance | None:
    said = [
        s for s in state.get("stances", {}).values() if (s.persona, s.proposition) == (persona, proposition)
    ]
    return max(said, key=lambda s: s.round, default=None)


def _heard(state: PanelState, persona: str, proposition: str) -> Heard:
    """What the debate brought to this persona: others' objections to its claims and to the proposition, and what searches
    found."""
    own = {c.id for c in claims_of(state, persona)}
    critiques = state.get("critiques", {}).values()
    raised = {c.id for c in critiques if persona in (c.critic, *c.seconded)}
    attacked = {c.target for c in critiques if c.id in raised}
    return Heard(
        tuple(c for c in critiques if c.id not in raised and c.target in own | {proposition}),
        tuple(s for s in state.get("settlements", {}).values() if s.claim in own | attacked),
    )
