"""How a branch fails: it says so and gives up its part, and its siblings go on.

A branch that raises would cancel the others (LangGraph's superstep is all or nothing), so nothing but a fault of the
store, a lack of all evidence or a cancellation leaves a node. What the budget does not bear is no failure: that work is
left undone, and the memo says why it stopped.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime

from triptych.errors import ArchiveError, BudgetError, ServiceError
from triptych.graphs.events import Abstained
from triptych.graphs.faults import reason
from triptych.graphs.state import Fallen, Panel, PanelState, Task

Branch = Callable[[Task, Runtime[Panel]], Awaitable[PanelState]]
Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")


def abstaining(part: str) -> Callable[[Branch], Branch]:
    """Make a branch give up its part when it fails.

    Args:
        part: what the notes call it, e.g. `research`; the persona and question are added.
    """

    def wrap(branch: Branch) -> Branch:
        @functools.wraps(branch)
        async def guarded(task: Task, runtime: Runtime[Panel]) -> PanelState:
            await runtime.context.allowance.gate.passed()
            with runtime.context.meter.timed(part):
                try:
                    return await branch(task, runtime)
                except (ArchiveError, GraphBubbleUp):
                    raise
                # Whatever an analyst or a provider raises costs its own part only (promise 6).
                except Exception as e:
                    about = task.get("question") or task.get("claim")
                    return {"notes": given_up(e, runtime, part, task.get("persona"), about)}

        return guarded

    return wrap


async def each(
    work: Mapping[Key, Awaitable[Value]],
    runtime: Runtime[Panel],
    part: str,
    persona: str | None = None,
    about: bool = True,
) -> tuple[dict[Key, Value], dict[str, Fallen]]:
    """Do several items of one part at once; one that fails is given up, and the others count.

    Args:
        work: the items by key.
        runtime: the run's.
        part, persona: what the notes call it.
        about: whether the notes name the item by its key too.

    Returns:
        The results by key, and the notes on what was given up.

    Raises:
        ArchiveError: the archive cannot be used.
    """
    done = await asyncio.gather(*work.values(), return_exceptions=True)
    results: dict[Key, Value] = {}
    notes: dict[str, Fallen] = {}
    for key, result in zip(work, done, strict=True):
        if isinstance(result, ArchiveError | GraphBubbleUp):
            raise result
        if isinstance(result, Exception):
            notes |= given_up(result, runtime, part, persona, key if about else None)
        elif isinstance(result, BaseException):
            raise result
        else:
            results[key] = result
    return results, notes


def given_up(
    error: Exception, runtime: Runtime[Panel], part: str, key: str | None = None, about: str | None = None
) -> dict[str, Fallen]:
    """Tell that a part failed; the note on it, none where it was the budget that did not bear it."""
    if isinstance(error, BudgetError):
        runtime.context.journal.refused(error.message)
        return {}
    told = reason(error)
    runtime.stream_writer(Abstained(_named(part, key, about), told))
    # The memo's reader knows the persona by its name; the key is for programs.
    name = runtime.context.persona(key).name.lower() if key else None
    return {_named(part, name, about): Fallen(told, isinstance(error, ServiceError))}


def _named(*words: str | None) -> str:
    return " ".join(filter(None, words))
