"""Which personas speak: shipped ones, the user's own in their place, and only the files that are needed."""

from pathlib import Path

import pytest

from triptych.errors import ExitCode, PersonaError
from triptych.paths import HOME_VARIABLE
from triptych.personas.loader import load_all, origin, problems, select, shipped, template

KEYS = "engineer, investor, sceptic, strategist, vc-first-principles"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's folder with one persona of his own, one override and one broken file."""
    (tmp_path / "buyer.toml").write_text(template("buyer"), encoding="utf-8")
    mine = template("engineer").replace('name = "Engineer"', 'name = "My engineer"')
    (tmp_path / "engineer.toml").write_text(mine, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("key = ", encoding="utf-8")
    return tmp_path


def refused(keys: list[str], folder: Path) -> PersonaError:
    with pytest.raises(PersonaError) as caught:
        select(keys, folder)
    assert caught.value.exit_code == ExitCode.USAGE
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def test_a_panel_speaks_in_the_order_in_which_it_was_named(tmp_path: Path) -> None:
    panel = select(["strategist", "engineer"], tmp_path)
    assert [persona.key for persona in panel] == ["strategist", "engineer"]


def test_a_folder_that_does_not_exist_means_the_shipped_personas(tmp_path: Path) -> None:
    nowhere = tmp_path / "none"
    assert list(load_all(nowhere).values()) == shipped()
    assert problems(nowhere) == []
    assert not nowhere.exists()


def test_the_users_own_file_takes_the_place_of_a_shipped_one(folder: Path) -> None:
    assert select(["engineer"], folder)[0].name == "My engineer"
    assert load_all(folder)["engineer"].name == "My engineer"
    assert {persona.name for persona in shipped()} >= {"Engineer"}


def test_the_users_own_persona_joins_the_shipped_ones(folder: Path) -> None:
    assert list(load_all(folder)) == ["buyer", *KEYS.split(", ")]
    assert select(["buyer", "sceptic"], folder)[0].name == "Buyer"


def test_a_broken_file_costs_nothing_unless_it_is_selected(folder: Path) -> None:
    assert len(select(["buyer", "investor"], folder)) == 2
    assert str(folder / "broken.toml") in refused(["investor", "broken"], folder).message


def test_a_broken_file_is_listed_with_its_line(folder: Path) -> None:
    assert "broken" not in load_all(folder)
    [problem] = problems(folder)
    assert problem.message.startswith(f"{folder / 'broken.toml'}: line 1: not TOML: ")


def test_a_broken_override_is_never_replaced_by_the_shipped_persona(folder: Path) -> None:
    (folder / "engineer.toml").write_text("", encoding="utf-8")
    assert "engineer" not in load_all(folder)
    assert "key: missing" in refused(["engineer"], folder).message


def test_an_unknown_key_is_told_the_nearest_and_all(folder: Path) -> None:
    error = refused(["engineer", "enginer"], folder)
    assert error.message == 'panel: no persona "enginer". Did you mean "engineer"?'
    assert error.hint == f"Personas: broken, buyer, {KEYS}."


def test_case_and_blanks_do_not_hide_the_nearest_key(tmp_path: Path) -> None:
    assert refused([" Sceptic"], tmp_path).message.endswith('Did you mean "sceptic"?')


def test_a_key_that_is_near_to_none_gets_the_list_only(tmp_path: Path) -> None:
    error = refused(["zzz"], tmp_path)
    assert error.message == 'panel: no persona "zzz".'
    assert error.hint == f"Personas: {KEYS}."


@pytest.mark.parametrize("key", ["../engineer", "engineer.toml", "", "_template", "\x1b[2Jx"])
def test_a_key_never_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    inside = tmp_path / "personas"
    inside.mkdir()
    (tmp_path / "engineer.toml").write_text(template("engineer"), encoding="utf-8")
    assert "no persona" in refused([key], inside).message
    assert refused([key], inside).message.isprintable()


def test_a_persona_speaks_once(tmp_path: Path) -> None:
    error = refused(["engineer", "investor", "engineer"], tmp_path)
    assert error.message == 'The panel names "engineer" twice.'


def test_an_empty_panel_is_refused(tmp_path: Path) -> None:
    error = refused([], tmp_path)
    assert error.message == "The panel is empty."
    assert KEYS in error.hint


def test_editors_leavings_are_no_personas(tmp_path: Path) -> None:
    for name in (".engineer.toml.swp", "._engineer.toml", "_draft.toml", "engineer.toml~", "notes.txt"):
        (tmp_path / name).write_text("not a persona", encoding="utf-8")
    assert list(load_all(tmp_path)) == KEYS.split(", ")
    assert problems(tmp_path) == []


def test_a_folder_that_is_a_file_is_one_problem(tmp_path: Path) -> None:
    file = tmp_path / "personas"
    file.write_text("", encoding="utf-8")
    [problem] = problems(file)
    assert problem.message == f"{file}: cannot be listed: Not a directory."
    assert refused(["engineer"], file).message == problem.message
    with pytest.raises(PersonaError, match="cannot be listed"):
        load_all(file)


def test_the_origin_of_a_persona_is_known(folder: Path) -> None:
    assert origin("sceptic", folder) == "shipped"
    assert origin("buyer", folder) == "user"
    assert origin("engineer", folder) == "override"
    with pytest.raises(PersonaError, match="no persona"):
        origin("nobody", folder)


def test_the_origin_looks_in_the_users_home_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "buyer.toml").write_text(template("buyer"), encoding="utf-8")
    assert origin("buyer") == "user"


def test_the_list_of_shipped_personas_is_the_callers_own() -> None:
    shipped().clear()
    assert len(shipped()) == 5
