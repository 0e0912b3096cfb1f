"""What is begun before the interface is imported."""

import os
from pathlib import Path

import pytest

from triptych.store import driver
from triptych.tui import launch


def begun(archive: Path) -> None:
    launch.prepare(archive)
    launch._prepare(archive)  # in this thread, so that it is over


@pytest.mark.parametrize(("set_", "comes"), [(None, launch.FRAMES), ("30", "30")])
def test_the_screen_may_be_drawn_often_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, set_: str | None, comes: str
) -> None:
    monkeypatch.delenv("TEXTUAL_FPS", raising=False)
    if set_:
        monkeypatch.setenv("TEXTUAL_FPS", set_)
    begun(tmp_path / "archive.duckdb")
    assert os.environ["TEXTUAL_FPS"] == comes


def test_reading_the_archive_is_begun_and_no_file_is_touched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(driver, "prepare", asked.append)
    (tmp_path / "link.duckdb").symlink_to(tmp_path / "archive.duckdb")
    begun(tmp_path / "link.duckdb")
    assert set(asked) == {tmp_path.resolve() / "archive.duckdb"}  # by the name under which sessions open it
    assert [path.name for path in tmp_path.iterdir()] == ["link.duckdb"]
