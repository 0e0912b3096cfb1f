"""Where a document goes: to stdout, readable on a terminal, or whole and at once into a file."""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from triptych import console
from triptych.agents.sources.clean import clean
from triptych.errors import InputError
from triptych.keys import hidden

STDOUT = Path("-")
WIDEST = 100  # columns; longer lines are hard to read


def put_markdown(text: str, file: Path | None = None) -> None:
    """Put out a Markdown document: to the file, or as it is to a pipe, or laid out on a terminal.

    Raises:
        InputError: the file cannot be written.
    """
    if file is not None:
        write(file, f"{clean(text)}\n")
    elif console.is_terminal(sys.stdout):
        _lay_out(clean(text))
    else:
        console.data(text)


def put_json(value: object, file: Path | None = None) -> None:
    """Put out a JSON document: to the file, or to stdout. Raises InputError as `put_markdown` does."""
    text = f"{console.json_text(value)}\n"
    if file is not None:
        write(file, text)
    else:
        console.raw(text)


def target(file: Path | None) -> Path | None:
    """The file that `-o` names, known to be writable before any work is done; None for `-`, which is stdout.

    Raises:
        InputError: it is a folder, or its folder does not exist or cannot be written to.
    """
    if file is None or file == STDOUT:
        return None
    if file.is_dir():
        raise InputError(f"{file} is a folder.", "Name a file in it.")
    folder = Path(os.path.realpath(file)).parent
    if not folder.is_dir():
        raise InputError(f"The folder {folder} does not exist.", f"Create it (mkdir -p '{folder}').")
    if not os.access(folder, os.W_OK):
        raise InputError(f"The folder {folder} is not writable.", "Name a file somewhere else.")
    return file


def write(file: Path, text: str) -> None:
    """Write a file, without any key, so that there is never half of it. Raises InputError if it cannot be written."""
    text = hidden(text)
    path = Path(os.path.realpath(file))
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a pipe or a device cannot be replaced
        else:
            _replace(path, text)
    except OSError as e:
        raise InputError(f"{file} cannot be written: {e.strerror or e}.", "Name another file.") from e


def _replace(path: Path, text: str) -> None:
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(fresh, _mode(path))
        os.replace(fresh, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(fresh)
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that any new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _lay_out(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    terminal = Console(highlight=False)
    terminal.print(Markdown(text, hyperlinks=False), width=min(terminal.width, WIDEST))
