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
from tests.tui.driving import NARROW, frame, press, rest

from triptych.store.archive import Archive
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.screens.archive import ArchiveScreen

Started = Callable[..., Any]
ENTER, ESCAPE = b"\r", b"\x1b"


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
    written = b"".join(
        _session(
            poisoned.path,
            (ENTER, b"c", ENTER, b"\t", ENTER, ESCAPE, ESCAPE, b"d", b"v", b"m", b"2", ENTER, ESCAPE, ESCAPE),
        )
    )
    assert b"[@click=app.quit]x[/]" in written
    assert b"Its quotes" in written
    assert [one for one in hostile.WRITTEN if one in written] == []


def _session(archive: Path, keys: tuple[bytes, ...]) -> Iterator[bytes]:
    """What `triptych` writes to a terminal of 100 columns while those keys are pressed, up to its end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "triptych.cli", "--archive", str(archive)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield _until_quiet(ours, 10, b"newest")
        for key in keys:
            os.write(ours, key)
            yield _until_quiet(ours, 0.6 if key == ESCAPE else 0.3)
        os.write(ours, b"q")
        yield _until_quiet(ours, 10, b"\x1b[?1049l")
        assert process.wait(10) == 0
    finally:
        process.kill()
        os.close(ours)


def _until_quiet(end: int, seconds: float, sought: bytes | None = None) -> bytes:
    """What comes until nothing has for so long, or what is sought has."""
    told, last = b"", time.monotonic()
    while time.monotonic() - last < seconds and (sought is None or sought not in told):
        if not select.select([end], [], [], 0.05)[0]:
            continue
        with suppress(OSError):
            if part := os.read(end, 65536):
                told, last = told + part, time.monotonic()
                continue
        break
    return told
