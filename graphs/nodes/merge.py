"""The editor's work: sections in parallel, the panel's common parts, then the whole put together."""

from langgraph.runtime import Runtime

from triptych.graphs.branches import abstaining
from triptych.graphs.events import SectionText, SectionWritten
from triptych.graphs.nodes.assemble import assembled
from triptych.graphs.state import Panel, PanelState, Task, claims_of, ledger


@abstaining("section")
async def section(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's section, from the ledger only."""
    state, persona = task["state"], runtime.context.persona(task["persona"])

    def told(text: str) -> None:
        runtime.stream_writer(SectionText(persona.key, text))

    made = await runtime.context.analyst.section(
        persona, state["brief"], claims_of(state, persona.key), ledger(state), told
    )
    runtime.stream_writer(SectionWritten(persona.key, sum(len(p.sentences) for p in made.paragraphs)))
    return {"sections": {persona.key: made}}


@abstaining("synthesis")
async def synthesis(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """What the panel holds together."""
    state, panel = task["state"], runtime.context
    return {"synthesis": await panel.analyst.synthesis(state["brief"], panel.personas, ledger(state))}


async def assemble(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The memo, put together but not yet audited."""
    return {"memo": assembled(state, runtime.context)}
