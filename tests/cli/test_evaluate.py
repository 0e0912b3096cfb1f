"""`triptych evaluate`: the table on stdout, each run as a line on stderr, and what cannot be evaluated is refused."""

import json
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer

Invoke = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]
SHORT = ("--case", "01", "--setting", "one", "--questions", "3")


@pytest.fixture(autouse=True)
def _somewhere(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and the working folder in it."""
    (empty_home / "work").mkdir()
    monkeypatch.chdir(empty_home / "work")


def test_one_case_in_one_setting_as_json(empty_home: Path, triptych: Invoke) -> None:
    done = triptych(
        "evaluate", "--case", "01", "--setting", "debate", "--rounds", "2", "--questions", "3", "--json"
    )
    assert done.exit_code == 0, done.stderr
    (run,) = json.loads(done.stdout)
    assert (run["case"], run["setting"], run["failure"], run["archive"]) == (
        "01-token-prices",
        "debate",
        "",
        "",
    )
    assert [e["caught"] for e in run["errors"]] == [True] * 4
    assert [t["lost"] for t in run["truths"]] == [False] * 3
    assert re.fullmatch(
        r"1/1 01-token-prices, debate: 4 of 4 planted errors caught, \d+ claims, \d+\.\d seconds\n",
        done.stderr,
    )
    assert [file.name for file in empty_home.iterdir()] == ["work"], "the user's archive is not made"


def test_the_table_with_details_and_what_is_kept(tmp_path: Path, triptych: Invoke) -> None:
    kept = tmp_path / "kept"
    done = triptych("evaluate", *SHORT, "--details", "--keep", str(kept))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("|  | one persona |\n|---|--:|\n| runs (failed) | 1 (0) |\n")
    assert "\n- 01-token-prices, fabricated quote: “Epoch AI fitted" in done.stdout
    assert "\n    - one persona: dropped (its quote stands in no source)\n" in done.stdout
    archive = kept / "01-token-prices" / "archive.duckdb"
    assert done.stderr.splitlines()[-1] == f"kept {archive}"
    checked = triptych("--archive", str(archive), "memos", "verify", "--all")
    assert checked.exit_code == 0, checked.stderr


def test_the_table_goes_to_a_file_and_a_run_that_fails_is_told_by_the_exit_code(
    tmp_path: Path, triptych: Invoke
) -> None:
    file = tmp_path / "table.md"
    done = triptych("evaluate", *SHORT, "--max-minutes", "0.000001", "-o", str(file))
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(r"1/1 01-token-prices, one: failed: .*budget of 1e-06 minutes.*\n", done.stderr)
    assert "| runs (failed) | 1 (1) |" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "said", "hint"),
    [
        (["--case", "99"], "No idea of the set is called 99.", "There are: 01-token-prices, "),
        (["--case", "01", "--case", "x"], "No idea of the set is called x.", "There are: "),
        (["--setting", "models"], "no persona has one of its own.", "--model investor=NAME"),
        (["--setting", "two"], "'two' is not one of 'debate', 'no-debate', 'one', 'models'.", "evaluate --help"),
        (["--questions", "2"], "2 is not in the range 3<=x<=6.", "evaluate --help"),
        (["--rounds", "0"], "0 is not in the range 1<=x<=10.", "evaluate --help"),
        (["--search", "tavily"], "No such option '--search'.", "evaluate --help"),
        (["--keep", "file"], "file cannot hold the archives: File exists.", "Name another folder."),
        (["--keep", "file/in"], "file/in cannot hold the archives: Not a directory.", "Name another folder."),
        (["-o", "no/such/table.md"], "no/such does not exist.", "mkdir -p"),
        (["--model", "m"], "m is to be asked at api.openai.com, but there is no key.", "--embedded"),
        (["--model", "investor=m"], "no chat model is set up", "--base-url"),
    ],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_refused_in_one_line_before_anything_is_run(
    args: list[str], said: str, hint: str, triptych: Invoke
) -> None:
    Path("file").write_text("I am one.")
    done = triptych("evaluate", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    error, more = done.stderr.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert hint in more


def test_different_models_are_compared_with_the_run_s_own(triptych: Invoke) -> None:
    with OpenAIServer(panelist.served) as server:
        asked = ("--base-url", server.base_url, "--model", "ours", "--model", "investor=theirs")
        chosen = ("--case", "01", "--setting", "models", "--questions", "3", "--rounds", "1")
        done = triptych("evaluate", *chosen, *asked, "--json")
        models = {request["model"] for request in server.asked}
    assert done.exit_code == 0, done.stderr
    (run,) = json.loads(done.stdout)
    assert (run["setting"], run["failure"]) == ("models", "")
    assert models == {"ours", "theirs"}
    assert run["calls"] > 0


def test_ctrl_c_between_two_runs_leaves_no_traceback_and_no_folder(start: Start, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    running = start("evaluate", *SHORT, "--case", "02", TMPDIR=str(scratch))
    assert running.stderr is not None
    assert running.stderr.readline().startswith("1/2 01-token-prices, one: ")
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=20)
    assert (running.returncode, stdout, stderr) == (130, "", "interrupted\n")
    assert list(scratch.iterdir()) == []
