"""The user's own editor: which one, and how it ended."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from triptych.errors import InputError
from triptych.tui.editing import edit, editor


class Suspending(App[None]):
    """An app that says when it gave up the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.told.append("away")
        yield
        self.told.append("back")


def script(folder: Path, text: str) -> str:
    path = folder / "editor.py"
    path.write_text(f"import os, sys\n{text}\n")
    return f"{sys.executable} {path}"


def test_visual_goes_before_editor_and_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "nano")
    monkeypatch.setenv("VISUAL", "code --wait 'a b'")
    assert editor() == ["code", "--wait", "a b"]
    monkeypatch.setenv("VISUAL", " ")
    assert editor() == ["nano"]
    monkeypatch.setenv("EDITOR", "'")
    with pytest.raises(InputError, match="EDITOR cannot be read"):
        editor()


def test_without_either_one_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="There is no editor"):
        editor()
    (tmp_path / "vi").touch(mode=0o755)
    assert editor() == [str(tmp_path / "vi")]


def test_a_file_is_edited_while_the_app_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, "open(sys.argv[-1], 'w').write('edited')"))
    app, before = Suspending(), signal.getsignal(signal.SIGINT)
    edit(app, tmp_path / "a file")
    assert (tmp_path / "a file").read_text() == "edited"
    assert app.told == ["away", "back"]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(os.name != "posix", reason="sends a signal as a terminal does")
def test_ctrl_c_in_the_editor_is_the_editors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, "os.kill(os.getppid(), 2)"))
    edit(Suspending(), tmp_path / "file")


@pytest.mark.parametrize(
    ("command", "told"), [("/no/such/editor", "cannot be started"), ("false", "ended with 1")]
)
def test_an_editor_that_fails_is_told_when_the_app_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, told: str
) -> None:
    monkeypatch.setenv("VISUAL", command)
    app = Suspending()
    with pytest.raises(InputError, match=told):
        edit(app, tmp_path / "file")
    assert app.told == ["away", "back"]


async def test_where_the_terminal_cannot_be_given_up_the_path_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    app: App[Any] = App()
    async with app.run_test():
        with pytest.raises(InputError, match="No editor can be opened here") as told:
            edit(app, tmp_path / "file")
    assert str(tmp_path / "file") in told.value.hint
