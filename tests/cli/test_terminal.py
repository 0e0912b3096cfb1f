"""What a person sees on a terminal: a live board, laid-out memos, tables that fit, and no command from outside."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

Terminal = Callable[..., tuple[int, str]]
COMMAND = (sys.executable, "-m", "triptych.cli")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def terminal() -> Terminal:
    """Call the command line on a terminal of 80 columns; exit code, and all that it wrote there."""

    def call(*args: str, stdout: int | None = None, **environment: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        size = {"COLUMNS": "80", "LINES": "24", "TERM": "xterm-256color"}
        process = subprocess.Popen(
            [*COMMAND, *args],
            stdin=theirs,
            stdout=theirs if stdout is None else stdout,
            stderr=theirs,
            env=os.environ | size | environment,
        )
        os.close(theirs)
        shown = _all_of(ours)
        return process.wait(timeout=20), shown

    return call


def _all_of(end: int) -> str:
    parts = []
    with os.fdopen(end, "rb", buffering=0) as stream:
        try:
            while part := stream.read(65536):
                parts.append(part)
        except OSError:  # what Linux says when the other end is closed
            pass
    return b"".join(parts).decode().replace("\r\n", "\n")


def plain(shown: str) -> str:
    return COLOUR.sub("", shown)


def test_a_run_is_followed_on_a_board_while_its_data_go_into_the_pipe(
    lean_home: Path, tmp_path: Path, terminal: Terminal
) -> None:
    with (tmp_path / "events").open("wb") as pipe:
        code, shown = terminal(
            "run",
            "GPU rental prices",
            "--panel",
            "engineer,investor",
            "--rounds",
            "0",
            "--events",
            stdout=pipe.fileno(),
        )
    assert code == 0
    assert "persona" in shown
    assert "\x1b[1A" in shown
    last = plain(shown[shown.rindex("\x1b[1A") :])
    assert re.search(r"engineer +\d/\d +\d+ +\d+\n", last)
    assert re.search(r"done · \d+ searches · \d+ sources · \d+\.\d s\n", last)
    assert "show it again: triptych memos show" in last
    assert '"event"' not in shown
    lines = (tmp_path / "events").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith('{"event": "run_started"')
    assert lines[-1].startswith('{"event": "run_ended"')


def test_a_dumb_terminal_gets_plain_lines(lean_home: Path, terminal: Terminal) -> None:
    code, shown = terminal("run", "medieval falconry law in Bohemia", TERM="dumb")
    assert code == 3
    assert "\x1b" not in shown
    assert shown.splitlines()[0].startswith("run ")


def test_a_memo_is_laid_out(memo_home: Path, terminal: Terminal) -> None:
    code, shown = terminal("memos", "show")
    assert code == 0
    assert "Bottom line" in plain(shown)
    assert "## Bottom line" not in shown
    assert max(map(len, plain(shown).splitlines())) <= 80


def test_a_table_fits_the_terminal(memo_home: Path, terminal: Terminal) -> None:
    shown = {command: plain(terminal(command)[1]) for command in ("memos", "library", "personas")}
    for command, table in shown.items():
        assert (command, max(map(len, table.splitlines())) <= 80) == (command, True)
    assert "Will LLM inference" in shown["memos"]


def test_no_colour_means_no_colour(memo_home: Path, terminal: Terminal) -> None:
    shown = terminal("memos", "show", NO_COLOR="1")[1]
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_a_title_is_neither_obeyed_nor_read_as_markup(home: Path, tmp_path: Path, terminal: Terminal) -> None:
    text = "Falconers kept forty birds in the castle of Prague in 1356, said the chronicle of the town. " * 3
    file = tmp_path / "evil.md"
    file.write_text(f"# [/] [red]a\x1b]52;c;b3du\x07\u202eb\n\n{text}", encoding="utf-8")
    added = terminal("library", "add", str(file))[1]
    listed = terminal("library", NO_COLOR="1")[1]
    found = terminal("library", "search", "falconers castle", "--limit", "1")[1]
    for shown in (added, listed, found):
        assert "[/] [red]a" in shown
        assert not re.search("\x1b\\]|\x07|\u202e", shown)
