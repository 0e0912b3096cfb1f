"""How a process ends: signals, closed pipes, streams that bear little, and faults of our own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from triptych.errors import ServiceError
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.rows import fetch

Invoke = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]

COMMAND = (sys.executable, "-m", "triptych.cli")
FULL = Path("/dev/full")
IDEA = "the LLM inference stack"


def the_run(home: Path) -> tuple[str, str]:
    """Id and state of the one run on record."""
    with Archive(home / "archive.duckdb").session() as connection:
        (row,) = fetch(connection, "SELECT id, state FROM run")
    return row["id"], row["state"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_before_a_claim_stands_says_so_and_is_on_record(
    number: signal.Signals, lean_home: Path, start: Start
) -> None:
    process = start("run", IDEA)
    assert process.stderr is not None
    began = process.stderr.readline()
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=20)
    run, state = the_run(lean_home)
    assert (process.returncode, stdout, state) == (130, "", "interrupted")
    assert run in began
    assert stderr.startswith("stopping: what is under way ends")
    assert "error: The run was stopped before a claim stood, so there is no memo." in stderr.splitlines()
    assert "Traceback" not in stderr
    assert memos.listing(Archive(lean_home / "archive.duckdb")) == []


def test_a_run_that_is_stopped_later_ends_with_a_memo_of_what_there_is_and_goes_on(
    lean_home: Path, start: Start
) -> None:
    process = start("run", IDEA, "--panel", "engineer,investor")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("verified: "):
            break
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    run, state = the_run(lean_home)
    assert (process.returncode, state) == (130, "interrupted")
    assert stdout.startswith("# "), stderr
    assert "the user stopped the run" in stdout
    assert stderr.splitlines()[-1].endswith(f"go on with: triptych resume {run}")
    again = start("resume", "--quiet")
    whole, said = again.communicate(timeout=60)
    assert (again.returncode, said.splitlines()[0].split()[:4]) == (0, ["run", run, "goes", "on"])
    assert "the user stopped the run" not in whole


def test_a_run_that_is_stopped_twice_ends_at_once(lean_home: Path, start: Start) -> None:
    process = start("run", IDEA)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline().startswith("stopping: ")
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=20)
    run, state = the_run(lean_home)
    assert (process.returncode, stdout, state) == (130, "", "interrupted")
    assert "Traceback" not in stderr
    assert run in stderr or "no memo" in stderr


def test_a_reader_that_leaves_ends_the_run_quietly(lean_home: Path, start: Start) -> None:
    with start("run", IDEA, "--events", "--quiet") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["event"] == "run_started"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1
    assert the_run(lean_home)[1] == "interrupted"


def test_a_reader_that_leaves_ends_a_list_quietly(home: Path, start: Start) -> None:
    with start("library", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.parametrize(("args", "code"), [(("runs",), 0), (("runs", "show", "NONE"), 2)])
def test_a_stdout_that_was_closed_before_changes_no_exit_code(
    home: Path, args: tuple[str, ...], code: int
) -> None:
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *args], capture_output=True, text=True, check=False
    )
    assert (closed.returncode, "Traceback" in closed.stderr) == (code, False)


def test_ctrl_c_before_the_command_line_is_even_loaded_is_one_line(
    tmp_path: Path, home: Path, start: Start
) -> None:
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    process = start("memos", PYTHONPATH=str(tmp_path))
    stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout, stderr) == (130, "", "interrupted\n")


def test_importing_the_package_is_no_slow_beginning() -> None:
    probe = (
        "import sys, triptych.cli; print([n for n in ('click', 'importlib.metadata') if n in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", probe], encoding="utf-8") == "[]\n"


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_memo_that_stdout_does_not_take_is_in_the_archive_and_said_to_be(lean_home: Path) -> None:
    line = [*COMMAND, "run", IDEA, "--panel", "engineer", "--rounds", "0", "--quiet"]
    with FULL.open("w") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    run, state = the_run(lean_home)
    assert (done.returncode, state) == (1, "done")
    assert done.stderr.splitlines() == [
        "error: stdout cannot be written: No space left on device.",
        f"  The memo is in the archive: triptych memos show {run}",
    ]


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("args", [("--help",), ("personas", "--json"), ("personas",)])
def test_a_full_disk_is_told_in_plain_words(args: tuple[str, ...], home: Path) -> None:
    with FULL.open("w") as full:
        done = subprocess.run([*COMMAND, *args], stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.startswith("error: stdout cannot be written: No space left on device.\n")
    assert "internal" not in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_stderr_that_takes_nothing_costs_no_data(memo_home: Path) -> None:
    (memo_home / "personas").mkdir()
    (memo_home / "personas" / "broken.toml").write_text("key = 1")
    with FULL.open("w") as full:
        line = [*COMMAND, "personas", "--json"]
        done = subprocess.run(line, stdout=subprocess.PIPE, stderr=full, encoding="utf-8")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) > 1


def test_a_run_whose_news_nobody_reads_any_more_gives_its_memo(lean_home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    line = [*COMMAND, "run", IDEA, "--panel", "engineer", "--rounds", "0"]
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=writer, encoding="utf-8")
    os.close(writer)
    assert (done.returncode, the_run(lean_home)[1]) == (0, "done")
    assert done.stdout.startswith("# ")


def test_a_stream_that_is_not_utf8_gets_question_marks_and_whole_json(memo_home: Path, start: Start) -> None:
    shown, _ = start("memos", "show", PYTHONIOENCODING="ascii").communicate(timeout=20)
    assert "?" in shown
    assert shown.isascii()
    document, _ = start("memos", "show", "--json", PYTHONIOENCODING="ascii").communicate(timeout=20)
    whole, _ = start("memos", "show", "--json").communicate(timeout=20)
    assert document.isascii()
    assert json.loads(document) == json.loads(whole)
    assert not whole.isascii()


def test_a_fault_of_ours_is_one_line_without_a_traceback(
    home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memos, "listing", _failing(ValueError("left\x1b[31m is not right")))
    told = triptych("memos")
    assert (told.exit_code, told.stdout) == (1, "")
    error, hint = told.stderr.splitlines()
    assert error == "error: internal: ValueError: left[31m is not right"
    assert "triptych --debug" in hint


@pytest.mark.parametrize("asked", ["option", "variable"])
def test_debugging_shows_where_it_failed(
    asked: str, home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memos, "listing", _failing(ValueError("left is not right")))
    if asked == "variable":
        monkeypatch.setenv("TRIPTYCH_DEBUG", "1")
    told = triptych(*(["--debug"] if asked == "option" else []), "memos")
    assert told.exit_code == 1
    assert "Traceback (most recent call last)" in told.stderr
    assert "in list_memos" in told.stderr


def test_an_error_that_a_user_can_act_on_ends_with_its_own_code_and_hint(
    home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memos, "listing", _failing(ServiceError("It did not\nanswer.", "Try again.")))
    told = triptych("memos")
    assert told.exit_code == 5
    assert told.stderr == "error: It did not answer.\n  Try again.\n"


def test_no_line_on_stderr_is_a_warning_of_python(home: Path, start: Start) -> None:
    process = start("library", "search", "memory bandwidth", "--limit", "1", PYTHONWARNINGS="default")
    stdout, stderr = process.communicate(timeout=20)
    assert re.match(r"1\. .+ score \d", stdout)
    assert stderr == ""


def _failing(error: Exception) -> Callable[..., None]:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    return fail
