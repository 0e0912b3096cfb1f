"""Where the graph of a run stands, step by step, in a file of its run's folder; of our own types only."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from triptych.agents import analyst
from triptych.agents.debate import replies
from triptych.agents.verification import reading
from triptych.errors import ArchiveError
from triptych.graphs import state
from triptych.graphs.keeping.folder import RunFolder
from triptych.graphs.keeping.packed import Packed
from triptych.store import records

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

_TRAVEL = (
    analyst.ClaimDraft,
    analyst.CritiqueDraft,
    analyst.ReplyDraft,
    analyst.Synthesis,
    replies.Answered,
    reading.Reading,
    state.Fallen,
)
"""What flows through the graph and is no record of the archive."""


def allowed() -> list[tuple[str, str]]:
    """Module and name of every type that a checkpoint may hold; nothing else is made out of one."""
    kept = [
        one for one in vars(records).values() if isinstance(one, type) and issubclass(one, records.Record)
    ]
    return [(one.__module__, one.__name__) for one in (*kept, *_TRAVEL)]


class _Ending(sqlite3.Connection):
    """Gives its lock back when it is closed. A statement that a cancelled branch still holds would keep the closed
    connection alive, with what it had begun to write."""

    def close(self) -> None:
        try:
            self.rollback()
        finally:
            super().close()


@asynccontextmanager
async def saver(folder: RunFolder) -> AsyncIterator["AsyncSqliteSaver"]:
    """What LangGraph writes its checkpoints with.

    Raises:
        ArchiveError: the file cannot be read or written.
    """
    import aiosqlite
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    class Strict(JsonPlusSerializer):
        def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
            return super().dumps_typed(packed.all_of(obj))

        def loads_typed(self, data: tuple[str, bytes]) -> Any:
            return _as_it_was(super().loads_typed(data))

    packed = Packed(JsonPlusSerializer().dumps_typed, (records.Record, *_TRAVEL))

    try:
        async with aiosqlite.connect(folder.checkpoints, factory=_Ending) as connection:
            # What a crash of the machine takes of them is made again out of the answers, which it does not take.
            await connection.execute("PRAGMA synchronous = NORMAL")
            yield AsyncSqliteSaver(connection, serde=Strict(allowed_msgpack_modules=allowed()))
    except sqlite3.Error as e:
        raise ArchiveError(
            f"The checkpoints of run {folder.run} in {folder.path} cannot be used: {e}.",
            f"Make room there, then go on with: triptych resume {folder.run}",
        ) from e


async def begun(one: "AsyncSqliteSaver", run: str) -> bool:
    """Whether there is a checkpoint of the run. Raises ArchiveError where what is there cannot be read."""
    at: Any = {"configurable": {"thread_id": run}}
    try:
        return await one.aget_tuple(at) is not None
    except (ValueError, TypeError, KeyError, NotImplementedError) as e:
        raise ArchiveError(
            f"The checkpoints of run {run} cannot be read: {e}.",
            f"It can do without them, from what it was answered: triptych resume {run}",
        ) from e


def _as_it_was(value: Any) -> Any:
    """What was loaded, with tuples where our dataclasses hold them: a checkpoint has lists there."""
    from langgraph.types import Send

    if isinstance(value, dict):
        return {key: _as_it_was(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_it_was(one) for one in value]
    if isinstance(value, Send):
        return Send(value.node, _as_it_was(value.arg))
    if isinstance(value, _TRAVEL):
        return type(value)(**{field.name: _frozen(getattr(value, field.name)) for field in fields(value)})
    return value


def _frozen(value: Any) -> Any:
    return tuple(map(_as_it_was, value)) if isinstance(value, list) else _as_it_was(value)
