"""One round: all critiques at once, a search for what would overturn each contested claim, then all replies at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.analyst import Case, CritiqueDraft, ReplyDraft
from triptych.agents.debate.critiques import Raised, admitted, contested, merged, to_confirm
from triptych.agents.debate.objections import floor
from triptych.agents.debate.overturning import overturning_query
from triptych.agents.debate.replies import Answered, judged
from triptych.agents.debate.stopping import Standings, still_open, why_ended
from triptych.agents.verification.citations import verified
from triptych.agents.verification.independence import independent
from triptych.errors import BudgetError, ServiceError
from triptych.graphs.branches import abstaining, each, given_up
from triptych.graphs.events import ClaimSettled, CritiqueRaised, ReplyGiven, RoundEnded
from triptych.graphs.evidence import texts
from triptych.graphs.nodes.verify import read_again
from triptych.graphs.state import Fallen, Panel, PanelState, Task, claims_of
from triptych.store.records import Brief, Citation, Claim, Critique, Persona, Reply, Settlement, Source

SETTLED = 7  # claims that one round looks into, most severely hit first
PASSAGES = 20


async def open_round(state: PanelState) -> PanelState:
    """The next round begins."""
    return {"round": state["round"] + 1, "changes": 0}


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
    query = overturning_query(claim, against)
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
    lost: dict[str, Fallen] = {}
    work = {
        case.claim.id: _replied(persona, case, state["brief"], runtime, lost)
        for case in cases(state, persona.key)
    }
    made, notes = await each(work, runtime, "reply", persona.key)
    notes |= lost
    answers = {f"{state['round']}/{claim}": given for claim, given in made.items()}
    return {"answers": answers, "notes": notes}


async def _replied(
    persona: Persona, case: Case, brief: Brief, runtime: Runtime[Panel], lost: dict[str, Fallen]
) -> list[Answered]:
    """One answer to each critique that was put, with its verified quotes and a reading of its new text.

    Args:
        lost: takes the notes on readings that failed.
    """
    drafts = await runtime.context.analyst.reply(persona, case, brief)
    asked = {c.id for c in case.critiques}
    answers = {d.critique: d for d in drafts if d.critique in asked and d.claim == case.claim.id}
    quoted = (c for d in answers.values() for c in (*case.claim.citations, *d.citations))
    sources = await texts(runtime.context, quoted)
    kept = [replace(d, citations=verified(d.citations, sources)) for d in answers.values()]
    return [await _read(case.claim, d, sources, runtime, lost) for d in kept]


async def _read(
    claim: Claim,
    draft: ReplyDraft,
    sources: Mapping[str, Source],
    runtime: Runtime[Panel],
    lost: dict[str, Fallen],
) -> Answered:
    """A reply with a reading of its new text; one that nobody could read brings none, and so no change."""
    if draft.answer != "revise" or not draft.text.strip():
        return Answered(draft)
    quotes = (*claim.citations, *draft.citations)
    try:
        return Answered(draft, await read_again(draft.text, quotes, sources, runtime, "debate"))
    except (BudgetError, ServiceError) as e:
        lost |= given_up(e, runtime, "reply", claim.persona, claim.id)
        return Answered(draft)


async def judge(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Apply the round's replies to the claims, by the rules of the debate."""
    claims: dict[str, Claim] = {}
    replies: dict[str, Reply] = {}
    for persona in runtime.context.personas:
        for case in cases(state, persona.key):
            answers = state.get("answers", {}).get(f"{state['round']}/{case.claim.id}", [])
            around = await texts(runtime.context, _weighed(case))
            found = judged(case.claim, case.critiques, answers, case.settlement, around)
            if found.claim != case.claim:
                claims[case.claim.id] = await _counted(found.claim, runtime.context)
            for answer in answers:
                made = _reply(persona.key, answer.draft, found.refused.get(answer.draft.critique, ""))
                replies[made.id] = made
                told = ReplyGiven(
                    made.id, made.critique, made.claim, made.answer, found.claim.status, made.refused
                )
                runtime.stream_writer(told)
    return {"claims": claims, "replies": replies, "changes": len(claims)}


def _weighed(case: Case) -> list[Citation]:
    """All that is quoted for and against a claim in a round."""
    settled = case.settlement
    found = (*settled.supports, *settled.opposes) if settled else ()
    return [*found, *(q for c in case.critiques for q in c.citations)]


async def _counted(claim: Claim, panel: Panel) -> Claim:
    """The claim with its independent sources counted anew."""
    sources = await texts(panel, claim.citations)
    return claim.model_copy(update={"independent": independent(claim.citations, sources)})


def _reply(persona: str, draft: ReplyDraft, refused: str) -> Reply:
    return Reply(
        id=draft.critique.replace("C", "R", 1),
        critique=draft.critique,
        persona=persona,
        claim=draft.claim,
        answer=draft.answer,
        argument=draft.argument,
        text=draft.text,
        citations=draft.citations,
        refused=refused,
    )


async def close_round(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Say what the round changed and left open, and why the debate ends, where it does."""
    stances = sum(s.round == state["round"] for s in state.get("stances", {}).values())
    all_ = state.get("critiques", {}).values()
    left = len(still_open(all_, state.get("replies", {}).values(), state["claims"]))
    raised, changes = len(this_round(state)), state["changes"] + stances
    runtime.stream_writer(RoundEnded(state["round"], raised, state["changes"], stances, left))
    at = Standings(state["round"], runtime.context.run.rounds, changes, left)
    ended = why_ended(at) if raised else _silence(state)
    return {"changes": changes, "debate_end": ended}


def _silence(state: PanelState) -> str:
    """Why a round without an objection had none: a critic that failed is not a critic that agrees."""
    failed = any(part.startswith("critique") for part in state.get("notes", {}))
    return f"no new objection was raised in round {state['round']}" + (
        ", as critics failed" if failed else ""
    )
