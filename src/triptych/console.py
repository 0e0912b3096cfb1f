"""What reaches the terminal: data on stdout, all else on stderr, nothing in it that a terminal would obey.

Invariant: every text goes out through here, cleaned and without any key, and no text is ever read as markup.
"""

import io
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

from triptych.agents.sources.clean import clean
from triptych.errors import TriptychError
from triptych.keys import hidden
from triptych.store.render.json_text import json_text as inert


class OutputError(TriptychError):
    """stdout cannot be written."""


def prepare() -> None:
    """Make the streams bear every character: what their encoding lacks becomes `?` instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def data(text: str) -> None:
    """Write a text to stdout, cleaned, with one line end. Raises OutputError as `raw` does."""
    raw(f"{clean(text)}\n")


def raw(text: str) -> None:
    """Write to stdout what needs no cleaning, such as JSON; flushed, so that a closed pipe shows here.

    Raises:
        OutputError: it cannot be written, as on a full disk.
    """
    _write(sys.stdout, text)


def note(text: str) -> None:
    """Tell the user something that is not data: a line on stderr."""
    _write(sys.stderr, f"{clean(text)}\n")


def warn(error: TriptychError) -> None:
    """Tell of something wrong that does not end the command."""
    _tell("warning", error.message, error.hint)


def fail(message: str, hint: str = "") -> None:
    """Tell of what ends the command, and what to do about it."""
    _tell("error", message, hint)


def json_text(value: Any, indent: int | None = 2) -> str:
    """The value as JSON with no invisible character raw; in ASCII where stdout is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return inert(value, indent, ascii_only=encoding != "utf8")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream through a terminal that can move its cursor."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def hang_up(*streams: TextIO) -> None:
    """Give up the streams, or stdout and stderr, so that Python does not complain at exit of what is left in them."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams or (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _tell(label: str, message: str, hint: str) -> None:
    first = " ".join(clean(f"{label}: {message}").split("\n"))
    note(f"{first}\n  {hint}" if hint else first)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(hidden(text))
        stream.flush()
    except BrokenPipeError:
        if stream is not sys.stderr:
            raise
        hang_up(stream)  # whoever stopped reading the news still gets the memo
    except OSError as e:
        hang_up(stream)
        if stream is sys.stdout:  # what stderr would have told is lost, but not the data
            raise OutputError(
                f"stdout cannot be written: {e.strerror or e}.", "Make room, or give -o FILE."
            ) from e
