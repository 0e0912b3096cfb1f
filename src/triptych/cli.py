"""The entry point of the process. It imports nothing slow before signals are taken care of."""

import os
import signal
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
"""As `triptych.errors.ExitCode` has it, which is not imported yet when it is needed."""


def main() -> NoReturn:
    """Run the command line; SIGTERM ends it as cleanly as Ctrl-C does, and both do from the first moment."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # as in the background of a script
    if not ignored:
        signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)
    from triptych.commands.root import app

    # What asyncio looks for before it cancels a task on Ctrl-C.
    if not ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    app.main()


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End at once, in the midst of an import, where an exception could be swallowed or torn up."""
    os.write(2, b"interrupted\n")
    os._exit(INTERRUPTED)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
