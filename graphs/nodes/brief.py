"""The idea becomes a brief, unless the run was given one."""

from langgraph.runtime import Runtime

from triptych.agents.analyst import Assignment
from triptych.graphs.events import BriefReady
from triptych.graphs.state import Panel, PanelState


async def brief(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The brief of the run.

    Raises:
        NoEvidenceError: nothing at hand bears on the idea.
    """
    panel = runtime.context
    with panel.meter.timed("brief"):
        made = panel.brief or await panel.analyst.brief(assignment(panel), panel.desk)
    counts = {p.key: sum(q.persona == p.key for q in made.questions) for p in panel.personas}
    runtime.stream_writer(BriefReady(counts, tuple(p.text for p in made.propositions)))
    return {"brief": made, "round": 0}


def assignment(panel: Panel) -> Assignment:
    """What the brief is made from."""
    return Assignment(panel.run.idea, panel.personas, panel.as_of, panel.prefixes)
