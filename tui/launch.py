"""Where the interface starts: the only function that a front end calls."""

import importlib
import os
import sys
import threading
from pathlib import Path

from triptych.errors import ExitCode

FRAMES = "120"
"""How often a second the screen may be drawn: what a key changes waits for the next time, with Textual's own 60 up to 17 ms."""


def prepare(archive: Path) -> None:
    """What comes before the interface is imported: how often it draws, which Textual reads then, and, in a thread, what it takes
    to read the archive at that path.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    threading.Thread(target=_prepare, args=(archive,), daemon=True).start()


def _prepare(archive: Path) -> None:
    from triptych.store import archive as opened
    from triptych.store import driver

    driver.prepare(opened.Archive(archive).path)
    importlib.import_module("triptych.store.overview")  # of the list, which is shown first
    importlib.import_module("triptych.store.memos")  # of what is read next


def run(archive: Path) -> None:
    """Show the interface over the archive at that path until the user quits.

    Raises SystemExit with the exit code where the interface could not go on.
    """
    prepare(archive)
    from triptych.tui.app import TriptychApp
    from triptych.tui.context import Context
    from triptych.tui.memory import spare

    app = TriptychApp(Context(archive))
    spare()
    app.run()
    app.runs.close()
    code = app.return_code or ExitCode.DONE
    if threading.active_count() > 1:
        # A thread that waits for a lock would hold up the interpreter's end.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    if code:
        raise SystemExit(code)
