"""The memo graph: brief, blind research, stances, debate rounds, merge, audit, publish.

What decides the order stands here and nowhere else; what a step does stands in `nodes/`.
"""

from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from triptych.agents.models.untraced import untraced
from triptych.graphs.keeping.part import named, within
from triptych.graphs.nodes import (
    audit,
    brief,
    critiques,
    merge,
    publish,
    replies,
    research,
    rounds,
    stances,
    verify,
)
from triptych.graphs.state import Panel, PanelState, Task, this_round

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

Graph = CompiledStateGraph[PanelState, Panel, PanelState, PanelState]


def recursion_limit(rounds: int) -> int:
    """Supersteps that a run of this many rounds can need."""
    return 20 + 10 * rounds


def build(saver: "BaseCheckpointSaver[Any] | None" = None) -> Graph:
    """The compiled memo graph; it needs a `Panel` as its context.

    Args:
        saver: where it says after each step where it stands; None keeps no checkpoints.
    """
    untraced()
    graph = copy(_compiled())
    graph.checkpointer = saver
    return graph


@cache
def _compiled() -> Graph:
    """The graph without a saver; to compile it reads the source of every node, which each run would wait for."""
    graph = StateGraph(PanelState, context_schema=Panel)
    for name, node in _NODES.items():
        made: Any = named(name, node)
        graph.add_node(name, made)
    graph.add_edge(START, "brief")
    graph.add_conditional_edges("brief", _to_research, ["research"])
    graph.add_edge("research", "number")
    graph.add_edge("number", "verify")
    graph.add_conditional_edges("verify", _each_persona("stances"), ["stances"])
    graph.add_conditional_edges("stances", _after_stances, ["open_round", "close_round", "start_merge"])
    graph.add_conditional_edges("open_round", _each_persona("critique"), ["critique"])
    graph.add_edge("critique", "collect")
    graph.add_conditional_edges("collect", _to_settle, ["settle", "judge", "close_round"])
    graph.add_edge("settle", "start_replies")
    graph.add_conditional_edges("start_replies", _each_persona("reply"), ["reply"])
    graph.add_edge("reply", "judge")
    graph.add_conditional_edges("judge", _each_persona("stances"), ["stances"])
    graph.add_conditional_edges("close_round", _another_round, ["open_round", "start_merge"])
    graph.add_conditional_edges("start_merge", _to_merge, ["section", "synthesis"])
    for part in ("section", "synthesis"):
        graph.add_edge(part, "assemble")
    for before, after in (("assemble", "audit"), ("audit", "publish"), ("publish", END)):
        graph.add_edge(before, after)
    return graph.compile()


async def _join(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Where branches meet and nothing else happens."""
    return {}


_NODES: dict[str, Any] = {
    "brief": brief.brief,
    "research": research.research,
    "number": research.number,
    "verify": verify.verify,
    "stances": stances.stances,
    "open_round": rounds.open_round,
    "critique": critiques.critique,
    "collect": critiques.collect,
    "settle": critiques.settle,
    "start_replies": _join,
    "reply": replies.reply,
    "judge": replies.judge,
    "close_round": rounds.close_round,
    "start_merge": _join,
    "section": merge.section,
    "synthesis": merge.synthesis,
    "assemble": merge.assemble,
    "audit": audit.audit,
    "publish": publish.publish,
}


def _to_research(state: PanelState) -> list[Send]:
    # Only the brief goes along: a branch that cannot see another's work cannot lean on it.
    seen = PanelState(brief=state["brief"])
    return [
        Send("research", Task(persona=q.persona, question=q.id, state=seen)) for q in state["brief"].questions
    ]


def _each_persona(node: str) -> Any:
    def branches(state: PanelState, runtime: Runtime[Panel]) -> list[Send]:
        return [Send(node, Task(persona=p.key, state=state)) for p in runtime.context.personas]

    return branches


def _after_stances(
    state: PanelState, runtime: Runtime[Panel]
) -> Literal["open_round", "close_round", "start_merge"]:
    if state["round"]:
        return "close_round"
    panel = runtime.context
    debated = panel.run.rounds > 0 and len(panel.personas) > 1
    return "open_round" if debated and _bears_debate(panel, state) else "start_merge"


def _to_settle(state: PanelState) -> list[Send] | Literal["judge", "close_round"]:
    """A round that attacks propositions only has nothing to settle; the personas still weigh what was brought."""
    claims = critiques.to_settle(state)
    if claims:
        return [Send("settle", Task(claim=c.id, state=state)) for c in claims]
    return "judge" if this_round(state) else "close_round"


def _bears_debate(panel: Panel, state: PanelState) -> bool:
    """Whether the budget bears a further round; where it does not, that is noted for the memo."""
    with within(f"debate/{state['round']}"):
        spent = panel.allowance.spent_for("debate", panel.least_call)
        if spent:
            panel.allowance.refuse("debate")
    return not spent


def _another_round(state: PanelState, runtime: Runtime[Panel]) -> Literal["open_round", "start_merge"]:
    """A round that left nothing grave open is the last, and so is one after which no budget is left for another."""
    more = not state["debate_end"] and state["round"] < runtime.context.run.rounds
    return "open_round" if more and _bears_debate(runtime.context, state) else "start_merge"


def _to_merge(state: PanelState, runtime: Runtime[Panel]) -> list[Send]:
    sections = [Send("section", Task(persona=p.key, state=state)) for p in runtime.context.personas]
    return [*sections, Send("synthesis", Task(state=state))]
