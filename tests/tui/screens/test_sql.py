"""The SQL screen: queries with rows, without, at fault and stopped; history, schema, examples and files."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual import events
from textual.widgets import Input, OptionList, Static

from triptych.errors import TriptychError
from triptych.graphs.results import WRITERS
from triptych.store.sql import child
from triptych.store.sql import query as queries
from triptych.store.sql.examples import EXAMPLES
from triptych.store.sql.limits import Limits
from triptych.store.sql.query import Result
from triptych.tui import querying
from triptych.tui.context import Context
from triptych.tui.screens import sql
from triptych.tui.screens.pick import Pick
from triptych.tui.screens.record import RecordScreen
from triptych.tui.screens.saving import SavingScreen
from triptych.tui.screens.sql import SqlScreen

Started = Callable[..., Any]
POISON = f"select '{hostile.TEXT}' as \"{hostile.TEXT}\", ['{hostile.TEXT}'] as list"


def at(keys: Any, kind: type[Any]) -> bool:
    """Whether such a screen is in front."""
    return isinstance(keys.app.screen, kind)


class Here:
    """A child process that is none: it answers in this one, which takes a tenth of the time."""

    def __init__(self) -> None:
        self.stdin = self
        self.stdout: list[bytes] = []

    def write(self, request: bytes) -> None:
        told, stream = json.loads(request), io.BytesIO()
        answer = child.Answer(stream)
        try:
            child._answer(answer, told, Limits(**told["limits"]))
        except TriptychError as e:
            answer.tell(error=child._told(e))
        self.stdout = stream.getvalue().splitlines()

    def flush(self) -> None:
        """There is nothing to wait for."""

    kill = flush


@contextmanager
def _here() -> Iterator[Here]:
    yield Here()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries are answered at once, and each takes as long as any other."""
    real = queries._answered
    monkeypatch.setattr(queries, "child_process", _here)
    monkeypatch.setattr(child, "confine", lambda _: None)
    monkeypatch.setattr(queries, "_answered", lambda *given: replace(real(*given), seconds=0.04))


async def opened(keys: Any) -> Any:
    await press(keys, "s")
    await until(keys, lambda: keys.app.screen.editor.text)
    assert at(keys, SqlScreen)
    return keys.app.screen


async def run(keys: Any, query: str) -> Any:
    """Run a query and wait for its end."""
    screen = keys.app.screen
    screen.editor.text = query
    await press(keys, "ctrl+r")
    await until(keys, lambda: screen.cancellation is None)
    await rest(keys)
    return screen


@pytest.mark.usefixtures("quick")
async def test_rows_are_shown_opened_exported_and_copied(
    pilot: Started, context: Context, tmp_path: Path
) -> None:
    async with pilot(context) as keys:
        screen = await opened(keys)
        await check_frames(keys, "sql-beginning")
        wide = "select id, title, panel, claims, null as nothing,\n  repeat('x', 90) as long, idea from memos order by id"
        await run(keys, wide)
        await check_frames(keys, "sql-rows")
        await keys.resize_terminal(*NARROW)
        screen.grid.focus()
        await keys.press("right", "right", "right", "right", "j")
        assert screen.grid.first == 4
        assert "nothing" in frame(keys.app)
        await press(keys, "left", "enter")
        assert at(keys, RecordScreen)
        await check_frames(keys, "sql-record")
        await keys.resize_terminal(*NARROW)
        whole = screen_text(keys)
        assert whole.count("x") >= 90
        assert '[\n    "engineer"' in whole or '[\n    "investor"' in whole
        await press(keys, "y", "escape", "y")
        assert keys.app.clipboard.startswith("| id | title | panel | claims |")
        keys.app.clear_notifications()
        await press(keys, "x")
        assert at(keys, SavingScreen)
        place = keys.app.screen.query_one("#place", Input)
        named = str(tmp_path / "query.csv")
        assert place.value == named
        place.value = "query.csv"
        await check_frames(keys, "saving")
        await keys.resize_terminal(*NARROW)
        place.value = named
        await press(keys, "down", "enter")
        assert place.value == str(tmp_path / "query.json")
        await press(keys, "enter")
        await until(keys, lambda: isinstance(keys.app.screen, SqlScreen))
        told = json.loads((tmp_path / "query.json").read_text())
        assert len(told) == 12
        assert list(keys.app._notifications)[-1].message == f"Wrote {tmp_path / 'query.json'}"
        await press(keys, "ctrl+s", "down", "ctrl+s")
        assert "is there already" in str(keys.app.screen.query_one("#state", Static).content)
        await press(keys, "escape", "r")
        await keys.press("slash", "f3", "escape")
        assert screen.editor.has_focus


def screen_text(keys: Any) -> str:
    """The page of a sheet as text."""
    return "\n".join(line.content.plain for line in keys.app.screen.page._lines)


