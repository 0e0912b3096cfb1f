"""Who may read what this program makes: its user alone, but for files that the user asks for by name.

Invariant: the mask of the process is never opened, not for a moment: another thread may be making a file just then.
"""

import os

FOLDER, FILE = 0o700, 0o600
"""Modes of what is the user's alone."""
_OTHERS = 0o077
_given: int | None = None


def keep_private() -> None:
    """Make private whatever this process makes from here on, by whatever library; once, before there are threads."""
    global _given
    _given = os.umask(_OTHERS)


def usual() -> int:
    """The mode that the user's own mask gives a new file."""
    mask = _given
    if mask is None:
        mask = os.umask(_OTHERS)
        os.umask(mask)
    return 0o666 & ~mask
