"""The editor's work: sections in parallel, the panel's common parts, then the whole put together."""

from langgraph.runtime import Runtime

from triptych.agents.merge import plain
from triptych.graphs.branches import abstaining, each
from triptych.graphs.events import SectionText, SectionWritten
from triptych.graphs.nodes.assemble import assembled
from triptych.graphs.state import Panel, PanelState, Task, claims_of, ledger
from triptych.keys import hidden
from triptych.store.records import Section


@abstaining("section")
async def section(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's section, from the ledger only; put together from its claims where the analyst fails."""
    state, persona = task["state"], runtime.context.persona(task["persona"])
    claims, held = claims_of(state, persona.key), ledger(state)

    def told(text: str) -> None:
        runtime.stream_writer(SectionText(persona.key, hidden(text)))

    work = {persona.key: runtime.context.analyst.section(persona, state["brief"], claims, held, told)}
    done, notes = await each(work, runtime, "section", persona.key, about=False)
    made = done.get(persona.key) or plain.section(persona, state["brief"], claims, held)
    sentences = sum(len(p.sentences) for p in made.paragraphs)
    runtime.stream_writer(SectionWritten(persona.key, sentences, hidden(_text(made))))
    return {"sections": {persona.key: made}, "notes": notes}


def _text(section: Section) -> str:
    return "\n".join(" ".join(s.text for s in p.sentences) for p in section.paragraphs)


@abstaining("synthesis")
async def synthesis(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """What the panel holds together; counted from the ledger where the analyst fails."""
    state, panel = task["state"], runtime.context
    brief, held = state["brief"], ledger(state)
    work = {"whole": panel.analyst.synthesis(brief, panel.personas, held)}
    done, notes = await each(work, runtime, "synthesis", about=False)
    made = done.get("whole") or plain.synthesis(brief, panel.personas, held)
    return {"synthesis": made, "notes": notes}


async def assemble(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The memo, put together but not yet audited."""
    return {"memo": assembled(state, runtime.context)}
