"""Where a document goes: to stdout, readable on a terminal, or whole and at once into a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from triptych import console
from triptych.agents.sources.clean import clean
from triptych.errors import InputError
from triptych.keys import hidden
from triptych.store.files import writable, write, write_bytes

if TYPE_CHECKING:
    from triptych.store.archive import Archive

__all__ = [
    "put_bytes",
    "put_exactly",
    "put_json",
    "put_markdown",
    "refuse_terminal",
    "target",
    "write",
    "write_bytes",
]

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


def target(file: Path | None, archive: "Archive") -> Path | None:
    """The file that `-o` names, known to be writable before any work is done; None for `-`, which is stdout.

    Raises:
        InputError: it is a folder, or part of the archive; or its folder does not exist or cannot be written to.
    """
    return None if file is None or file == STDOUT else writable(file, archive)


def _lay_out(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    terminal = Console(highlight=False)
    terminal.print(Markdown(text, hyperlinks=False), width=min(terminal.width, WIDEST))
