"""One round: all critiques at once, a search for what would overturn each contested claim, then all replies at once."""

from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.analyst import Case, ReplyDraft
from triptych.agents.audit import verified
from triptych.agents.debate import admissible, contested, judged, merged
from triptych.graphs.branches import abstaining, each
from triptych.graphs.events import ClaimSettled, CritiqueRaised, ReplyGiven, RoundEnded
from triptych.graphs.evidence import texts
from triptych.graphs.state import Panel, PanelState, Task, claims_of
from triptych.store.records import Brief, Claim, Critique, Persona, Reply, Settlement

SETTLED = 24  # claims that one round looks into, most severely hit first
PASSAGES = 20


async def open_round(state: PanelState) -> PanelState:
    """The next round begins."""
    return {"round": state["round"] + 1, "changes": 0}


@abstaining("critique")
async def critique(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's objections to the others' claims."""
    state, persona = task["state"], runtime.context.persona(task["persona"])
    others = [c for c in state["claims"].values() if c.persona != persona.key]
    if not others:  # nobody attacks an empty opponent
        return {}
    own = claims_of(state, persona.key)
    drafts = await runtime.context.analyst.critique(persona, own, others, state["brief"])
    kept = [d for d in drafts if admissible(d, persona.key, state["claims"])]
    return {"raised": {f"{state['round']}/{persona.key}": kept}}


async def collect(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Give the round's critiques their ids, panel order first; what was said before is not said again."""
    earlier = state.get("critiques", {})
    drafts = [
        (p.key, d)
        for p in runtime.context.personas
        for d in state.get("raised", {}).get(f"{state['round']}/{p.key}", [])
    ]
    sources = await texts(runtime.context, (c for _, d in drafts for c in d.citations))
    checked = [(critic, replace(d, citations=verified(d.citations, sources))) for critic, d in drafts]
    # A quote that is not in its source is no evidence; without a failed check nothing is left of such a critique.
    sound = [(critic, d) for critic, d in checked if d.citations or d.check]
    found: dict[str, Critique] = {}
    for n, (critic, draft) in enumerate(merged(sound, earlier.values()), start=len(earlier) + 1):
        made = Critique(
            id=f"C{n}",
            round=state["round"],
            critic=critic,
            target=draft.target,
            kind=draft.kind,
            severity=draft.severity,
            check=draft.check,
            argument=draft.argument,
            citations=draft.citations,
        )
        found[made.id] = made
        runtime.stream_writer(
            CritiqueRaised(made.id, critic, made.target, made.kind, made.severity, made.argument)
        )
    return {"critiques": found}


def this_round(state: PanelState) -> list[Critique]:
    """The critiques of the round under way."""
    return [c for c in state.get("critiques", {}).values() if c.round == state["round"]]


def to_settle(state: PanelState) -> list[Claim]:
    """The contested claims that this round looks into."""
    return contested(state["claims"].values(), this_round(state))[:SETTLED]


@abstaining("settle")
async def settle(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One targeted search for the source that would overturn one claim."""
    panel, state = runtime.context, task["state"]
    claim = state["claims"][task["claim"]]
    against = [c for c in this_round(state) if c.target == claim.id]
    query = await panel.analyst.settle_query(claim, against)
    own = frozenset(c.publisher for c in claim.citations)
    passages = await panel.desk.search(query, PASSAGES, without=own, role="debate")
    panel.meter.add("settle", searches=1)
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


def cases(state: PanelState, persona: str) -> list[Case]:
    """What a persona must answer in this round, claim by claim."""
    made = []
    for claim in claims_of(state, persona):
        against = tuple(c for c in this_round(state) if c.target == claim.id)
        if against:
            settled = state.get("settlements", {}).get(f"{state['round']}/{claim.id}")
            made.append(Case(claim, against, settled))
    return made


@abstaining("reply")
async def reply(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's replies to all critiques of its claims."""
    state, persona = task["state"], runtime.context.persona(task["persona"])
    work = {
        case.claim.id: _replied(persona, case, state["brief"], runtime) for case in cases(state, persona.key)
    }
    made, notes = await each(work, runtime, "reply", persona.key)
    answers = {f"{state['round']}/{claim}": drafts for claim, drafts in made.items()}
    return {"answers": answers, "notes": notes}


async def _replied(persona: Persona, case: Case, brief: Brief, runtime: Runtime[Panel]) -> list[ReplyDraft]:
    """One answer to each critique that was put, with those of its quotes that stand in their source."""
    drafts = await runtime.context.analyst.reply(persona, case, brief)
    asked = {c.id for c in case.critiques}
    answers = {d.critique: d for d in drafts if d.critique in asked and d.claim == case.claim.id}
    sources = await texts(runtime.context, (c for d in answers.values() for c in d.citations))
    return [replace(d, citations=verified(d.citations, sources)) for d in answers.values()]


async def judge(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Apply the round's replies to the claims, by the rules of the debate."""
    claims: dict[str, Claim] = {}
    replies: dict[str, Reply] = {}
    for persona in runtime.context.personas:
        for case in cases(state, persona.key):
            drafts = state.get("answers", {}).get(f"{state['round']}/{case.claim.id}", [])
            after = judged(case.claim, case.critiques, drafts, case.settlement)
            if after != case.claim:
                claims[after.id] = after
            for draft in drafts:
                made = Reply(
                    id=draft.critique.replace("C", "R", 1),
                    persona=persona.key,
                    **{
                        f: getattr(draft, f)
                        for f in ("critique", "claim", "answer", "argument", "text", "citations")
                    },
                )
                replies[made.id] = made
                runtime.stream_writer(
                    ReplyGiven(made.id, made.critique, made.claim, made.answer, after.status)
                )
    return {"claims": claims, "replies": replies, "changes": len(claims)}


async def close_round(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Say what the round changed; `changes` counts claims and stances together."""
    stances = sum(s.round == state["round"] for s in state.get("stances", {}).values())
    event = RoundEnded(state["round"], len(this_round(state)), state["changes"], stances)
    runtime.stream_writer(event)
    return {"changes": state["changes"] + stances}
