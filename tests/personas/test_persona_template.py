"""How a persona begins: a file that is sound as it stands, teaches its own shape, and overwrites nothing."""

from pathlib import Path
from typing import get_args

import pytest

from triptych.errors import PersonaError
from triptych.personas.loader import check, problems, select, template, write_new
from triptych.store.records import Genre, Lens, Persona

BAD_KEYS = ["", "x", "9lives", "a_b", "Buyer", "../buyer", "a" * 32, "buyer\n", "buyer.toml", "b\x1b[2J"]


def test_a_new_persona_is_sound_as_it_stands(tmp_path: Path) -> None:
    path = write_new("hardware-buyer", tmp_path)
    persona = check(path)
    assert path == tmp_path / "hardware-buyer.toml"
    assert (persona.key, persona.name) == ("hardware-buyer", "Hardware buyer")
    assert select(["hardware-buyer"], tmp_path) == (persona,)


@pytest.mark.parametrize("key", ["ab", "a-", "z9", "a" * 31])
def test_every_key_that_is_allowed_gives_a_sound_file(tmp_path: Path, key: str) -> None:
    assert check(write_new(key, tmp_path)).key == key


def test_the_template_explains_every_key_that_a_file_may_have() -> None:
    text = template("buyer")
    for field in {*Persona.model_fields, *Lens.model_fields} - {"lenses"}:
        assert f"{field} = " in text, field
    assert "[[lenses]]" in text


def test_the_template_names_every_genre_and_placeholder() -> None:
    comments = " ".join(line for line in template("buyer").splitlines() if line.startswith("#"))
    for word in (*get_args(Genre), "{topic}", "{organisations}", "{products}", "{techniques}", "{measures}"):
        assert word in comments, word


def test_a_new_persona_with_a_shipped_key_begins_as_a_copy_of_it(tmp_path: Path) -> None:
    shipped = select(["investor"], tmp_path)
    write_new("investor", tmp_path)
    assert select(["investor"], tmp_path) == shipped
    assert (tmp_path / "investor.toml").exists()


def test_the_folder_is_made_when_it_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "personas"
    assert write_new("buyer", folder).is_file()
    assert problems(folder) == []


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = write_new("buyer", tmp_path)
    path.write_text("my work", encoding="utf-8")
    with pytest.raises(PersonaError, match="already exists and was left as it is") as caught:
        write_new("buyer", tmp_path)
    assert str(path) in caught.value.message
    assert path.read_text(encoding="utf-8") == "my work"


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_bad_key_is_refused_and_writes_nothing(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "personas"
    with pytest.raises(PersonaError, match="must be 2 to 31 lower-case letters") as caught:
        write_new(key, folder)
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(PersonaError, match="must be a folder"):
        write_new("buyer", file)
    with pytest.raises(PersonaError, match="cannot be written: Not a directory"):
        write_new("buyer", file / "personas")
