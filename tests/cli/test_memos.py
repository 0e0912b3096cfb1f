"""`triptych memos`: listed in every form, shown as it was written, verified quote by quote."""

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from triptych.store.archive import Archive

Invoke = Callable[..., Result]
Finished = tuple[Path, subprocess.CompletedProcess[str]]

IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"


def the_id(triptych: Invoke) -> str:
    (row,) = json.loads(triptych("memos", "--json").stdout)
    return str(row["id"])


def test_listing_is_what_memos_does_when_nothing_is_said(memo_home: Path, triptych: Invoke) -> None:
    assert triptych("memos").stdout == triptych("memos", "list").stdout
    assert triptych("memos", "--csv").stdout == triptych("memos", "list", "--csv").stdout


def test_a_list_in_a_pipe_is_aligned_and_not_cut(memo_home: Path, triptych: Invoke) -> None:
    head, row = triptych("memos").stdout.splitlines()
    assert head.split() == ["ID", "AS", "OF", "CLAIMS", "CONTESTED", "TITLE"]
    assert row.startswith(the_id(triptych))
    assert row.index(IDEA) == head.index("TITLE")
    assert not re.search(r"[\t\x1b]", row)


def test_every_form_of_the_list_says_the_same(memo_home: Path, triptych: Invoke) -> None:
    (whole,) = json.loads(triptych("memos", "list", "--json").stdout)
    (line,) = triptych("memos", "list", "--nl").stdout.splitlines()
    (cells,) = csv.DictReader(io.StringIO(triptych("memos", "list", "--csv").stdout))
    assert json.loads(line) == whole
    assert cells == {
        **{key: str(value) for key, value in whole.items()},
        "panel": "engineer,investor,strategist",
        "tags": "",
        "updates": "",
    }


def test_the_limit_limits(memo_home: Path, triptych: Invoke) -> None:
    done = triptych("run", "GPU rental prices", "--panel", "investor", "--rounds", "0", "-q")
    assert done.exit_code == 0, done.stderr
    both = [row["title"] for row in json.loads(triptych("memos", "--json").stdout)]
    (newest,) = json.loads(triptych("memos", "--json", "--limit", "1").stdout)
    assert len(both) == 2
    assert newest["title"] == both[0] != both[1]


@pytest.mark.parametrize(("form", "empty"), [("--json", "[]\n"), ("--nl", ""), ("--csv", "id,title,idea,")])
def test_an_empty_archive_gives_an_empty_list(
    form: str, empty: str, empty_home: Path, triptych: Invoke
) -> None:
    shown = triptych("memos", form)
    assert shown.exit_code == 0
    assert shown.stdout.startswith(empty)
    assert len(shown.stdout.splitlines()) <= 1
    assert shown.stderr.startswith("No memos yet. Write one: triptych run ")


def test_a_memo_is_shown_as_the_run_wrote_it(memo_home: Path, finished: Finished, triptych: Invoke) -> None:
    written, memo = finished[1].stdout, the_id(triptych)
    assert triptych("memos", "show").stdout == written
    assert triptych("memos", "show", "latest").stdout == written
    assert triptych("memos", "show", memo[:10].lower()).stdout == written
    assert json.loads(triptych("memos", "show", memo, "--json").stdout)["memo"]["id"] == memo


@pytest.mark.parametrize(("ref", "said"), [("zzzzzz", "No memo 'zzzzzz'"), ("01", "'01' is too short")])
def test_a_memo_that_is_not_there_is_a_usage_error(
    ref: str, said: str, memo_home: Path, triptych: Invoke
) -> None:
    told = triptych("memos", "show", ref)
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
    assert "triptych memos list" in told.stderr


def test_verifying_counts_every_citation(memo_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "verify", "--all")
    assert told.exit_code == 0
    assert re.fullmatch(r"1 memo, [1-9]\d* citations, \d+ sources checked: 0 faults\n", told.stdout)
    assert triptych("memos", "verify").stdout == told.stdout
    found = json.loads(triptych("memos", "verify", "latest", "--json").stdout)
    assert (found["memos"], found["faults"]) == (1, [])


def test_verifying_finds_a_quote_that_is_not_in_its_source(memo_home: Path, triptych: Invoke) -> None:
    with Archive(memo_home / "archive.duckdb").session() as connection:
        connection.execute(
            "UPDATE citation SET quote = 'Nobody said this.' WHERE owner_kind = 'claim' AND owner_id = 'E1'"
        )
    told = triptych("memos", "verify", "--all")
    assert told.exit_code == 1
    head, *faults = told.stdout.splitlines()
    assert not head.endswith(" 0 faults")
    assert any("claim E1" in fault for fault in faults)
    assert all(fault.startswith("fault: ") for fault in faults)


def test_the_path_is_that_of_the_archive_in_use(empty_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    assert triptych("memos", "path").stdout == f"{empty_home / 'archive.duckdb'}\n"
    other = tmp_path / "other.duckdb"
    assert triptych("--archive", str(other), "memos", "path").stdout == f"{other}\n"
    assert triptych("memos", "path", "--archive", str(other)).stdout == f"{other}\n"
    assert not other.exists()


def test_another_archive_is_named_in_what_the_user_is_told(
    empty_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    other = tmp_path / "an other.duckdb"
    assert f"triptych --archive '{other}' run" in triptych("memos", "--archive", str(other)).stderr
