"""A program in a terminal of its own, as a person would start it, and how long it takes to show something."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

COLUMNS, LINES = 140, 44
PAINTED = 200
"""Characters to be read on a screen before it counts as painted."""
OWN_SCREEN = b"\x1b[?1049h"
PATIENCE = 120.0
_CONTROLS = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])|[\x00-\x20\x7f]"
)


@contextmanager
def terminal(command: Sequence[str], env: Mapping[str, str]) -> Iterator[int]:
    """The file descriptor of a terminal in which a command runs; it is killed at the end."""
    controller, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command, stdin=inside, stdout=inside, stderr=inside, env=dict(env), start_new_session=True
    )
    os.close(inside)
    try:
        yield controller
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(controller)


def first_paint(command: Sequence[str], env: Mapping[str, str]) -> float | None:
    """Seconds from the start of a process to a screen on which something can be read; None where none came.

    What is written before the program takes the screen for itself does not count.
    """
    start, came = time.perf_counter(), b""
    with terminal(command, env) as screen:
        for piece in pieces(screen):
            came += piece
            _, _, own = came.partition(OWN_SCREEN)
            if len(_CONTROLS.sub(b"", own)) >= PAINTED:
                return time.perf_counter() - start
    return None


def pieces(screen: int) -> Iterator[bytes]:
    """What comes out of a terminal, until its program ends or has been silent for too long."""
    while select.select([screen], [], [], PATIENCE)[0]:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # the program has ended
            return
        if not piece:
            return
        yield piece
