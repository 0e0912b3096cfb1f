"""The personas as values, and files of one's own that begin as another."""

from pathlib import Path

import pytest

from triptych.errors import PersonaError
from triptych.personas.loader import check, shipped
from triptych.personas.writing import copied, write_new
from triptych.store.scoring import Forecast, scores
from triptych.tui import seats


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One of the user's own, one in the place of a shipped one, one that is broken, and something else."""
    write_new("hardware-buyer", tmp_path)
    write_new("investor", tmp_path)
    (tmp_path / "broken.toml").write_text("key = 1")
    (tmp_path / "_draft.toml").write_text("")
    return tmp_path


def test_each_persona_says_where_it_comes_from(folder: Path) -> None:
    found = {seat.key: seat for seat in seats.seats(folder, ("strategist", "investor"))}
    assert set(found) == {"broken", "hardware-buyer", *(one.key for one in shipped())}
    origins = {key: seat.origin for key, seat in found.items() if seat.path}
    assert origins == {"broken": "user", "hardware-buyer": "user", "investor": "override"}
    assert (found["strategist"].place, found["investor"].place, found["engineer"].place) == (1, 2, 0)
    assert found["broken"].persona is None
    assert found["broken"].fault is not None
    assert "broken.toml" in found["broken"].fault.message


def test_a_folder_that_is_not_there_is_empty_and_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    assert all(seat.origin == "shipped" for seat in seats.seats(tmp_path / "none"))
    (tmp_path / "file").write_text("")
    with pytest.raises(PersonaError, match="cannot be listed"):
        seats.seats(tmp_path / "file")


@pytest.mark.parametrize("like", [one.key for one in shipped()])
def test_a_copy_under_another_key_is_sound(tmp_path: Path, like: str) -> None:
    (seat,) = [one for one in seats.seats(tmp_path) if one.key == like]
    path = write_new("edge-buyer", tmp_path, copied("edge-buyer", seats.text_of(seat)))
    made = check(path)
    assert (made.key, made.name) == ("edge-buyer", "Edge buyer")
    assert seat.persona is not None
    assert made.lenses == seat.persona.lenses


def test_no_copy_is_made_under_what_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(PersonaError, match="key must be"):
        copied("../x", "")
    with pytest.raises(PersonaError, match="key must be"):
        write_new("../x", tmp_path, "text")
    assert list(tmp_path.iterdir()) == []


def test_scores_are_found_by_key_and_the_median_apart() -> None:
    said = [
        Forecast(
            memo_id="M",
            proposition_id="P1",
            forecaster=who,
            is_median=median,
            blind=50,
            final=80,
            outcome=True,
        )
        for who, median in (("panel", False), ("panel", True))
    ]
    found = seats.scores(scores(said))
    assert set(found.by_key) == {"panel"}
    assert found.median is not None
    assert found.median.is_median
