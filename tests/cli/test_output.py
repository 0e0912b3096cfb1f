"""What leaves the process: files whole or not at all, and JSON with nothing invisible in it."""

import json
import os
import stat
from pathlib import Path

import pytest

from triptych import console
from triptych.commands.shared import output
from triptych.errors import InputError
from triptych.store.archive import Archive


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "memo.md"
    file.write_text("old")
    file.chmod(0o640)
    output.put_markdown("# new “memo”\n", file)
    assert file.read_bytes() == "# new “memo”\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_finished_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "memo.md"
    file.write_text("old")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match=r"memo\.md cannot be written: No space left on device\."):
        output.write(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    link.symlink_to(real)
    output.write(link, "text")
    assert link.is_symlink()
    assert real.read_text() == "text"


def test_a_dash_is_stdout(tmp_path: Path) -> None:
    assert output.target(Path("-"), Archive(tmp_path / "archive.duckdb")) is None


@pytest.mark.parametrize(
    "name", ["archive.duckdb", "archive.duckdb.wal", "archive.duckdb.runs/R/answers.sqlite", "config.toml"]
)
def test_nothing_that_triptych_keeps_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path))
    archive, link = Archive(tmp_path / "archive.duckdb"), tmp_path / "memo.md"
    link.symlink_to(tmp_path / name)
    for place in (tmp_path / name, link):
        with pytest.raises(InputError, match=r"is part of the archive|holds the settings"):
            output.target(place, archive)
    assert output.target(tmp_path / "archive.md", archive) == tmp_path / "archive.md"


def test_a_name_that_is_too_long_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written: File name too long"):
        output.target(tmp_path / f"{'a' * 300}.md", Archive(tmp_path / "archive.duckdb"))


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "\x9b31m", "a\u202eb", "\ud800", "\u2028", "\U000e0041", "\x7f"]
)
def test_json_escapes_what_cannot_be_seen_and_loses_nothing(text: str) -> None:
    written = console.json_text({"text": text})
    assert json.loads(written) == {"text": text}
    assert written.replace("\n", "").isprintable()
    assert written.isascii()


def test_json_keeps_what_can_be_read() -> None:
    assert "“Größe” 日本" in console.json_text("“Größe” 日本")
