"""`triptych personas`: who there is, where each comes from, and what a broken file is told."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Invoke = Callable[..., Result]

SHIPPED = ["engineer", "investor", "sceptic", "strategist", "vc-first-principles"]


def test_the_shipped_personas_are_listed(empty_home: Path, triptych: Invoke) -> None:
    rows = json.loads(triptych("personas", "--json").stdout)
    assert [row["key"] for row in rows] == SHIPPED
    assert {row["origin"] for row in rows} == {"shipped"}
    head, *lines = triptych("personas").stdout.splitlines()
    assert head.split() == ["KEY", "FROM", "LENSES", "QUESTION"]
    assert [line.split()[:2] for line in lines] == [[key, "shipped"] for key in SHIPPED]


def test_an_own_persona_is_begun_checked_and_listed(empty_home: Path, triptych: Invoke) -> None:
    path = empty_home / "personas" / "hardware-buyer.toml"
    begun = triptych("personas", "new", "hardware-buyer")
    assert begun.stdout == f"{path}\n"
    assert f"triptych personas check {path}" in begun.stderr
    assert triptych("personas", "check", str(path)).stdout.startswith(f"ok: {path}: Hardware buyer")
    own = [row for row in json.loads(triptych("personas", "--json").stdout) if row["origin"] != "shipped"]
    assert [(row["key"], row["origin"]) for row in own] == [("hardware-buyer", "user")]


def test_beginning_a_persona_twice_keeps_the_first(empty_home: Path, triptych: Invoke) -> None:
    path = Path(triptych("personas", "new", "engineer").stdout.strip())
    path.write_text("mine", encoding="utf-8")
    told = triptych("personas", "new", "engineer")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "already exists" in told.stderr
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_broken_persona_is_told_and_the_others_are_listed(empty_home: Path, triptych: Invoke) -> None:
    path = Path(triptych("personas", "new", "buyer").stdout.strip())
    path.write_text(path.read_text(encoding="utf-8").replace("name = ", "nome = ", 1), encoding="utf-8")
    told = triptych("personas")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) == len(SHIPPED) + 1
    assert told.stderr.startswith(f"warning: {path}: nome: ")
    faults = [row["fault"] for row in json.loads(triptych("personas", "--json").stdout)]
    assert [fault is None for fault in faults] == [True] * len(SHIPPED) + [False]


def test_checking_goes_through_all_files_and_fails_if_one_is_broken(
    empty_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    good = triptych("personas", "new", "buyer").stdout.strip()
    bad = tmp_path / "bad.toml"
    bad.write_text("key = ", encoding="utf-8")
    told = triptych("personas", "check", str(bad), good)
    assert told.exit_code == 2
    assert f"error: {bad}: line 1: not TOML" in told.stderr
    assert f"ok: {good}: " in told.stdout


def test_checking_without_a_path_goes_through_all_of_ones_own(empty_home: Path, triptych: Invoke) -> None:
    none = triptych("personas", "check")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "No personas of your own" in none.stderr
    own = [triptych("personas", "new", key).stdout.strip() for key in ("buyer", "seller")]
    assert [line.split(": ")[1] for line in triptych("personas", "check").stdout.splitlines()] == own
    Path(own[0]).write_text("key = ", encoding="utf-8")
    told = triptych("personas", "check")
    assert told.exit_code == 2
    assert f"error: {own[0]}: line 1: not TOML" in told.stderr
    assert f"ok: {own[1]}: " in told.stdout


def test_a_folder_of_personas_that_is_none_is_told(empty_home: Path, triptych: Invoke) -> None:
    (empty_home / "personas").write_text("A file.")
    told = triptych("personas", "check")
    assert told.exit_code == 2
    assert "cannot be listed" in told.stderr


def test_a_persona_is_shown_with_its_lenses(empty_home: Path, triptych: Invoke) -> None:
    page = triptych("personas", "show", "engineer").stdout
    persona = json.loads(triptych("personas", "show", "engineer", "--json").stdout)
    assert page.startswith("# Engineer: ")
    for lens in persona["lenses"]:
        assert f"\n## {lens['name']}\n" in page
        assert lens["ask"] in page


def test_an_unknown_persona_is_told_the_nearest(empty_home: Path, triptych: Invoke) -> None:
    told = triptych("personas", "show", "skeptic")
    assert (told.exit_code, told.stdout) == (2, "")
    assert 'Did you mean "sceptic"?' in told.stderr
