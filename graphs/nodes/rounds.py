"""Where a round of the debate begins and ends, and why it is the last one."""

from langgraph.runtime import Runtime

from triptych.agents.debate.stopping import Standings, still_open, why_ended
from triptych.graphs.events import RoundEnded
from triptych.graphs.state import Panel, PanelState, this_round


async def open_round(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The next round begins."""
    return {"round": state["round"] + 1, "changes": 0}


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
