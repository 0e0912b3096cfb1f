"""`triptych memos search`: found in every form, filtered, marked, and never a riddle where nothing is found."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from triptych import console

Invoke = Callable[..., Result]


def found(triptych: Invoke, *args: str) -> list[dict[str, Any]]:
    told = triptych("memos", "search", *args, "--json")
    assert told.exit_code == 0, told.stderr
    rows: list[dict[str, Any]] = json.loads(told.stdout)
    return rows


def test_every_place_is_found_and_marked(memo_home: Path, triptych: Invoke) -> None:
    rows = found(triptych, "memory bandwidth", "--limit", "200")
    assert {row["place"] for row in rows} == {"memos", "claims", "sources"}
    for row in rows:
        marked = {row["snippet"][start:end].casefold() for start, end in row["marks"]}
        assert {"memory", "bandwidth"} & marked or row["place"] != "claims"


def test_every_form_says_the_same(memo_home: Path, triptych: Invoke) -> None:
    rows = found(triptych, "memory bandwidth", "--limit", "5")
    lines = triptych("memos", "search", "memory bandwidth", "--limit", "5", "--nl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    text = triptych("memos", "search", "memory bandwidth", "--limit", "5", "--csv").stdout
    cells = list(csv.DictReader(io.StringIO(text)))
    assert [cell["id"] for cell in cells] == [row["id"] for row in rows]
    assert cells[0]["marks"] == ",".join(f"{a}-{b}" for a, b in rows[0]["marks"])


def test_in_a_pipe_a_hit_is_a_line_with_its_marks(memo_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "search", "memory", "--in", "claims", "--limit", "2")
    head, *lines = told.stdout.splitlines()
    assert head.split() == ["PLACE", "ID", "WHAT", "SNIPPET"]
    assert len(lines) == 2
    assert all("«memory»" in line.casefold() for line in lines)
    memo = lines[0].split()[1].partition("/")[0]
    assert told.stderr == f"Read a memo: triptych memos show {memo[:10]}\n"
    assert triptych("memos", "show", memo[:10]).exit_code == 0


def test_on_a_terminal_marks_are_bold_and_nothing_is_markup(
    memo_home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "is_terminal", lambda stream: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    told = triptych("memos", "search", '"memory bandwidth"', "--limit", "4")
    assert "\x1b[1;4mmemory bandwidth\x1b[0m" in told.stdout
    assert "«" not in told.stdout


def test_filters_narrow_what_is_found(memo_home: Path, triptych: Invoke) -> None:
    by = {row["id"] for row in found(triptych, "price", "--persona", "investor", "--in", "claims")}
    assert by
    assert by < {row["id"] for row in found(triptych, "price", "--in", "claims", "--limit", "500")}
    passages = found(triptych, "memory", "--in", "sources", "--since", "2024-01-01", "--limit", "500")
    assert passages
    assert all(row["day"] >= "2024-01-01" for row in passages)
    domain = passages[0]["publisher"]
    assert {
        r["publisher"] for r in found(triptych, "memory", "--in", "sources", "--source-domain", domain)
    } == {domain}
    assert found(triptych, "memory", "--memo", "latest", "--panel", "strategist,engineer", "--in", "memos")
    assert all(r["verdict"] == "supported" for r in found(triptych, "memory", "--verdict", "supported"))


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--kind", "guess"), "'fact', 'estimate', 'judgement', 'forecast'"),
        (("--verdict", "true"), "'supported'"),
        (("--status", "dead"), "'standing'"),
        (("--in", "web"), "'memos', 'claims', 'critiques', 'sources'"),
        (("--since", "March"), "YYYY-MM-DD"),
        (("--panel", "engineer,"), "engineer,investor"),
        (("--persona", "enginer"), "There are: engineer, investor, strategist."),
        (("--panel", "engineer,nobody"), "'nobody'"),
        (("--source-domain", " "), "example.com"),
        (("--limit", "0"), "--limit"),
        (("--verdict", "partial", "--in", "memos"), "--verdict is of claims"),
        (("--memo", "none"), "'none'"),
    ],
)
def test_a_bad_filter_is_one_clear_usage_error(
    memo_home: Path, triptych: Invoke, option: tuple[str, ...], told: str
) -> None:
    done = triptych("memos", "search", "memory", *option)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize("query", ['"', "(", "a:b AND", "-x", "*", '-"', "\udce9"])
def test_no_query_is_an_error(memo_home: Path, triptych: Invoke, query: str) -> None:
    done = triptych("memos", "search", "--json", "--", query)
    assert done.exit_code == 0, done.stderr


def test_nothing_found_says_what_may_help(memo_home: Path, triptych: Invoke) -> None:
    done = triptych("memos", "search", "zygomorphic")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("Nothing found.")
    done = triptych("memos", "search", "memory", "--since", "2199-01-01")
    assert "without them: " in done.stderr
    assert "hit" in done.stderr
    done = triptych("memos", "search", "memory zygomorphic", "--limit", "1")
    assert done.stderr.startswith("Nothing has all these words")
    assert triptych("memos", "search", "--", "-memory").stderr.startswith("Nothing to look for")


def test_an_empty_query_is_a_usage_error(memo_home: Path, triptych: Invoke) -> None:
    assert triptych("memos", "search").exit_code == 2
    assert triptych("memos", "search", " ").exit_code == 2


def test_an_empty_archive_says_how_to_begin(empty_home: Path, triptych: Invoke) -> None:
    done = triptych("memos", "search", "memory", "--json")
    assert (done.exit_code, done.stdout) == (0, "[]\n")
    assert "triptych run " in done.stderr


def test_a_file_in_the_place_of_the_index_is_one_line(memo_home: Path, triptych: Invoke) -> None:
    index = memo_home / "archive.duckdb.search"
    shutil.rmtree(index, ignore_errors=True)
    index.write_text("A file.")
    done = triptych("memos", "search", "memory")
    assert done.exit_code == 1
    assert f"The search index {index} cannot be written" in done.stderr


def test_the_doctor_says_how_the_index_is(memo_home: Path, triptych: Invoke) -> None:
    def finding() -> str:
        told = json.loads(triptych("doctor", "--json", "--no-calls").stdout)
        return next(str(one["says"]) for one in told if one["name"] == "search")

    assert "not built yet" in finding()
    found(triptych, "memory")
    assert "up to date" in finding()


def test_meaning_without_its_package_says_how_to_get_it(
    memo_home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triptych.store.search import meaning

    monkeypatch.setitem(sys.modules, "wordllama", None)
    meaning.model.cache_clear()
    done = triptych("memos", "search", "memory", "--semantic")
    meaning.model.cache_clear()
    assert done.exit_code == 2
    assert 'pip install "triptych[semantic]"' in done.stderr
