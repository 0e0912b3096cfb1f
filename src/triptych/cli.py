"""The entry point of the process. It imports nothing slow before signals are taken care of."""

import atexit
import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from triptych import permissions

INTERRUPTED = 130
"""As `triptych.errors.ExitCode` has it, which is not imported yet when it is needed."""
ALLOCATIONS = 100_000
"""How many make Python look for garbage. With its default of 700 it goes through all that a command imports again and
again, where there is none; that takes a short command a thirtieth of its time."""

PLUGINS = "PYDANTIC_DISABLE_PLUGINS"
"""Any package that is installed beside may bring pydantic a plugin, which then sees every record; none is asked for, and
to look for one takes a short command another thirtieth."""


def main() -> NoReturn:
    """Run the command line; SIGTERM ends it as cleanly as Ctrl-C does, and both do from the first moment."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # as in the background of a script
    if not ignored:
        signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)
    gc.set_threshold(ALLOCATIONS)
    permissions.keep_private()
    os.environ[PLUGINS] = "__all__"
    from triptych.commands.root import app

    # What asyncio looks for before it cancels a task on Ctrl-C.
    if not ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        app.main()
    except SystemExit as end:
        import threading

        if threading.active_count() > 1 or not isinstance(end.code, int):
            raise
        _end(end.code)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End at once, in the midst of an import, where an exception could be swallowed or torn up."""
    os.write(2, b"interrupted\n")
    os._exit(INTERRUPTED)


def _end(code: int) -> NoReturn:
    """End without taking apart piece by piece what was imported, a twelfth of a short command's time."""
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # as where it was closed before the command began
                stream.flush()
    except OSError:
        sys.exit(code)  # Python says what is wrong with it
    os._exit(code)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
