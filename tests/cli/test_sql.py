"""`triptych sql`: rows for people and for programs, one clear line for anything else."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from filelock import FileLock, Timeout

from triptych import console
from triptych.commands.shared import result_table
from triptych.graphs.results import distinct
from triptych.store.archive import Archive

Invoke = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]

ENDLESS = "select count(*) from range(1000000000000)"
HOSTILE = "'[red]a[/] |b|' || chr(27) || '[31m' || chr(10) || '*c*' || chr(8238) || '<script>'"


@pytest.fixture
def home(empty_home: Path, empty_archive: Path) -> Path:
    """A home with an archive in which there is no memo yet."""
    shutil.copy(empty_archive, empty_home / "archive.duckdb")
    return empty_home


def rows(told: Result) -> list[dict[str, object]]:
    assert told.exit_code == 0, told.stderr
    found: list[dict[str, object]] = json.loads(told.stdout)
    return found


def test_memos_are_asked_in_sql(memo_home: Path, triptych: Invoke) -> None:
    (row,) = rows(triptych("sql", "select id, claims, panel, as_of from memos", "--json"))
    (listed,) = json.loads(triptych("memos", "--json").stdout)
    assert (row["id"], row["claims"], row["as_of"]) == (listed["id"], listed["claims"], listed["as_of"])
    assert row["panel"] == ["engineer", "investor", "strategist"]


def test_every_example_of_the_schema_runs_and_most_have_an_answer(memo_home: Path, triptych: Invoke) -> None:
    examples = json.loads(triptych("sql", "--schema", "--json").stdout)["examples"]
    answers = [rows(triptych("sql", example["sql"], "--json")) for example in examples]
    assert sum(map(bool, answers)) >= 2


def test_the_schema_is_told_without_an_archive(empty_home: Path, triptych: Invoke) -> None:
    told = triptych("sql", "--schema")
    assert told.exit_code == 0
    assert "memos: One row for each memo" in told.stdout
    assert "  id           VARCHAR    Memo id; time-ordered.\n" in told.stdout
    assert told.stdout.count("  -- ") == 5
    views = json.loads(triptych("sql", "--schema", "--json").stdout)["views"]
    assert all(column["comment"] for view in views for column in view["columns"])
    assert not (empty_home / "archive.duckdb").exists()


def test_a_pipe_gets_aligned_text_with_whole_cells(home: Path, triptych: Invoke) -> None:
    text = "select name, n, m as n from (values ('a', 7, null), ('日本' || repeat('x', 200), 1234, true)) t(name, n, m)"
    assert triptych("sql", text).stdout == (
        f"name{' ' * 200}     n  n\na{' ' * 203}     7  NULL\n日本{'x' * 200}  1234  true\n"
    )


def test_names_that_come_twice_survive(home: Path, triptych: Invoke) -> None:
    text = "select 1 as id, 2 as id, 3 as id_2"
    assert rows(triptych("sql", text, "--json")) == [{"id": 1, "id_3": 2, "id_2": 3}]
    assert triptych("sql", text, "--csv").stdout == "id,id,id_2\n1,2,3\n"
    assert distinct(["a", "a", "a_2", "a"]) == ["a", "a_3", "a_2", "a_4"]


def test_json_lines_are_an_object_a_row(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", "select i, 'nan'::double as x from range(2) t(i)", "--nl")
    assert told.stdout == '{"i": 0, "x": "NaN"}\n{"i": 1, "x": "NaN"}\n'


def test_csv_keeps_lines_of_a_text_and_nothing_that_acts(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", f"select {HOSTILE} as text, null as nothing, ['a', 'b'] as list", "--csv")
    assert list(csv.reader(io.StringIO(told.stdout))) == [
        ["text", "nothing", "list"],
        ["[red]a[/] |b|[31m\n*c*<script>", "", '["a", "b"]'],
    ]


def test_a_markdown_table_holds_no_markup_of_others(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", f'select {HOSTILE} as "a|b", 1.50 as n, null as x', "--md")
    assert told.stdout == (
        "| a\\|b | n | x |\n| --- | ---: | --- |\n| \\[red\\]a\\[/\\] \\|b\\|\\[31m \\*c\\*&lt;script> | 1.5 | NULL |\n"
    )


def test_json_loses_nothing_and_shows_nothing_that_acts(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", f"select {HOSTILE} as text", "--json")
    assert rows(told)[0]["text"] == "[red]a[/] |b|\x1b[31m\n*c*\u202e<script>"
    assert "\x1b" not in told.stdout
    assert "\u202e" not in told.stdout


def test_a_plan_is_drawn(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", "explain select count(*) from tags")
    assert "╭─" in told.stdout.splitlines()[0]
    assert "explain_value" not in told.stdout


def test_the_query_comes_from_a_file_or_from_standard_input(
    home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    file = tmp_path / "query.sql"
    file.write_text("\ufeff-- how many\nselect 7 as n;\n", encoding="utf-8")
    told = [
        triptych("sql", "-f", str(file), "--nl"),
        triptych("sql", "--nl", stdin=file.read_bytes()),
        triptych("sql", "-", "--nl", stdin=file.read_bytes()),
    ]
    assert [one.stdout for one in told] == ['{"n": 7}\n'] * 3


@pytest.mark.parametrize(
    ("args", "stdin", "error", "hint"),
    [
        (["selct 1"], None, 'syntax error at or near "selct" (line 1, column 1).', None),
        (["from memo; from memo"], None, "The text holds 2 statements.", "Ask one at a time."),
        (["drop table memo"], None, "DROP is not a query.", "Only SELECT and EXPLAIN are run."),
        (["from memmos"], None, "memmos does not exist (line 1, column 6).", "Did you mean memos?"),
        (["from '/etc/passwd'"], None, "Table with name /etc/passwd does not exist", "triptych sql --schema"),
        (["from read_text('x')"], None, "no file and no address.", "triptych sql --schema"),
        ([], b"select '\xff'", "What standard input holds is not a text in UTF-8.", "Save the query as UTF-8."),
        ([], b"", "The query is empty.", 'triptych sql "from memos"'),
        ([], b"select 1\0", "The query holds what is no character.", "without NUL"),
        (["-f", "no.sql"], None, "no.sql cannot be read: No such file or directory.", "Name a file"),
        (["select 1", "-f", "x"], None, "Give the query, or --file, not both.", "See: triptych sql --help"),
        (["select 1", "--schema"], None, "--schema takes no query.", "See: triptych sql --help"),
        (["--schema", "--csv"], None, "it has no --csv.", "See: triptych sql --help"),
        (["select 1", "--timeout", "0"], None, "0.0 is not in the range", "See: triptych sql --help"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_in_one_line(
    args: list[str], stdin: bytes | None, error: str, hint: str | None, home: Path, triptych: Invoke
) -> None:
    told = triptych("sql", *args, stdin=stdin)
    assert (told.exit_code, told.stdout) == (2, "")
    first, *rest = told.stderr.splitlines()
    assert first.startswith("error: ")
    assert error in first
    assert len(rest) == (0 if hint is None else 1)
    assert (hint or "") in "".join(rest)


def test_a_query_that_takes_too_long_is_a_failure(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", ENDLESS, "--timeout", "0.3")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.splitlines()[0] == "error: The query was stopped after 0.3 seconds, its time limit."


def test_it_is_told_that_rows_were_cut_and_that_there_are_none(home: Path, triptych: Invoke) -> None:
    told = triptych("sql", "from range(9)", "--limit", "1", "--csv")
    assert told.stdout == "range\n0\n"
    assert told.stderr == "Cut after 1 row; there are more: --limit N shows them.\n"
    none = triptych("sql", "from memos")
    assert none.stdout.startswith("id  run_id  title")
    assert none.stderr == "No rows.\n"


def test_no_archive_is_one_line_and_makes_none(empty_home: Path, triptych: Invoke) -> None:
    told = triptych("sql", "from memos")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.splitlines()[0] == f"error: There is no archive yet: {empty_home / 'archive.duckdb'}."
    assert "Write a memo: triptych run" in told.stderr
    assert not (empty_home / "archive.duckdb").exists()


def test_an_archive_in_use_is_waited_for_as_the_settings_say(home: Path, triptych: Invoke) -> None:
    (home / "config.toml").write_text("lock_wait = 0.1\n")
    with FileLock(home / "archive.duckdb.lock"):
        told = triptych("sql", "from memos")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "in use by another process for 0.1 seconds" in told.stderr


def test_a_key_that_is_known_is_never_shown(
    home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triptych.keys import Key

    Key("sk-very-secret-0123456789")
    for form in ([], ["--json"], ["--csv"], ["--md"]):
        told = triptych("sql", "select 'sk-very-secret-' || '0123456789' as x", *form)
        assert "0123456789" not in told.stdout
        assert "key" in told.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_a_query_at_once_and_leaves_no_process(
    number: signal.Signals, home: Path, start: Start
) -> None:
    process = start("sql", ENDLESS, "--timeout", "60")
    _until_held(home / "archive.duckdb.lock")
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout, stderr) == (130, "", "interrupted\n")
    with Archive(home / "archive.duckdb", wait=5).session() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_query_loads_no_database_into_the_process_that_asks(home: Path) -> None:
    probe = (
        "import sys; from triptych.commands.root import app\n"
        "try:\n    app.main(['sql', 'select 1'])\n"
        "except SystemExit:\n    print([n for n in ('duckdb', 'rich.table', 'langgraph') if n in sys.modules])"
    )
    told = subprocess.check_output([sys.executable, "-c", probe], encoding="utf-8", env=os.environ)
    assert told.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("widths", "whole", "cut"),
    [
        ([5, 5], 20, [5, 5]),
        ([5, 100, 20], 60, [5, 31, 20]),
        ([5, 100, 40], 60, [5, 25, 25]),
        ([30] * 5, 80, [14] * 5),
        ([3] * 9, 80, [3] * 9),
        ([30] * 9, 80, None),
    ],
)
def test_the_widest_columns_are_cut_first_and_none_to_nothing(
    widths: list[int], whole: int, cut: list[int] | None
) -> None:
    assert result_table.fitted(widths, whole) == cut


def test_a_terminal_is_given_what_fits(home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "is_terminal", lambda stream: True)
    monkeypatch.setenv("COLUMNS", "60")
    table = triptych("sql", f"select repeat('x', 200) as long, {HOSTILE} as odd, 7 as n").stdout
    head, row = table.splitlines()
    assert head.split() == ["long", "odd", "n"]
    assert len(row) <= 60
    assert "…" in row
    assert "[red]a[/]" in row
    records = triptych("sql", f"select {', '.join(f'{n} as column_{n}' for n in range(30))}").stdout
    assert records.splitlines()[0].strip() == "row 1"
    assert records.splitlines()[-1].split() == ["column_29", "29"]


def _until_held(lock: Path) -> None:
    pause = threading.Event()
    for _ in range(2000):
        try:
            with FileLock(lock, timeout=0):
                pause.wait(0.01)
        except Timeout:
            return
    raise AssertionError("nobody took the archive")
