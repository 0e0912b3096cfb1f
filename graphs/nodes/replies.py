"""One round's replies, all at once, and what the rules of the debate make of them."""

from collections.abc import Mapping
from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.analyst import Case, ReplyDraft
from triptych.agents.debate.replies import Answered, judged
from triptych.agents.verification.citations import verified
from triptych.agents.verification.claims import corroboration
from triptych.errors import BudgetError, ServiceError
from triptych.graphs.branches import abstaining, each, given_up
from triptych.graphs.events import ReplyGiven
from triptych.graphs.evidence import texts
from triptych.graphs.nodes.verify import read_again
from triptych.graphs.state import Fallen, Panel, PanelState, Task, claims_of, this_round
from triptych.keys import hidden
from triptych.store.records import Brief, Citation, Claim, Persona, Reply, Source


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
                    reply=made.id,
                    critique=made.critique,
                    claim=made.claim,
                    answer=made.answer,
                    status=found.claim.status,
                    refused=made.refused,
                    argument=hidden(made.argument),
                    text=hidden(found.claim.text),
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
    return claim.model_copy(update={"independent": corroboration(claim, sources)})


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
