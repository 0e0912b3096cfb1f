"""Where the interface starts: the only function that a front end calls."""

import os
import sys
import threading
from pathlib import Path

from triptych.errors import ExitCode


def prepare(archive: Path) -> None:
    """Begin in a thread what it takes to read the archive at that path, so that it is there once the first frame is."""
    threading.Thread(target=_prepare, args=(archive,), daemon=True).start()


def _prepare(archive: Path) -> None:
    from triptych.store import archive as opened
    from triptych.store import driver

    driver.prepare(opened.Archive(archive).path)


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
