"""A file in the user's own editor, while the interface waits in the background."""

import os
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from textual.app import App, SuspendNotSupported

from triptych.errors import InputError

VARIABLES = ("VISUAL", "EDITOR")
USUAL = ("sensible-editor", "nano", "vim", "vi", "emacs")
"""What is looked for where no editor is named, in this order."""


def editor() -> list[str]:
    """The words of the user's editor.

    Raises:
        InputError: none is named and none is there, or what is named is not a command line.
    """
    for name in VARIABLES:
        if said := os.environ.get(name, "").strip():
            try:
                return shlex.split(said)
            except ValueError as e:
                raise InputError(f"{name} cannot be read: {e}.", f"Set {name} to a command line.") from e
    found = next(filter(None, map(shutil.which, USUAL)), None)
    if found is None:
        raise InputError("There is no editor.", "Name one: export EDITOR=nano")
    return [found]


def edit(app: App[None], path: Path) -> None:
    """Let the user edit a file; returns when the editor has ended.

    Raises:
        InputError: there is no editor, it cannot be started here, or it ended with an error.
    """
    words = editor()
    try:
        with app.suspend():
            # What is raised in here would leave the terminal as the editor had it.
            ended = _ended([*words, str(path)])
    except SuspendNotSupported as e:
        raise InputError("No editor can be opened here.", f"Edit {path} elsewhere, then press r.") from e
    if ended:
        raise InputError(f"{words[0]} {ended}.", "The file is as it left it. VISUAL or EDITOR names another.")


def _ended(command: Sequence[str]) -> str:
    """How it went, if it did not go well."""
    try:
        with subprocess.Popen(command) as process, _undisturbed():
            code = process.wait()
    except OSError as e:
        return f"cannot be started: {e.strerror or e}"
    return f"ended with {code}" if code else ""


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C is for the editor, which sits at the same terminal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
