"""One round's objections, all at once, and a search for what would overturn each contested claim."""

from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.debate.critiques import Raised, admitted, contested, merged, to_confirm
from triptych.agents.debate.objections import floor
from triptych.agents.debate.overturning import overturning_query
from triptych.agents.verification.citations import verified
from triptych.errors import BudgetError, ServiceError
from triptych.graphs.branches import abstaining, each, given_up
from triptych.graphs.events import ClaimSettled, CritiqueRaised
from triptych.graphs.evidence import texts
from triptych.graphs.state import Fallen, Panel, PanelState, Task, claims_of, this_round
from triptych.store.records import Brief, Claim, Critique, Persona, Settlement

SETTLED = 7  # claims that one round looks into, most severely hit first
PASSAGES = 20


@abstaining("critique")
async def critique(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's objections to the others' claims and to the propositions."""
    state, persona = task["state"], runtime.context.persona(task["persona"])
    others = [c for c in state["claims"].values() if c.persona != persona.key]
    if not others:  # nobody attacks an empty opponent
        return {}
    own = claims_of(state, persona.key)
    drafts, notes = await _criticised(persona, own, others, state["brief"], runtime)
    return {"raised": {f"{state['round']}/{persona.key}": drafts}, "notes": notes}


async def _criticised(
    persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief, runtime: Runtime[Panel]
) -> tuple[list[CritiqueDraft], dict[str, Fallen]]:
    """What the analyst objects; where nobody outside answers, what code can count all the same."""
    try:
        return await runtime.context.analyst.critique(persona, own, others, brief), {}
    except (BudgetError, ServiceError) as e:
        return floor(own, others, brief), given_up(e, runtime, "critique", persona.key)


async def collect(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Give the round's critiques their ids, panel order first, once the rules have said which of them count."""
    panel, earlier = runtime.context, state.get("critiques", {})
    drafts = [
        (p.key, d)
        for p in panel.personas
        for d in state.get("raised", {}).get(f"{state['round']}/{p.key}", [])
    ]
    sources = await texts(panel, (c for _, d in drafts for c in d.citations))
    checked = [(critic, replace(d, citations=verified(d.citations, sources))) for critic, d in drafts]
    beyond, notes = await _beyond(checked, state, runtime)
    counted = [
        (critic, kept)
        for critic, d in checked
        if (kept := admitted(d, critic, state["claims"], state["brief"], d.target in beyond))
    ]
    found: dict[str, Critique] = {}
    for n, raised in enumerate(merged(counted, earlier.values()), start=len(earlier) + 1):
        made = _critique(f"C{n}", state["round"], raised)
        found[made.id] = made
        runtime.stream_writer(
            CritiqueRaised(made.id, made.critic, made.target, made.kind, made.severity, made.argument)
        )
    return {"critiques": found, "notes": notes}


async def _beyond(
    drafts: Sequence[tuple[str, CritiqueDraft]], state: PanelState, runtime: Runtime[Panel]
) -> tuple[set[str], dict[str, Fallen]]:
    """The claims said to go beyond their quotes of which a reading of nothing but text and quotes says so too."""
    asked = {c.id: c for _, d in drafts if (c := to_confirm(d, state["claims"]))}
    entails = runtime.context.analyst.entails
    work = {i: entails(c.text, [q.quote for q in c.citations], "debate") for i, c in asked.items()}
    answers, notes = await each(work, runtime, "critique")
    return {i for i, one in answers.items() if one and one.verdict != "supported"}, notes


def _critique(id_: str, round_: int, raised: Raised) -> Critique:
    draft = raised.draft
    return Critique(
        id=id_,
        round=round_,
        critic=raised.critic,
        target=draft.target,
        kind=draft.kind,
        severity=draft.severity,
        check=draft.check,
        argument=draft.argument,
        citations=draft.citations,
        seconded=raised.seconded,
        query=draft.query,
    )


def to_settle(state: PanelState) -> list[Claim]:
    """The contested claims that this round looks into."""
    return contested(state["claims"].values(), this_round(state))[:SETTLED]


@abstaining("settle")
async def settle(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One targeted search for the source that would overturn one claim."""
    panel, state = runtime.context, task["state"]
    claim = state["claims"][task["claim"]]
    against = [c for c in this_round(state) if c.target == claim.id]
    query = overturning_query(claim, against)
    own = frozenset(c.publisher for c in claim.citations)
    passages = await panel.desk.search(query, PASSAGES, without=own, role="debate")
    supports, opposes = await panel.analyst.settle(claim, passages)
    sources = await texts(panel, (*supports, *opposes))
    found = Settlement(
        claim=claim.id,
        round=state["round"],
        query=query,
        supports=verified(supports, sources),
        opposes=verified(opposes, sources),
    )
    runtime.stream_writer(ClaimSettled(claim.id, query, len(found.supports), len(found.opposes)))
    return {"settlements": {f"{state['round']}/{claim.id}": found}}
