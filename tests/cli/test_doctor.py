"""`triptych doctor`: what is set up, what is missing, and the line that mends it; it changes nothing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from triptych.environment import MODEL_KEY, MODEL_NAME, MODEL_URL, SEARXNG_URL, TAVILY_KEY, TAVILY_URL
from triptych.graphs.doctor import reach

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no `.env` at hand, and nobody looked for on this machine."""
    for name in (MODEL_KEY, MODEL_URL, MODEL_NAME, TAVILY_KEY, TAVILY_URL, SEARXNG_URL):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reach, "MANNER", reach.Manner(ports={}))


def findings(triptych: Invoke, *args: str) -> tuple[int, dict[str, dict[str, Any]]]:
    told = triptych("doctor", "--json", *args)
    return told.exit_code, {one["name"]: one for one in json.loads(told.stdout)}


def test_an_empty_home_is_usable_and_stays_empty(empty_home: Path, triptych: Invoke) -> None:
    code, found = findings(triptych)
    assert code == 0
    assert found["archive"]["state"] == "note"
    assert "not there yet" in found["archive"]["says"]
    assert "library" not in found
    assert list(empty_home.iterdir()) == []


def test_a_home_in_use_is_counted(memo_home: Path, triptych: Invoke) -> None:
    code, found = findings(triptych)
    assert code == 0
    assert ": 1 memo, " in found["archive"]["says"]
    assert "from the starter collection" in found["library"]["says"]
    assert "up to date" in found["index"]["says"]
    assert "engineer, investor" in found["personas"]["says"]
    assert found["versions"]["says"].startswith("triptych ")


def test_every_finding_is_a_line(memo_home: Path, triptych: Invoke) -> None:
    lines = [line for line in triptych("doctor").stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[1] for line in lines] == [
        "versions:", "home:", "settings:", "archive:", "library:", "index:", "search:", "personas:",
        "model:", "local:", "tavily:", "searxng:",
    ]  # fmt: skip


def test_a_broken_settings_file_is_told_with_what_still_works(empty_home: Path, triptych: Invoke) -> None:
    (empty_home / "config.toml").write_text("colour = 1\n")
    code, found = findings(triptych)
    assert code == 1
    assert found["settings"]["state"] == "broken"
    assert "colour" in found["settings"]["says"]
    assert found["home"]["state"] == "ok"


@pytest.mark.parametrize(
    "text", ["colour = 1", "panel = 3", "panel = [", 'panel = ["nobody"]', "panel = []", "lock_wait = 0"]
)
def test_a_fault_in_the_settings_is_told_once_and_under_settings(
    empty_home: Path, triptych: Invoke, text: str
) -> None:
    (empty_home / "config.toml").write_text(text)
    code, found = findings(triptych)
    assert code == 1
    assert [name for name, one in found.items() if one["state"] == "broken"] == ["settings"]
    assert found["settings"]["mend"]


def test_a_home_that_cannot_be_made_is_missing_with_the_fix(
    tmp_path: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("A file.")
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        monkeypatch.setenv("TRIPTYCH_HOME", str(home))
        code, found = findings(triptych)
        assert (code, found["home"]["state"]) == (1, "missing")
        assert "TRIPTYCH_HOME to a folder" in found["home"]["mend"]
        assert "MISSING home: " in triptych("doctor").stdout


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root may write to")
def test_a_home_where_nothing_can_be_written_is_missing(
    triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home, said in (("/proc", "is not writable"), ("/proc/triptych/home", "cannot be made")):
        monkeypatch.setenv("TRIPTYCH_HOME", home)
        code, found = findings(triptych)
        assert (code, found["home"]["state"]) == (1, "missing")
        assert said in found["home"]["says"]


def test_a_home_that_can_be_made_is_not_made(
    tmp_path: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path / "a" / "b"))
    code, found = findings(triptych)
    assert (code, found["home"]["state"]) == (0, "ok")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_index_is_told(memo_home: Path, triptych: Invoke) -> None:
    index = memo_home / "archive.duckdb.index"
    shutil.rmtree(index)
    index.write_text("A file.")
    code, found = findings(triptych)
    assert (code, found["index"]["state"]) == (1, "broken")


def test_a_corrupt_archive_is_told_once(empty_home: Path, triptych: Invoke) -> None:
    (empty_home / "archive.duckdb").write_bytes(b"not an archive" * 1000)
    told = triptych("doctor")
    assert told.exit_code == 1
    assert told.stdout.count("BROKEN") == 1
    assert "Move it aside" in told.stdout


def test_a_missing_folder_is_told_with_the_line_that_makes_it(
    empty_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    code, found = findings(triptych, "--archive", str(tmp_path / "no" / "archive.duckdb"))
    assert code == 1
    assert found["archive"]["mend"] == f"mkdir -p '{tmp_path / 'no'}'"


def test_a_broken_persona_matters_only_where_it_is_needed(empty_home: Path, triptych: Invoke) -> None:
    folder = empty_home / "personas"
    folder.mkdir()
    (folder / "spare.toml").write_text("key = 1")
    assert triptych("doctor").exit_code == 0
    assert "spare.toml" in triptych("doctor").stdout
    (folder / "engineer.toml").write_text("key = 1")
    assert triptych("doctor").exit_code == 1
