"""Hostile texts in every field are words on every screen, and nothing of them reaches the terminal."""

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import BOUND, NARROW, frame, press, rest

from triptych.store.archive import Archive
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.screens.archive import ArchiveScreen

Started = Callable[..., Any]
ENTER, TAB, RUN = b"\r", b"\t", b"\x1b[15~"
WORDS = b"[@click=app.quit]x[/]"
LINES, COLUMNS = 30, 100
TERMINAL = {
    "TERM": "xterm-256color",
    "TEXTUAL_ANIMATIONS": "none",
    "LINES": str(LINES),
    "COLUMNS": str(COLUMNS),
}
"""Its size too: that of the environment, which a runner of tests may set, is believed before the terminal's."""
Step = tuple[bytes, bytes]
"""A key, and what is waited for then; nothing where it is enough that nothing more comes."""


def _steps(*keys: bytes | Step) -> tuple[Step, ...]:
    return tuple(key if isinstance(key, tuple) else (key, b"") for key in keys)


SHEET = (ENTER, b"its address")
"""Opens a passage; `q` closes it, so that no escape comes together with the key behind it."""
HOME = (b"h", b"newest")
STEPS = {
    "reader": _steps(
        (ENTER, b"Bottom line"),
        b"c",
        (ENTER, b"tab next quote"),
        (TAB, b"Its quotes"),
        SHEET,
        b"q",
        b"q",
        b"d",
        b"v",
        b"m",
        b"2",
        SHEET,
        b"q",
        HOME,
    ),
    "ask": _steps(
        (b"a", b"Look in"), b"How fast does a card read the weights?", (ENTER, b"[1]"), TAB, SHEET, b"q", HOME
    ),
    "sql": _steps((b"s", b"LIMIT"), (RUN, b"rows in"), TAB, (ENTER, b"Row 1"), b"q", HOME),
    "sources": _steps((b"e", b"read last"), (ENTER, b"kept for"), b"w", ENTER, (ENTER, b"Bottom line"), HOME),
    "claims": _steps(
        (b"e", b"read last"),
        (b"2", b"newest memo first"),
        (ENTER, b"m its memo"),
        b"q",
        (b"f", b"Show only claims with"),
        ENTER,
        HOME,
    ),
}


@pytest.fixture(scope="session")
def _poisoned(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, make: ModuleType) -> Path:
    path = Path(shutil.copy(empty_archive, tmp_path_factory.mktemp("poisoned") / "archive.duckdb"))
    for number in (1, 2):
        hostile.publish(Archive(path), make, number)
    return path


@pytest.fixture
def poisoned(_poisoned: Path, tmp_path: Path) -> Archive:
    """An archive with two memos all of whose texts try to act."""
    return Archive(Path(shutil.copy(_poisoned, tmp_path)), wait=5.0)


async def test_they_are_words_on_every_screen(
    pilot: Started, poisoned: Archive, session: Callable[[Archive], Context]
) -> None:
    async with pilot(session(poisoned), NARROW) as keys:
        app = keys.app

        async def seen(*names: str) -> str:
            await press(keys, *names)
            shown = frame(app)
            assert not set(shown) & set(hostile.FORBIDDEN)
            return shown

        assert "[@click=app.quit]x[/]" in await seen()
        for key in ("m", "c", "d", "v"):
            assert "[@click=app.quit]x[/]" in await seen(*(["enter"] if key == "m" else []), key)
        assert "[red]c[/red]" in await seen("c", "enter")
        assert "[red]c[/red]" in await seen("tab", "enter")
        await seen("u", "escape", "escape", "escape", "m", "2")
        await seen("escape", "question_mark", "escape", "x", "escape", "T", "escape", "escape")
        assert "x[/]" in await seen("D")
        await seen("n", "space", "space")
        assert "[@click=app.quit]x[/]" in await seen("d")
        await seen("escape", "ctrl+p", "escape", "slash", "w")
        for click in ((30, 3), (30, 8), (20, 14)):
            await keys.click(offset=click)
        await rest(keys)
        app.post_message(Failed(hostile.TEXT, hostile.TEXT))
        app.post_message(Told(hostile.TEXT))
        await rest(keys)
        await seen()
        app.post_message(Goto("reader", (hostile.TEXT,)))
        await rest(keys)
        await seen("escape", "escape")
        assert not app._exit
        assert isinstance(app.screen_stack[1], ArchiveScreen)


def test_nothing_of_them_reaches_the_terminal(poisoned: Archive) -> None:
    written: dict[str, bytes] = {}
    for name, part in _session(poisoned.path):
        written[name] = written.get(name, b"") + part
    for name, part in written.items():
        assert (name, [one for one in hostile.WRITTEN if one in part]) == (name, [])
    for name, steps in STEPS.items():
        sought = (WORDS, *(words for _, words in steps))
        assert (name, [words for words in sought if words not in written[name]]) == (name, [])


def _session(archive: Path) -> Iterator[tuple[str, bytes]]:
    """What `triptych` writes to a terminal of 100 columns on each of the walks, from its start up to its end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "triptych.cli", "--archive", str(archive)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | TERMINAL,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield "home", _until_quiet(ours, BOUND, b"newest")
        yield "home", _until_quiet(ours, 0.3)
        for name, steps in STEPS.items():
            for key, sought in steps:
                os.write(ours, key)
                yield name, _until_quiet(ours, BOUND, sought) if sought else b""
                yield name, _until_quiet(ours, 0.3)
        os.write(ours, b"q")
        yield "end", _until_quiet(ours, 10, b"\x1b[?1049l")
        assert process.wait(10) == 0
    finally:
        process.kill()
        os.close(ours)


def _until_quiet(end: int, seconds: float, sought: bytes | None = None) -> bytes:
    """What comes until nothing has for so long, or what is sought has; a cursor that blinks never ends."""
    told, last, latest = b"", time.monotonic(), time.monotonic() + BOUND
    while time.monotonic() < min(last + seconds, latest) and (sought is None or sought not in told):
        if not select.select([end], [], [], 0.05)[0]:
            continue
        with suppress(OSError):
            if part := os.read(end, 65536):
                told, last = told + part, time.monotonic()
                continue
        break
    return told
