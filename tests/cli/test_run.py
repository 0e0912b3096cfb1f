"""`triptych run`: the memo on stdout, how it came about on stderr, and what is refused."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from triptych.settings import Settings
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.rows import fetch

Invoke = Callable[..., Result]
Finished = tuple[Path, subprocess.CompletedProcess[str]]

IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
SHORT = ("--panel", "engineer", "--rounds", "0")


def runs(home: Path) -> list[tuple[str, str]]:
    """State and idea of each run on record."""
    with Archive(home / "archive.duckdb").session() as connection:
        return [(row["state"], row["idea"]) for row in fetch(connection, "SELECT * FROM run ORDER BY id")]


def stored_memo(home: Path) -> memos.MemoRow:
    (row,) = memos.listing(Archive(home / "archive.duckdb"))
    return row


def test_a_run_puts_the_memo_on_stdout_and_nothing_else(finished: Finished) -> None:
    _, done = finished
    assert done.returncode == 0
    assert done.stdout.startswith(f"# {IDEA}\n\n*Strategic memo")
    assert re.search(r"\n## Sources\n\n1\. .+\n", done.stdout)
    assert done.stdout.endswith("\n")


def test_a_run_tells_its_progress_in_a_few_plain_lines_on_stderr(finished: Finished) -> None:
    home, done = finished
    memo = stored_memo(home)
    lines = done.stderr.splitlines()
    assert lines[0] == f"run {memo.id}: engineer, investor, strategist; embedded analyst (no language model)"
    assert re.fullmatch(r"brief: \d+ questions, \d+ propositions?", lines[1])
    for line, key in zip(lines[2:5], memo.panel, strict=True):
        assert re.fullmatch(rf"{key}: \d+ questions, \d+ searches, \d+ sources read, \d+ claims", line)
    assert re.match(r"verified: \d+ claims, \d+ supported", lines[5])
    assert re.fullmatch(
        r"round 1: \d+ critiques, \d+ settled, \d+ replies(?: \(\d+ refused\))?; changed .+; \d+ major objections? left open",
        lines[6],
    )
    assert lines[-3] == f"memo {memo.id}: {IDEA}"
    assert lines[-2] == f"show it again: triptych memos show {memo.id}"
    assert re.fullmatch(r"\d+\.\d seconds", lines[-1])
    assert len(lines) < 20
    assert not re.search(r"[\r\x1b]", done.stderr)


def test_events_go_to_stdout_and_the_memo_to_the_file(
    lean_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    file = tmp_path / "memo.md"
    done = triptych("run", IDEA, *SHORT, "--events", "-o", str(file))
    assert done.exit_code == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0] | {"run": ""} == {
        "event": "run_started",
        "run": "",
        "idea": IDEA,
        "panel": ["engineer"],
        "analyst": "embedded analyst (no language model)",
    }
    assert events[-1]["event"] == "run_ended"
    assert (events[-1]["state"], events[-1]["exit_code"]) == ("done", 0)
    assert {event["event"] for event in events} >= {
        "brief_ready",
        "searched",
        "claims_stated",
        "memo_audited",
    }
    assert file.read_text(encoding="utf-8").startswith(f"# {IDEA}\n")
    assert f"written to {file}\n" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_json_holds_the_memo_and_what_it_rests_on_but_no_source_text(
    lean_home: Path, triptych: Invoke
) -> None:
    done = triptych("run", "--json", "--quiet", *SHORT, "--as-of", "2026-03-01", stdin=f"  {IDEA}\n")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    dossier = json.loads(done.stdout)
    assert dossier["memo"]["idea"] == IDEA
    assert dossier["memo"]["as_of"] == "2026-03-01"
    assert dossier["memo"]["panel"] == ["engineer"]
    assert dossier["ledger"]["claims"]
    assert dossier["ledger"]["critiques"] == []
    assert dossier["brief"]["questions"]
    assert [source["id"] for source in dossier["sources"]] == dossier["memo"]["sources"]
    assert not any("text" in source for source in dossier["sources"])


def test_a_brief_can_be_edited_and_given_back(lean_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    file = tmp_path / "brief.md"
    written = triptych("brief", IDEA, "--panel", "engineer", "-o", str(file))
    assert (written.exit_code, written.stdout) == (0, "")
    text = file.read_text(encoding="utf-8")
    asked = "What does memory bandwidth cost a GPU that serves an LLM?"
    questions = re.findall(r"^- \*\*.+$", text, re.MULTILINE)
    file.write_text(text.replace(questions[0], f"- **Bandwidth.** {asked}"), encoding="utf-8")
    done = triptych("run", "--brief", str(file), *SHORT, "--json", "-q")
    assert done.exit_code == 0, done.stderr
    dossier = json.loads(done.stdout)
    assert dossier["memo"]["idea"] == IDEA
    assert asked in [question["text"] for question in dossier["brief"]["questions"]]


def test_a_brief_is_read_from_stdin(lean_home: Path, triptych: Invoke) -> None:
    page = triptych("brief", IDEA, "--panel", "engineer").stdout
    done = triptych("run", "--brief", "-", *SHORT, "--json", "-q", stdin=page)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["memo"]["idea"] == IDEA


def test_an_idea_that_is_not_the_briefs_is_refused(lean_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    file = tmp_path / "brief.md"
    triptych("brief", IDEA, "--panel", "engineer", "-o", str(file))
    told = triptych("run", "Are CPUs enough?", "--brief", str(file), *SHORT)
    assert (told.exit_code, told.stdout) == (2, "")
    error, hint = told.stderr.splitlines()
    assert '"Are CPUs enough?"' in error
    assert f'"{IDEA}"' in error
    assert "Drop one of the two" in hint
    assert runs(lean_home) == []


def test_idea_and_brief_cannot_both_come_from_stdin(home: Path, triptych: Invoke) -> None:
    told = triptych("run", "-", "--brief", "-", stdin="An idea")
    assert told.exit_code == 2
    assert "Both the idea and the brief" in told.stderr


def test_a_brief_alone_stores_nothing(lean_home: Path, triptych: Invoke) -> None:
    done = triptych("brief", "the LLM inference stack", "--panel", "investor,sceptic", "--json")
    asked = [question["persona"] for question in json.loads(done.stdout)["questions"]]
    assert set(asked) == {"investor", "sceptic"}
    assert runs(lean_home) == []


def test_an_idea_that_nothing_bears_on_ends_with_3_and_leaves_only_the_run(
    home: Path, triptych: Invoke
) -> None:
    idea = "medieval falconry law in Bohemia"
    done = triptych("run", idea)
    assert (done.exit_code, done.stdout) == (3, "")
    error, hint = done.stderr.splitlines()[-2:]
    assert error.startswith("error: No evidence: ")
    assert "triptych library add" in hint
    assert runs(home) == [("no_evidence", idea)]
    assert memos.listing(Archive(home / "archive.duckdb")) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["run", ""], "The idea is empty."),
        (["run", " \t\x1b\u202e "], "The idea is empty."),
        (["run"], "The idea is empty."),
        (["run", "-"], "The idea is empty."),
        (["brief", ""], "The idea is empty."),
        (["run", "x" * 2001], "The idea has 2001 characters"),
        (["run", IDEA, "--panel", "enginer"], 'no persona "enginer". Did you mean "engineer"?'),
        (["brief", IDEA, "--panel", "nobody"], 'no persona "nobody".'),
        (["run", IDEA, "--panel", "engineer,engineer"], 'names "engineer" twice'),
        (["run", IDEA, "--panel", ","], "The panel is empty."),
        (["run", IDEA, "-o", "no/such/folder/memo.md"], "no/such/folder does not exist."),
        (["run", IDEA, "-o", "/"], "/ is a folder."),
        (["run", IDEA, "-o", ""], "Invalid value for '-o' / '--output': It is empty; name a file."),
        (["brief", IDEA, "-o", " "], "It is empty; name a file."),
        (["run", "--brief", ""], "It is empty; name a file."),
        (["run", IDEA, "--archive", ""], "It is empty; name a file."),
        (["run", "--brief", "no-brief.md"], "The brief no-brief.md cannot be read: No such file"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_stored(
    args: list[str], said: str, home: Path, triptych: Invoke
) -> None:
    done = triptych(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    error, *hint = done.stderr.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert len(hint) == 1
    assert runs(home) == []


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "The brief names no idea."), (b"\xff\xfe\xfd", "is not text in UTF-8.")]
)
def test_a_brief_that_is_none_is_refused(
    content: bytes, said: str, home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    file = tmp_path / "brief.md"
    file.write_bytes(content)
    done = triptych("run", "--brief", str(file))
    assert done.exit_code == 2
    assert said in done.stderr


def test_an_idea_on_stdin_must_be_utf8(home: Path, triptych: Invoke) -> None:
    done = triptych("run", stdin=b"caf\xe9")
    assert done.exit_code == 2
    assert "The idea on stdin is not text in UTF-8." in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("panel = 3", "panel: must be a list of persona keys, each once."),
        ('panel = "engineer"', "panel: must be a list of persona keys, each once."),
        ('panel = ["engineer", 3]', "panel: must be a list of persona keys, each once."),
        ("panel = []", "panel: must be a list of persona keys, each once."),
        ('panel = ["engineer", "engineer"]', "panel: must be a list of persona keys, each once."),
        ("rounds = 1.5", "rounds: must be a whole number from 0 to 10."),
        ('lock_wait = "long"', "lock_wait: must be a number of seconds above 0."),
        ("max_file_mb = 0", "max_file_mb: must be a whole number above 0."),
        (
            "colour = 1",
            f"colour: is no setting; there are {', '.join(Settings.model_fields)}.",
        ),
    ],
)
def test_a_fault_in_the_settings_is_told_in_plain_words(
    line: str, said: str, empty_home: Path, triptych: Invoke
) -> None:
    (empty_home / "config.toml").write_text(line)
    told = triptych("run", IDEA)
    assert told.exit_code == 2
    assert told.stderr.splitlines()[0] == f"error: {empty_home / 'config.toml'}: {said}"


def test_the_settings_choose_panel_and_rounds(home: Path, triptych: Invoke) -> None:
    (home / "config.toml").write_text('panel = ["nobody"]\n')
    assert 'no persona "nobody"' in triptych("run", IDEA).stderr
    (home / "config.toml").write_text("rounds = 99\n")
    told = triptych("run", IDEA)
    assert told.exit_code == 2
    assert "config.toml: rounds:" in told.stderr
