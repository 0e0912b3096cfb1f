"""What the interface keeps from one start to the next: the theme. It is a file in the home, and can be lost.

It is no setting of `config.toml`, which the interface never writes to: that file is the user's own.
"""

import json
from collections.abc import Collection
from pathlib import Path

from triptych import paths
from triptych.errors import InputError
from triptych.store.files import write_whole

MOST_BYTES = 10_000


def kept_theme(known: Collection[str], otherwise: str) -> str:
    """The theme that was chosen last, if it is still known.

    Args:
        known: the names of all themes.
        otherwise: the theme where none was chosen, or what is kept cannot be read.
    """
    try:
        with _file().open("rb") as file:
            name = json.loads(file.read(MOST_BYTES)).get("theme")
    except (OSError, ValueError, AttributeError, RecursionError):
        return otherwise
    return name if isinstance(name, str) and name in known else otherwise


def keep_theme(name: str) -> None:
    """Keep a theme for the next start. Raises InputError if it cannot be written."""
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, (json.dumps({"theme": name}) + "\n").encode())
    except OSError as e:
        raise InputError(
            f"The theme cannot be kept for the next start: {path}: {e.strerror or e}.", "Make it writable."
        ) from e


def _file() -> Path:
    return paths.home() / "interface.json"
