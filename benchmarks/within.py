"""What can only be measured inside the interface; `benchmarks.tui` runs it in a terminal.

    python -m benchmarks.within TASK ARCHIVE RESULT

RESULT is a JSON file with the figures. What a task needs of the core is imported by it, so that no other task is warmer than
the interface would be.
"""

import asyncio
import gc
import json
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from triptych.tui.launch import prepare

if __name__ == "__main__":
    prepare(Path(sys.argv[2]))  # before the interface is imported, as `launch.run` does

from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.memory import spare
from triptych.tui.messages import Goto

KEYS = 80
BETWEEN = (0.05, 0.25)
"""Seconds between two keys, at random, so that they fall anywhere between two batches of events."""
WARM, EVENTS = 2_000, 10_000
FAST = 1_000
"""Events a second where only memory is looked at."""
LONG = 50_000
"""Characters of a memo."""
PATIENCE = 60.0
STEP = 0.0005

Figures = dict[str, list[float]]


async def until(app: TriptychApp, condition: Callable[[], object]) -> None:
    """Wait for a condition, and until the screen shows it. Raises TimeoutError."""
    end = time.perf_counter() + PATIENCE
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError
        await asyncio.sleep(STEP)
    painted = asyncio.Event()
    app.screen.call_after_refresh(painted.set)
    await painted.wait()


async def answer(app: TriptychApp, key: str, condition: Callable[[], object]) -> float:
    """Seconds from a key to the screen that shows what it led to."""
    start = time.perf_counter()
    app.simulate_key(key)
    await until(app, condition)
    return time.perf_counter() - start


async def archive(app: TriptychApp) -> Figures:
    """From the first paint to a list in which a key moves."""
    start = time.perf_counter()
    rows: Any = app.screen.query_one("#memos")
    await until(app, lambda: rows.rows)
    listed = time.perf_counter() - start
    moved = await answer(app, "down", lambda: rows.cursor == 1)
    return {"usable": [time.perf_counter() - start], "listed": [listed], "moved": [moved]}


async def memo(app: TriptychApp) -> Figures:
    """From opening a memo of 50 KB to its text, and to a key that scrolls it."""
    rows: Any = app.screen.query_one("#memos")
    await until(app, lambda: rows.rows)
    start = time.perf_counter()
    app.post_message(Goto("reader", (rows.rows[0].id,)))
    await until(app, lambda: app.screen.query("#memo-page") and _page(app)._lines)
    read = time.perf_counter() - start
    moved = await answer(app, "pagedown", lambda: _page(app).scroll_offset.y > 0)
    return {"readable": [read], "moved": [moved]}


def _page(app: TriptychApp) -> Any:
    return app.screen.query_one("#memo-page")


async def keys(app: TriptychApp) -> Figures:
    """How long keys take while events come, and what the process holds after many of them."""
    from benchmarks.stream import PER_SECOND, Feed
    from triptych.graphs.request import Request
    from triptych.tui.runs import Running

    running, feed = Running(Request("Will memory bandwidth be a bottleneck?")), Feed()
    running.begin(asyncio.get_running_loop(), lambda: feed.into(running))
    app.runs.all.append(running)
    app.post_message(Goto("live", (running,)))
    await until(app, lambda: feed.told > PER_SECOND)
    chance, spent = random.Random(1), []
    for number in range(KEYS):
        await asyncio.sleep(chance.uniform(*BETWEEN))
        spent.append(await answer(app, str(1 + (number + 1) % 2), partial(_elsewhere, app, app.focused)))
    rate = feed.rate
    feed.pause = 1 / FAST
    held = []
    for events in (WARM, EVENTS):
        await until(app, partial(feed.reached, events))
        gc.collect()
        held.append(_megabytes())
    feed.over = True
    return {"key": spent, "rate": [rate], "megabytes": held, "events": [float(feed.told)]}


def _elsewhere(app: TriptychApp, before: object) -> bool:
    return app.focused is not before


def _megabytes() -> float:
    """What the process holds in memory."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # the most that it ever held, in bytes


TASKS: dict[str, Callable[[TriptychApp], Awaitable[Figures]]] = {
    "archive": archive,
    "memo": memo,
    "keys": keys,
}


def main() -> None:
    """Run one task in the interface; the threads of a run that never ends go with the process."""
    task, archive_, result = sys.argv[1:]
    app = TriptychApp(Context(Path(archive_)))

    async def measure(pilot: object) -> None:
        figures = await TASKS[task](app)
        Path(result).write_text(json.dumps(figures))
        app.exit()

    spare()  # as `launch` does
    app.run(auto_pilot=measure)
    os._exit(app.return_code or 0)


if __name__ == "__main__":
    main()
