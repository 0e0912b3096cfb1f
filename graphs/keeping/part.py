"""Which part of a run is at work: what it asks is kept under that name, whatever else asks the same."""

import functools
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_PART: ContextVar[str] = ContextVar("part", default="")

Node = Callable[[Any, Any], Awaitable[Any]]


def part() -> str:
    """The part at work, such as `stances/1/engineer`; empty outside all."""
    return _PART.get()


@contextmanager
def within(name: str) -> Iterator[None]:
    """The body is the work of that part."""
    token = _PART.set(name)
    try:
        yield
    finally:
        _PART.reset(token)


def named(name: str, node: Node) -> Node:
    """A node of the graph whose work is that of a part: its own name, the round, and what a branch is about."""

    @functools.wraps(node)
    async def inside(given: Any, runtime: Any) -> Any:
        with within("/".join((name, *_about(given)))):
            told: list[Any] = []
            done = await node(given, runtime.override(stream_writer=_heard(runtime.stream_writer, told)))
            # Before its checkpoint, after which nobody would ask again for what it was answered.
            await runtime.context.keep(told)
            return done

    return inside


def _heard(writer: Callable[[Any], None], told: list[Any]) -> Callable[[Any], None]:
    def write(event: Any) -> None:
        told.append(event)
        writer(event)

    return write


def _about(given: Mapping[str, Any]) -> tuple[str, ...]:
    state = given.get("state", given)
    about = (given.get(key) for key in ("persona", "question", "claim"))
    return (str(state.get("round", 0)), *filter(None, about))