@pytest.mark.usefixtures("quick")
async def test_faults_are_told_in_a_line_where_they_are(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        await opened(keys)
        screen = await run(keys, "select 1,\n  titel from memos")
        told = frame(keys.app)
        assert "line 2, column 3" in told
        assert screen.editor.cursor_location == (1, 2)
        await check_frames(keys, "sql-fault")
        await keys.resize_terminal(*NARROW)
        await run(keys, "drop table memo")
        assert "DROP is not a query." in frame(keys.app)
        await run(keys, "select no from memo_s")
        assert "Did you mean memos?" in frame(keys.app)
        await run(keys, "explain select 1")
        assert "╭" in frame(keys.app)
        await run(keys, "select i from range(20000) t(i)")
        assert "10,000 rows in 0.04 s: cut there" in frame(keys.app)
        screen.grid.focus()
        await press(keys, "G")
        assert "10000" in frame(keys.app)
        await run(keys, "select 1 where false")
        assert "No rows, in 0.04 s" in frame(keys.app)


async def test_a_query_is_stopped_and_the_next_one_runs(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        screen = await opened(keys)
        screen.editor.text = "select count(*) from range(1000000000000)"
        for key in ("escape", "ctrl+c"):
            await keys.press("f5")
            await until(keys, lambda: screen.cancellation is not None)
            assert "running; esc stops it" in frame(keys.app)
            await keys.press("f5")
            screen._began -= 3
            screen._tick()
            await keys.press(key)
            await until(keys, lambda: screen.cancellation is None)
            await keys.pause()
            assert "Stopped." in frame(keys.app)
        await keys.press("f5")
        await until(keys, lambda: screen.cancellation is not None)
        last = screen.cancellation
        keys.app.pop_screen()
        await rest(keys)
        assert last.cancelled


@pytest.mark.usefixtures("quick")
async def test_history_schema_and_examples_write_the_query(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "f2")
        assert "No query was asked yet" in list(keys.app._notifications)[-1].message
        keys.app.clear_notifications()
        await press(keys, "f4")
        assert at(keys, Pick)
        await check_frames(keys, "sql-examples")
        await keys.resize_terminal(*NARROW)
        await keys.press("down", "down", "up", "enter")
        await rest(keys)
        assert screen.editor.text == EXAMPLES[1].sql
        await run(keys, "select 1 as first")
        await run(keys, "select 2 as second")
        await run(keys, "select 1 as first")
        await press(keys, "f2")
        listed = keys.app.screen.query_one(OptionList)
        assert listed.option_count == 2
        await keys.press(*"sec")
        await rest(keys)
        assert listed.option_count == 1
        await press(keys, "enter")
        assert screen.editor.text == "select 2 as second"
        await press(keys, "f2")
        pick, field = keys.app.screen, keys.app.screen.query_one(Input)
        pick.post_message(Input.Submitted(field, "zz"))  # as where enter overtakes what was typed
        await keys.press("z", "z", "enter")
        assert keys.app.screen is pick
        await check_frames(keys, "pick-none")
        await keys.resize_terminal(*NARROW)
        await keys.press("escape")
        await rest(keys)
        assert screen.editor.text == "select 2 as second"
        screen.editor.text = "from "
        screen.editor.move_cursor((0, 5))
        await press(keys, "f3")
        keys.app.clear_notifications()
        await check_frames(keys, "sql-schema")
        await keys.resize_terminal(*NARROW)
        await keys.press("j", "j", "k", "enter")
        await rest(keys)
        assert screen.editor.text == "from id"
        assert screen.editor.has_focus
        await press(keys, "f3", "f3")
        assert screen.editor.has_focus
        await press(keys, "escape", "s")
        again = keys.app.screen
        await until(keys, lambda: again.editor.text)
        assert again.editor.text == "from id"
        assert again.history.queries == ("select 1 as first", "select 2 as second")


async def test_hostile_values_are_words(
    pilot: Started, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "REST", 0.005)
    querying.remember(querying.history_file(), querying.History((POISON,), hostile.TEXT))
    async with pilot(context, NARROW) as keys:
        screen = await opened(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        screen.editor.text = ""
        screen.editor.post_message(events.Paste(hostile.TEXT))
        await rest(keys)
        assert not set(screen.editor.text) & set(hostile.FORBIDDEN)
        row: tuple[Any, ...] = (hostile.TEXT, [hostile.TEXT], {hostile.TEXT: hostile.TEXT}, None)
        result = Result(
            (hostile.TEXT, "b", "c", "d"),
            ("VARCHAR", "VARCHAR[]", "STRUCT", hostile.TEXT),
            (row,),
            "size",
            0.1,
        )
        screen.post_message(SqlScreen.Ran(hostile.TEXT, result, querying.headings(result)))
        await rest(keys)
        assert "[@click=app.quit]x[/]" in frame(keys.app)
        screen.grid.focus()
        for key in ("right", "enter", "f2"):
            await press(keys, key)
            assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
            await keys.press("y", "escape")
        assert not set(keys.app.clipboard) & set(hostile.FORBIDDEN)
        screen.post_message(SqlScreen.Faulty("", hostile.TEXT))
        plan = Result(
            ("explain_key", "explain_value"), ("VARCHAR", "VARCHAR"), (("a", hostile.TEXT),), None, 0.1
        )
        screen.post_message(SqlScreen.Ran("", plan, querying.headings(plan)))
        await rest(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        for form in querying.FORMATS:
            file = querying.save(
                keys.app.context.archive, result, form, str(tmp_path / f"rows.{form}"), replace=False
            )
            assert not set(file.read_text()) & set(hostile.FORBIDDEN)


def test_every_format_has_a_writer() -> None:
    assert set(querying.FORMATS) <= set(WRITERS)
