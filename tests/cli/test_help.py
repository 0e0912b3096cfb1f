"""Help is fast, imports nothing heavy, and shows by example."""

import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import Result

from triptych import __version__
from triptych.commands.root import COMMANDS, app

Invoke = Callable[..., Result]

HEAVY = ("duckdb", "pydantic", "langgraph", "textual", "rich", "tantivy", "httpx", "trafilatura")
PROBE = """
import sys
from triptych.commands.root import app
try:
    app.main({args!r})
except SystemExit as end:
    assert end.code == 0, end.code
print("loaded:", *(name for name in {heavy!r} if name in sys.modules))
"""


def every_command() -> list[tuple[str, ...]]:
    """The path of each command and each group, the root being ()."""
    context = click.Context(app)
    paths: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        command = app.get_command(context, name)
        paths.append((name,))
        if isinstance(command, click.Group):
            paths += [(name, verb) for verb in command.list_commands(context)]
    return paths


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["run", "-h"], ["memos", "-h"], ["library", "add", "-h"]]
)
def test_help_imports_nothing_heavy(args: list[str]) -> None:
    probe = PROBE.format(args=args, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded:"


@pytest.mark.parametrize("path", every_command(), ids=lambda path: " ".join(path) or "triptych")
def test_every_help_shows_an_example(path: tuple[str, ...], triptych: Invoke) -> None:
    shown = triptych(*path, "--help")
    assert shown.exit_code == 0
    assert "Example:\n    triptych" in shown.stdout or 'cp "$(triptych' in shown.stdout


def test_the_help_names_every_command_with_what_it_does(triptych: Invoke) -> None:
    shown = triptych("--help").stdout
    for name, (_, line) in COMMANDS.items():
        assert f"{name} " in shown
        assert line in shown


def test_no_arguments_print_the_help(triptych: Invoke) -> None:
    shown = triptych()
    assert (shown.exit_code, shown.stdout) == (0, triptych("--help").stdout)


def test_the_version_is_the_package_version(triptych: Invoke) -> None:
    assert triptych("--version").stdout == f"triptych {__version__}\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["memo"], "No such command 'memo'. Did you mean 'memos'?"),
        (["memos", "lst"], "No such command 'lst'."),
        (["run", "--panels", "x"], "No such option '--panels'."),
        (["run", "two", "ideas"], "unexpected extra argument"),
        (["run", "x", "--rounds", "11"], "11 is not in the range 0<=x<=10"),
        (["run", "x", "--as-of", "tomorrow"], "'tomorrow' is not a day. Write it as YYYY-MM-DD."),
        (["run", "x", "--as-of", "9999-01-01"], "'9999-01-01' is too far away."),
        (["memos", "--limit", "0"], "0 is not in the range"),
        (["library", "add"], "Missing argument"),
        (["memos", "verify", "x", "--all"], "not both"),
        (["run", "x", "--json", "--events"], "both write to stdout"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line_with_where_to_look(
    args: list[str], said: str, triptych: Invoke
) -> None:
    told = triptych(*args)
    assert told.exit_code == 2
    assert told.stdout == ""
    first, hint = told.stderr.splitlines()
    assert first.startswith("error: ")
    assert said in first
    assert hint.startswith("  See: triptych")
    assert hint.endswith("--help")
