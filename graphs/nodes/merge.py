"""The editor's work: sections in parallel, the panel's common parts, then the whole audited and patched."""

from langgraph.runtime import Runtime

from triptych.agents.audit import Fault, faults
from triptych.graphs.branches import abstaining
from triptych.graphs.events import MemoAudited, SectionWritten
from triptych.graphs.nodes.assemble import assembled
from triptych.graphs.state import Panel, PanelState, Task, claims_of, ledger
from triptych.store import citing
from triptych.store.records import Memo, Sentence

PATCHES = 2  # tries to mend one sentence before it is cut


@abstaining("section")
async def section(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """One persona's section, from the ledger only."""
    state, persona = task["state"], runtime.context.persona(task["persona"])
    made = await runtime.context.analyst.section(
        persona, state["brief"], claims_of(state, persona.key), ledger(state)
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


async def audit(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The memo with every failing sentence patched where it stands, at most twice, then cut."""
    panel, memo, held = runtime.context, state["memo"], ledger(state)
    total = len(list(citing.sentences(memo)))
    first = faults(memo, held)
    for _ in range(PATCHES):
        memo = await _patched(memo, faults(memo, held), panel, state)
    left = {f.sentence for f in faults(memo, held)}
    memo = citing.changed(memo, lambda s: None if s in left else s)
    cut = total - len(list(citing.sentences(memo)))
    runtime.stream_writer(MemoAudited(total, len(first), max(0, len(first) - cut), cut))
    return {"memo": memo.model_copy(update={"sources": citing.cited_sources(memo, state["brief"], held)})}


async def _patched(memo: Memo, found: list[Fault], panel: Panel, state: PanelState) -> Memo:
    claims = state["claims"]
    mended: dict[Sentence, Sentence | None] = {}
    for fault in found:
        about = [claims[i] for i in fault.sentence.claims if i in claims]
        mended[fault.sentence] = await panel.analyst.patch(fault.sentence, fault.reason, about)
    return citing.changed(memo, lambda s: mended.get(s, s))
