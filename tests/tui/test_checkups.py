"""The settings as values: where each comes from, what it is for, and no key among them."""

import tomllib
from pathlib import Path

import pytest

from triptych import settings
from triptych.environment import Variables
from triptych.graphs.doctor.finding import Finding
from triptych.settings import Settings
from triptych.tui import checkups
from triptych.tui.checkups import Value, beginning, values

CANARY = "sk-CANARY-0123456789"
FILE = f"""
rounds = 1
[model]
name = "small"
base_url = "https://user:{CANARY}@example.org/v1"
key = "{CANARY}"
[model.roles.debate]
name = "large"
[search]
include_domains = ["arxiv.org", "sec.gov"]
[budget]
cost = 2.5
"""
NOTHING = Variables({}, {})


@pytest.fixture
def given(tmp_path: Path) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    path.chmod(0o600)
    return settings.load(path)


def by_name(found: list[Value]) -> dict[str, Value]:
    return {value.name: value for value in found}


def test_each_says_where_it_comes_from(given: Settings) -> None:
    variables = Variables({"OPENAI_MODEL": "middle"}, {"SEARXNG_URL": "http://127.0.0.1:8888"})
    found = by_name(values(given, variables))
    assert {
        name: (value.said, value.origin) for name, value in found.items() if value.origin != "default"
    } == {
        "rounds": ("1", "file"),
        "model.name": ("middle", "environment"),
        "model.base_url": ("https://example.org/v1", "file"),
        "model.key": ("set, and not shown", "file"),
        "model.roles.debate.name": ("large", "file"),
        "search.searxng_url": ("http://127.0.0.1:8888", ".env"),
        "search.include_domains": ("arxiv.org, sec.gov", "file"),
        "budget.cost": ("2.5", "file"),
    }
    assert CANARY not in repr(found)
    assert found["model.name"].variable == "OPENAI_MODEL"


def test_defaults_say_so() -> None:
    found = by_name(values(Settings(), NOTHING))
    assert {value.origin for value in found.values()} == {"default"}
    assert found["panel"].said == "engineer, investor, strategist"
    assert found["keep_calls"].said == "yes"
    assert found["budget.cost"].said == ""


def test_what_a_setting_is_for_is_what_stands_under_it() -> None:
    found = by_name(values(Settings(), NOTHING))
    assert found["rounds"].about == "Debate rounds at most; 0 switches the debate off."
    assert found["model.name"].about == "The model's name, as its endpoint knows it."
    assert found["search.depth"].about == ""


def test_a_settings_file_to_begin_with_changes_nothing_and_names_every_setting(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(beginning())
    assert settings.load(path) == Settings()
    named = {value.name.rpartition(".")[2] for value in values(Settings(), NOTHING)}
    lines = path.read_text().splitlines()
    assert named == {line[2:].split(" = ")[0] for line in lines if " = " in line}
    assert "…" in path.read_text()
    filled = "\n".join(
        line[2:] for line in lines if line.startswith("# panel =") or line.startswith("# rounds =")
    )
    assert tomllib.loads(filled)["rounds"] == 2


def test_a_report_reads_as_the_command_prints_it() -> None:
    told = checkups.report([Finding("home", "ok", "there"), Finding("model", "broken", "down", "start it")])
    assert told == "ok      home: there\nbroken  model: down\n        start it"
