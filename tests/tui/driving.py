"""Driving the app in tests: keys, waiting for what they lead to, and the screen as text."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

FRAMES = Path(__file__).with_name("frames")
WRITE = os.environ.get("TRIPTYCH_FRAMES") == "write"
NARROW, WIDE = (80, 24), (140, 44)
BOUND = 30.0
"""Seconds for which a test waits for what must come."""
DRAWN = 15.0
"""Seconds for which it waits for the screen to be as it must."""


async def rest(keys: Pilot[None]) -> None:
    """Let the app come to rest: no work under way, no timer about to start some."""
    for _ in range(2):
        await keys.pause(0.02)
        with suppress(WorkerCancelled):  # a newer one of its group has taken its place
            await keys.app.workers.wait_for_complete()
    await keys.pause()


async def until(keys: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait for a condition; fail if it does not come about."""
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.01)
        await keys.pause()


async def press(keys: Pilot[None], *names: str) -> None:
    """Press keys one after the other, each when the one before has had its effect."""
    for name in names:
        await keys.press(name)
        await rest(keys)


def frame(app: App[None]) -> str:
    """What is on the screen, as lines of text."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def told(app: App[None]) -> str:
    """What the notices say that are shown; their wrapping depends on how long a path is."""
    return "\n".join(notice.message for notice in app._notifications)


async def check_frames(keys: Pilot[None], name: str) -> None:
    """Compare the screen with the stored frames of that name at both sizes, first as it is; it is left at the other."""
    await check_frame(keys, name)
    await keys.resize_terminal(*(NARROW if keys.app.size == WIDE else WIDE))
    await rest(keys)
    await check_frame(keys, name)


async def check_frame(keys: Pilot[None], name: str) -> None:
    """Compare the screen with the stored frame of that name; `TRIPTYCH_FRAMES=write` stores it instead.

    What is late to be drawn, on a busy machine, is waited for.
    """
    path = FRAMES / f"{name}.{keys.app.size.width}x{keys.app.size.height}.txt"
    if WRITE:
        path.write_text(frame(keys.app), encoding="utf-8")
    stored, end = path.read_text(encoding="utf-8"), time.monotonic() + DRAWN
    while frame(keys.app) != stored and time.monotonic() < end:
        await keys.pause(0.05)
    assert frame(keys.app).splitlines() == stored.splitlines()
