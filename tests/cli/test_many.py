"""`triptych run -f`: a table of what became of each idea on stdout, how it came about on stderr, and what is refused."""

import io
import json
import re
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result as Ended
from rich.console import Console

from triptych.commands.progress.many import ManyLines
from triptych.commands.progress.many_live import LiveTable
from triptych.commands.progress.many_summary import put_summary
from triptych.errors import ExitCode
from triptych.graphs.board import Board
from triptych.graphs.events import RunEnded, RunStarted
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.many import Told
from triptych.graphs.many.result import MemoKept, NotBegun, Result
from triptych.store import memos
from triptych.store.archive import Archive

Invoke = Callable[..., Ended]
Start = Callable[..., subprocess.Popen[str]]

IDEAS = ("Will LLM inference hardware be commodified?", "Does NVIDIA keep its margins on inference hardware?")
LOST = "medieval falconry law in Bohemia"
SHORT = ("--panel", "engineer", "--rounds", "0", "--questions", "2")


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    file = tmp_path / "ideas.txt"
    file.write_text("\n".join(("# mine", IDEAS[0], "", LOST)), encoding="utf-8")
    return file


def test_a_list_gives_a_table_a_file_for_each_memo_and_the_first_bad_exit_code_and_goes_on_with_the_rest(
    lean_home: Path, list_file: Path, tmp_path: Path, triptych: Invoke
) -> None:
    folder = tmp_path / "memos"
    done = triptych("run", "-f", str(list_file), *SHORT, "-o", str(folder))
    assert done.exit_code == ExitCode.NO_EVIDENCE
    (stored,) = memos.listing(Archive(lean_home / "archive.duckdb"))
    head, first, second = done.stdout.splitlines()
    assert head.split() == ["line", "idea", "outcome", "memo", "claims", "calls", "tokens", "cost", "seconds"]
    assert re.match(rf" +2  {re.escape(IDEAS[0])}  done +{stored.id} +{stored.claims} ", first)
    assert re.match(rf" +4  {LOST} +no evidence ", second)
    (written,) = folder.iterdir()
    assert written.name.startswith("will-llm-inference-hardware-be-commodified-")
    assert written.read_text(encoding="utf-8").startswith(f"# {IDEAS[0]}\n")
    lines = done.stderr.splitlines()
    assert f"1/2: run {stored.id}: {IDEAS[0]}" in lines
    assert any(re.match(rf"1/2: memo {stored.id}: \d+ claims, ", line) for line in lines)
    assert lines[-3].startswith("error: line 4: No evidence: ")
    assert lines[-1] == "1 of 2 ideas done; the same line with --continue does the rest"

    written.unlink()
    list_file.write_text(f"{IDEAS[0]}\n", encoding="utf-8")
    again = triptych(
        "run", "-f", str(list_file), *SHORT, "--continue", "--json", "-o", str(folder), "--max-tokens", "9"
    )
    assert again.exit_code == 0
    assert again.stderr.splitlines() == [f"1/1: memo {stored.id} is there: {IDEAS[0]}", "1 of 1 idea done"]
    told = json.loads(again.stdout)
    assert (told["ideas"][0]["memo"], told["exit_code"]) == (stored.id, 0)
    assert written.exists()

    other = triptych("run", "-f", str(list_file), *SHORT, "--questions", "3", "--continue")
    assert other.exit_code == ExitCode.USAGE
    assert "begun under other settings: questions 2 → 3." in other.stderr
    assert len(memos.listing(Archive(lean_home / "archive.duckdb"))) == 1


def test_events_are_lines_of_json_each_with_its_line_and_its_run(lean_home: Path, triptych: Invoke) -> None:
    done = triptych("run", "-f", "-", *SHORT, "--events", "-q", stdin=f"{IDEAS[0]}\n{IDEAS[1]}\n")
    assert (done.exit_code, done.stderr) == (0, "")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    runs = {one["run"]: one["line"] for one in events}
    assert sorted(runs.values()) == [1, 2]
    for run, line in runs.items():
        mine = [one for one in events if one["run"] == run]
        assert {one["line"] for one in mine} == {line}
        assert (mine[0]["event"], mine[-1]["event"]) == ("run_started", "run_ended")


def test_ctrl_c_ends_what_is_under_way_and_begins_nothing_else(
    lean_home: Path, list_file: Path, start: Start
) -> None:
    list_file.write_text("\n".join(IDEAS), encoding="utf-8")
    process = start("run", "-f", str(list_file), "--parallel", "1", "--json")
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED
    one, two = json.loads(stdout)["ideas"]
    assert (one["outcome"], two["outcome"], two["run"]) == ("interrupted", "not_begun", "")
    assert "error: line 2: The user stopped it before its run began.\n  Go on with --continue." in stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--parallel", "2"], "--parallel and --continue are for a list of ideas; give -f FILE."),
        (["--continue"], "--parallel and --continue are for a list"),
        (["-f", "LIST", "An idea"], "IDEA is for one idea; -f gives a list of them."),
        (["-f", "LIST", "--brief", "x"], "--brief is for one idea"),
        (["-f", "LIST", "--update", "latest"], "--update is for one idea"),
        (["-f", "LIST", "--json", "--events"], "--events and --json both write to stdout; give one of them."),
        (["-f", "LIST", "--parallel", "0"], "0 is not in the range"),
        (["-f", "no-list.txt"], "no-list.txt cannot be read: No such file or directory."),
        (["-f", "LIST", "-o", "LIST"], "cannot hold the memos: File exists."),
        (["-f", "LIST", "-o", "-"], "-o names a folder for the memos of a list, not stdout."),
        (["-f", "-"], "stdin holds no idea."),
        (["-f", "LIST", "--panel", "nobody"], 'no persona "nobody".'),
    ],
)
def test_what_makes_no_sense_for_a_list_is_refused_before_anything_is_begun(
    args: list[str], said: str, empty_home: Path, list_file: Path, triptych: Invoke
) -> None:
    done = triptych("run", *(str(list_file) if one == "LIST" else one for one in args))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[0]
    assert not (empty_home / "archive.duckdb.runs").exists()


