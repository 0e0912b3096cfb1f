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


def put_exactly(text: str) -> None:
    """Put a text out on stdout: to a pipe byte for byte in UTF-8, whatever the encoding of the terminal would be.

    Raises:
        OutputError: it cannot be written.
    """
    if console.is_terminal(sys.stdout):
        console.raw(text)
    else:
        put_bytes(hidden(text).encode("utf-8"))


def put_bytes(data: bytes) -> None:
    """Put bytes out on stdout, which must not be a terminal: `refuse_terminal`. Raises OutputError as `put_exactly` does."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as e:
        console.hang_up(sys.stdout)
        raise console.OutputError(
            f"stdout cannot be written: {e.strerror or e}.", "Make room, or give -o FILE."
        ) from e


def refuse_terminal(what: str) -> None:
    """Raise InputError where stdout is a terminal, which a file of that kind would only confuse."""
    if sys.stdout is not None and sys.stdout.isatty():
        raise InputError(
            f"{what} is not for a terminal.", "Name a file: -o FILE; or send it on through a pipe."
        )


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
    write_bytes(file, hidden(text).encode("utf-8"))


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file as it is, never half of it. Raises InputError if it cannot be written."""
    path = Path(os.path.realpath(file))
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a pipe or a device cannot be replaced
        else:
            _replace(path, data)
    except OSError as e:
        raise InputError(f"{file} cannot be written: {e.strerror or e}.", "Name another file.") from e


def _replace(path: Path, data: bytes) -> None:
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
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
