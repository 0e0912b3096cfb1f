"""How a branch fails: it says so and gives up its part, and its siblings go on.

A branch that raises would cancel the others (LangGraph's superstep is all or nothing), so nothing but a fault of the
store, a lack of all evidence or a cancellation leaves a node.
"""

import functools
from collections.abc import Awaitable, Callable

from langgraph.runtime import Runtime

from triptych.errors import ArchiveError
from triptych.graphs.events import Abstained
from triptych.graphs.state import Panel, PanelState, Task

Branch = Callable[[Task, Runtime[Panel]], Awaitable[PanelState]]


def abstaining(part: str) -> Callable[[Branch], Branch]:
    """Make a branch give up its part when it fails.

    Args:
        part: what the notes call it, e.g. `research`; the persona and question are added.
    """

    def wrap(branch: Branch) -> Branch:
        @functools.wraps(branch)
        async def guarded(task: Task, runtime: Runtime[Panel]) -> PanelState:
            with runtime.context.meter.timed(part):
                try:
                    return await branch(task, runtime)
                except ArchiveError:
                    raise
                # Whatever an analyst or a provider raises costs its own part only (promise 6).
                except Exception as e:
                    return _given_up(part, task, e, runtime)

        return guarded

    return wrap


def _given_up(part: str, task: Task, error: Exception, runtime: Runtime[Panel]) -> PanelState:
    key, about = task.get("persona"), task.get("question") or task.get("claim")
    told = reason(error)
    runtime.stream_writer(Abstained(_named(part, key, about), told))
    # The memo's reader knows the persona by its name; the key is for programs.
    name = runtime.context.persona(key).name.lower() if key else None
    return {"notes": {_named(part, name, about): told}}


def reason(error: Exception) -> str:
    """Why a part was given up: the first line of its error."""
    return f"{type(error).__name__}: {error}".split("\n")[0][:200]


def _named(*words: str | None) -> str:
    return " ".join(filter(None, words))
