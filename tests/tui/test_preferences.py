"""The theme is kept from one start to the next, and no file can break a start."""

from pathlib import Path

import pytest

from triptych.errors import InputError
from triptych.tui.preferences import keep_theme, kept_theme

KNOWN = ("triptych-dark", "nord")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_was_chosen_is_there_again(home: Path) -> None:
    assert kept_theme(KNOWN, "triptych-dark") == "triptych-dark"
    assert not home.exists()
    keep_theme("nord")
    assert kept_theme(KNOWN, "triptych-dark") == "nord"
    assert [path.name for path in home.iterdir()] == ["interface.json"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"theme": 3}', '{"theme": "gone"}', "\x00", "[" * 9999, '{"theme": "nord"'],
    ids=repr,
)  # fmt: skip
def test_what_cannot_be_read_is_no_theme(home: Path, text: str) -> None:
    home.mkdir()
    (home / "interface.json").write_text(text)
    assert kept_theme(KNOWN, "triptych-dark") == "triptych-dark"


def test_what_cannot_be_written_is_told(home: Path) -> None:
    home.write_text("a file in the place of the home")
    with pytest.raises(InputError, match="cannot be kept"):
        keep_theme("nord")
