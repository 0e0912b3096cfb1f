"""`triptych memos import`: memos from one archive to another, by file, bundle or pipe; a bad file costs itself only."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Invoke = Callable[..., Result]
COMMAND = (sys.executable, "-m", "triptych.cli")


@pytest.fixture
def written(memo_home: Path, triptych: Invoke) -> Path:
    """A memo of a real run, tagged and with an outcome, as a file."""
    file = memo_home / "memo.json"
    triptych("memos", "tag", "latest", "chips")
    triptych("memos", "resolve", "latest", "P1", "no")
    done = triptych("memos", "export", "latest", "-o", str(file))
    assert done.exit_code == 0, done.stderr
    assert "warning" not in done.stderr
    return file


@pytest.fixture
def other(tmp_path: Path) -> str:
    """The path of an archive that is not there yet."""
    return str(tmp_path / "other.duckdb")


def test_a_memo_goes_to_another_archive_and_comes_back_to_the_byte(
    written: Path, other: str, triptych: Invoke
) -> None:
    memo = json.loads(written.read_text(encoding="utf-8"))["memo"]
    done = triptych("--archive", other, "memos", "import", str(written))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"imported: {memo['id']} {memo['title']}\n"
    back = triptych("--archive", other, "memos", "export", memo["id"], "--format", "json")
    assert back.stdout_bytes == written.read_bytes()
    assert triptych("--archive", other, "memos", "verify", "--all").exit_code == 0
    (row,) = json.loads(triptych("--archive", other, "memos", "list", "--tag", "chips", "--json").stdout)
    assert row["id"] == memo["id"]
    assert triptych("--archive", other, "memos", "show").stdout == triptych("memos", "show").stdout


def test_a_memo_that_is_there_is_left_and_told(written: Path, other: str, triptych: Invoke) -> None:
    triptych("--archive", other, "memos", "import", str(written))
    again = triptych("--archive", other, "memos", "import", str(written))
    assert again.exit_code == 0
    assert again.stdout.startswith("already there: ")


def test_a_pipe_and_a_bundle_are_taken_too(written: Path, other: str, triptych: Invoke) -> None:
    bundle = written.with_name("memo.zip")
    triptych("memos", "export", "-o", str(bundle))
    line = [*COMMAND, "--archive", other, "memos", "import", "-"]
    done = subprocess.run(line, input=written.read_bytes(), capture_output=True, check=True)
    assert done.stdout.startswith(b"imported: ")
    assert triptych("--archive", other, "memos", "import", str(bundle)).stdout.startswith("already there: ")


def test_a_bad_file_is_named_and_the_others_are_taken(written: Path, other: str, triptych: Invoke) -> None:
    held = json.loads(written.read_text(encoding="utf-8"))
    held["ledger"]["claims"][0]["citations"][0]["quote"] = "\u200bmade up"
    bad = written.with_name("bad.json")
    bad.write_text(json.dumps(held), encoding="utf-8")
    done = triptych(
        "--archive", other, "memos", "import", str(bad), "missing.json", str(bad.parent), str(written)
    )
    assert done.exit_code == 2
    assert done.stdout.startswith("imported: ")
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert f"{bad}: claim E1: citation 1 is not verbatim" in errors[0]
    assert "missing.json: It cannot be read: No such file" in errors[1]
    assert "It is a folder" in errors[2]
    assert len(errors) == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "stdin: It is not JSON"),
        (b"PK\x03\x04 no zip", "stdin: It is a zip that cannot be read"),
        (b'{"format": "triptych-memo", "version": 2}', "is of version 2; this Triptych reads version 1"),
        (b'{"format": "triptych-memo", "version": 1, "\\u001b[2J": 1}', "control character U+001B"),
    ],
)
def test_a_hostile_file_is_one_line_and_exit_code_2(
    data: bytes, said: str, empty_home: Path, triptych: Invoke
) -> None:
    done = triptych("memos", "import", "-", stdin=data)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not (empty_home / "archive.duckdb").exists()


def test_a_memo_that_says_otherwise_than_the_one_of_its_id_is_refused(
    written: Path, triptych: Invoke
) -> None:
    told = json.loads(written.read_text("utf-8"))
    told["memo"]["title"] = "Another title"
    written.write_text(json.dumps(told), "utf-8")
    done = triptych("memos", "import", str(written))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"Memo {told['memo']['id']} is there already and says something else" in done.stderr
    assert f"triptych memos delete {told['memo']['id']}" in done.stderr
