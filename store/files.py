"""Files that are written whole or not at all. `write` also keeps every key out of a text; callers of the others see to it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from triptych import paths
from triptych.errors import InputError
from triptych.keys import hidden
from triptych.permissions import FILE, usual

if TYPE_CHECKING:
    from triptych.store.archive import Archive

FULL = ("No space left", "quota exceeded", "File too large")
"""What systems and libraries say of a disk that is full, or as full as its user may make it."""


def full(text: str) -> bool:
    """Whether that is what a message says."""
    return any(sign in text for sign in FULL)


def writable(file: Path, archive: "Archive") -> Path:
    """The file, known to be writable before any work is done.

    Raises:
        InputError: it is a folder, or part of what Triptych itself keeps in the archive or beside it; or its folder does
            not exist or cannot be written to.
    """
    try:
        is_folder = os.path.isdir(file)
        file.exists()
    except OSError as e:
        raise InputError(f"{file} cannot be written: {e.strerror or e}.", "Name another file.") from e
    if is_folder:
        raise InputError(f"{file} is a folder.", "Name a file in it.")
    refuse_own(file, archive)
    folder = Path(os.path.realpath(file)).parent
    if not folder.is_dir():
        raise InputError(f"The folder {folder} does not exist.", f"Create it (mkdir -p '{folder}').")
    if not os.access(folder, os.W_OK):
        raise InputError(f"The folder {folder} is not writable.", "Name a file somewhere else.")
    return file


def refuse_own(place: Path, archive: "Archive") -> None:
    """Raise InputError where a file or folder is part of what Triptych itself keeps: nothing else may be written there."""
    if archive.owns(place):
        raise InputError(f"{place} is part of the archive.", "Name another place.")
    if os.path.realpath(place) == os.path.realpath(paths.config()):
        raise InputError(f"{place} holds the settings.", "Name another place.")


def write(file: Path, text: str) -> None:
    """Write a file, without any key, so that there is never half of it. Raises InputError if it cannot be written."""
    write_bytes(file, hidden(text).encode("utf-8"))


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file as it is, never half of it. Raises InputError if it cannot be written."""
    path = Path(os.path.realpath(file))
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a pipe or a device cannot be replaced
        else:
            write_whole(path, data, _mode(path))
    except OSError as e:
        raise InputError(f"{file} cannot be written: {e.strerror or e}.", "Name another file.") from e


def write_whole(path: Path, data: bytes, mode: int = FILE) -> None:
    """Put a file in its place, in one step; its user's alone unless told otherwise. Raises OSError if it cannot be written."""
    import tempfile  # which takes longer to import than to use

    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        os.chmod(fresh, mode)
        os.replace(fresh, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(fresh)
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that any new file gets."""
    return path.stat().st_mode & 0o777 if path.exists() else usual()
