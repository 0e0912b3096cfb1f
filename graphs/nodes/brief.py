"""The idea becomes a brief, unless the run was given one."""

from langgraph.runtime import Runtime

from triptych.agents.analyst import Assignment
from triptych.agents.verification.citations import verified
from triptych.graphs.events import BriefReady
from triptych.graphs.evidence import texts
from triptych.graphs.state import Panel, PanelState
from triptych.keys import hidden
from triptych.store.records import Brief


async def brief(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The brief of the run.

    Raises:
        NoEvidenceError: nothing at hand bears on the idea.
        ServiceError: the model did not answer, or answered with nothing that can be used.
        BudgetError: the budget does not bear a brief.
    """
    panel = runtime.context
    with panel.meter.timed("brief"):
        made = panel.brief or await panel.analyst.brief(assignment(panel), panel.desk)
    made = await _verified(made, panel)
    counts = {p.key: sum(q.persona == p.key for q in made.questions) for p in panel.personas}
    runtime.stream_writer(
        BriefReady(
            questions=counts,
            lenses={q.id: q.lens for q in made.questions},
            propositions=tuple(p.text for p in made.propositions),
            proposition_ids=tuple(p.id for p in made.propositions),
            asked={q.id: hidden(q.text) for q in made.questions},
            askers={q.id: q.persona for q in made.questions},
        )
    )
    return {"brief": made, "round": 0}


async def _verified(brief: Brief, panel: Panel) -> Brief:
    """The brief with those propositions' passages that stand in their source; the others lose theirs."""
    sources = await texts(panel, (p.basis for p in brief.propositions if p.basis))
    checked = tuple(
        p.model_copy(update={"basis": next(iter(verified([p.basis], sources)), None)}) if p.basis else p
        for p in brief.propositions
    )
    return brief.model_copy(update={"propositions": checked})


def assignment(panel: Panel) -> Assignment:
    """What the brief is made from."""
    return Assignment(panel.run.idea, panel.personas, panel.as_of, panel.prefixes, panel.questions)
