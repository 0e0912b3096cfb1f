"""One session of the interface whose terminal is a page of a browser; `triptych.tui.serving` starts it.

python -m triptych.tui.served ARCHIVE
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

EVERY = 1.0
"""Seconds between two looks at whether whoever serves us is still there."""
GRACE = 5.0


def main() -> None:
    """Show the interface until the page is closed, or whoever serves it has gone."""
    from triptych.tui.launch import run

    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    run(Path(sys.argv[1]))


def _leave_with(parent: int) -> None:
    """End when the parent has ended in whatever way: nobody could reach this process any more."""
    while os.getppid() == parent:
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
