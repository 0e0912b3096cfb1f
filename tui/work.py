"""Work that may take time: in a thread, telling what came of it by one message.

    @background("list")
    def read(self, sort: str) -> Listed:
        return Listed(overview(self.context.archive, sort))

    @on(Listed)
    def show(self, event: Listed) -> None: ...

Invariant: nothing in such a method touches a widget; it reads, and gives a message (or nothing) to be posted. A newer call
of the same group on the same node makes what an older one gives void.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from textual import work
from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker, get_current_worker

from triptych.errors import TriptychError
from triptych.tui.messages import Failed

Node = TypeVar("Node", bound=MessagePump)
P = ParamSpec("P")
Task = Callable[Concatenate[Node, P], Message | None]
Started = Callable[Concatenate[Node, P], Worker[None]]

THREADS = 16
_log = logging.getLogger(__name__)


def background(group: str) -> Callable[[Task[Node, P]], Started[Node, P]]:
    """Let a method of a widget or a screen run in a thread. What it raises is told as `Failed`, never a crash.

    Args:
        group: calls of one group exclude each other on their node: the newest counts.
    """

    def decorate(task: Task[Node, P]) -> Started[Node, P]:
        @work(thread=True, exclusive=True, group=group, exit_on_error=False)
        @wraps(task)
        def run(self: Node, *args: P.args, **kwargs: P.kwargs) -> None:
            found = _tried(task, self, *args, **kwargs)
            if found is not None and not get_current_worker().is_cancelled:
                self.post_message(found)

        return run

    return decorate


def _tried(task: Task[Node, P], node: Node, *args: P.args, **kwargs: P.kwargs) -> Message | None:
    try:
        return task(node, *args, **kwargs)
    except TriptychError as e:
        return Failed(e.message, e.hint)
    # The one place where anything else may end: a fault of ours must not end the session.
    except Exception as e:
        _log.exception("in the background")
        return Failed(f"internal: {type(e).__name__}: {e}", "The interface goes on; please report it.")


class Threads(ThreadPoolExecutor):
    """The threads of the app. At its end nobody waits for one that waits for a lock or reads a slow disk."""

    def __init__(self) -> None:
        super().__init__(THREADS, thread_name_prefix="triptych")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let no further work in; what is under way ends with the process."""
        super().shutdown(wait=False, cancel_futures=True)
