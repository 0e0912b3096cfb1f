"""The pictures of the interface in `screens/`, taken from one session on the starter collection that is driven by keys.

    python docs/screens.py

Each is the screen of 120 by 36 as SVG, without any font that would have to be fetched.
"""

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import TextArea
from textual.worker import WorkerCancelled

from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.messages import Goto

FOLDER = Path(__file__).with_name("screens")
IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
SIZE = (120, 36)
DAY = date(2026, 11, 30)
SECONDS = 120
FONT = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)


Took = Callable[[str], None]
Keys = Pilot[None]


async def session(keys: Keys, took: Took) -> None:
    """From an empty archive to a memo, a quote in its source, a question and a query."""
    await _until(keys, lambda: "No memos yet" in _seen(keys))
    took("archive-empty")
    await _run(keys, took)
    await _read(keys, took)
    await _ask(keys, took)


async def _run(keys: Keys, took: Took) -> None:
    await _press(keys, "n")
    keys.app.screen.query_one(TextArea).text = IDEA
    await _rest(keys)
    took("new-run")
    await keys.press("ctrl+r")
    await _shown(keys, "ReviewScreen")
    took("review")
    await keys.press("ctrl+r")
    await _shown(keys, "LiveScreen")
    await _until(keys, lambda: "round 1" in _seen(keys) or "Memo" in _seen(keys))
    took("live")


async def _read(keys: Keys, took: Took) -> None:
    await _until(keys, lambda: "Memo" in _seen(keys))
    await keys.press("enter")
    await _shown(keys, "ReaderScreen")
    took("reader")
    await _press(keys, "1", "enter")
    took("passage")
    await _press(keys, "escape", "v")
    took("stances")


async def _ask(keys: Keys, took: Took) -> None:
    await _goto(keys, "ask", "AskScreen")
    await _press(keys, *"What limits decoding?", "enter")
    took("ask")
    await _goto(keys, "sql", "SqlScreen")
    await _press(keys, "f4", "down", "enter", "ctrl+r")
    took("sql")
    await _goto(keys, "evidence", "EvidenceScreen")
    took("evidence")
    await _goto(keys, "archive", "ArchiveScreen")
    took("archive")


async def _goto(keys: Keys, name: str, screen: str) -> None:
    keys.app.post_message(Goto(name))
    await _shown(keys, screen)


async def _press(keys: Keys, *names: str) -> None:
    for name in names:
        await keys.press({" ": "space", "?": "question_mark"}.get(name, name))
    await _rest(keys)


async def _rest(keys: Keys) -> None:
    for _ in range(3):
        await keys.pause(0.2)
        with suppress(WorkerCancelled):
            await keys.app.workers.wait_for_complete()


async def _shown(keys: Keys, screen: str) -> None:
    await _until(keys, lambda: type(keys.app.screen).__name__ == screen)
    await _rest(keys)


async def _until(keys: Keys, condition: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"it did not come about; on the screen:\n{_seen(keys)}")
        await keys.pause(0.05)


def _seen(keys: Keys) -> str:
    strips = keys.app.screen._compositor.render_strips(keys.app.size)
    return "\n".join(strip.text for strip in strips)


async def _taken(home: Path) -> None:
    app = TriptychApp(Context(home / "archive.duckdb", home / "personas", home, lambda: DAY))

    def took(name: str) -> None:
        picture = FONT.sub("", app.export_screenshot(title=f"Triptych: {name}"))
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
        print(name)

    async with app.run_test(size=SIZE) as keys:
        await session(keys, took)


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["TRIPTYCH_HOME"] = home
        asyncio.run(_taken(Path(home)))


if __name__ == "__main__":
    main()