def test_a_dry_run_plans_for_one_idea_and_for_all(
    empty_home: Path, list_file: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_MODEL", "none")
    done = triptych("run", "-f", str(list_file), *SHORT, "--dry-run", "--json")
    plan = json.loads(done.stdout)
    assert done.exit_code == 0
    assert plan["idea"] == "each of 2 ideas"
    assert f"in all: {2 * plan['calls']} calls, about {2 * plan['tokens']:,} tokens, " in done.stderr
    assert not (empty_home / "archive.duckdb").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"one idea\nOne idea\n", "ideas.txt: line 2 says the same as line 1."),
        (b"ok\n" + b"x" * 2001, "ideas.txt: line 2: The idea has 2001 characters; 2000 is the most."),
        (b"caf\xe9", "ideas.txt is not text in UTF-8."),
        (b"x" * 1_000_001, "ideas.txt is longer than any list of ideas."),
    ],
)
def test_a_list_that_is_none_is_refused_in_one_line(
    content: bytes, said: str, empty_home: Path, list_file: Path, triptych: Invoke
) -> None:
    list_file.write_bytes(content)
    done = triptych("run", "-f", str(list_file))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) == 2


FIVE = [Idea(n, f"idea {n} [bold]x[/]") for n in range(1, 6)]
HAPPENED = [
    Told(FIVE[0], MemoKept("R0", "R0"), Board(), 0.0),
    Told(
        FIVE[1], RunStarted("R1", FIVE[1].text, ("engineer",), "double"), Board(run="R1", phase="brief"), 0.1
    ),
    Told(
        FIVE[2], RunStarted("R2", FIVE[2].text, ("engineer",), "double"), Board(run="R2", phase="brief"), 0.1
    ),
    Told(
        FIVE[1],
        RunEnded("R1", "done", "R1", "", "", ExitCode.DONE),
        Board(run="R1", phase="done", calls=7, tokens=1234, cost=0.25),
        3.0,
    ),
    Told(FIVE[3], NotBegun("Nothing is left.", "Raise it.", ExitCode.BUDGET), Board(), 0.0),
    Told(FIVE[4], NotBegun("Nothing is left.", "Raise it.", ExitCode.BUDGET), Board(), 0.0),
]


def test_a_log_has_a_few_lines_for_each_idea() -> None:
    lines: list[str] = []
    log = ManyLines(lines.append, FIVE)
    for told in HAPPENED:
        log.tell(told)
    assert lines == [
        "1/5: memo R0 is there: idea 1 [bold]x[/]",
        "2/5: run R1: idea 2 [bold]x[/]",
        "3/5: run R2: idea 3 [bold]x[/]",
        "2/5: memo R1: no claims, 7 calls, 1,234 tokens, $0.25, 3.0 seconds",
        "4/5: not begun: Nothing is left.",
    ]


def test_a_terminal_shows_the_runs_under_way_and_counts_the_others() -> None:
    table = LiveTable(FIVE)
    for told in HAPPENED:
        table.tell(told)
    console = Console(file=io.StringIO(), width=80, color_system=None, force_terminal=True)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue().splitlines()
    assert shown[1].split()[:6] == ["3", "idea", "3", "[bold]x[/]", "writing", "the"]
    assert shown[-1].strip() == "1 had a memo · 1 done · 2 not begun · 1 under way · 0 to do · $0.25"
    assert len(shown) == 3


def test_a_reason_that_several_ideas_share_is_told_once_with_their_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    why = {"message": "Nothing is left.", "hint": "Raise it.", "exit_code": ExitCode.BUDGET}
    results = [Result(n, f"idea {n}", **why) for n in (2, 4, 5, 6, 9)]  # type: ignore[arg-type]
    put_summary(results, ExitCode.BUDGET, as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out)["exit_code"] == 4
    assert err.splitlines() == [
        "error: lines 2, 4-6, 9: Nothing is left.",
        "  Raise it.",
        "0 of 5 ideas done; the same line with --continue does the rest",
    ]


def test_the_last_line_adds_up_the_table_and_tells_of_runs_that_others_were_begun_instead_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, other = (
        Result(n, f"idea {n}", outcome="done", calls=10, tokens=1_000, cost_usd=0.5) for n in (1, 2)
    )
    put_summary([one, replace(other, earlier_tokens=700, earlier_cost_usd=0.25)], ExitCode.DONE)
    assert capsys.readouterr().err.splitlines()[-1] == (
        "2 of 2 ideas done; 20 calls, 2,000 tokens, $1.00; and 700 tokens, $0.25 of runs that others were begun instead of"
    )
