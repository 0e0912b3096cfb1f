"""What a run is equipped with: the options of `run` and `brief` on models, search and budget, and `--dry-run`."""

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from triptych.commands.shared.equipping import equipping, setup
from triptych.errors import InputError
from triptych.graphs.setup import Setup
from triptych.keys import Key
from triptych.personas.loader import select
from triptych.settings import Settings
from triptych.store.records import Budget

Invoke = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]
IDEA = "Is grid storage a commodity?"
KEY, TAVILY = "sk-test-CANARY-of-the-gear", "tvly-test-CANARY-of-the-gear"


@pytest.fixture(autouse=True)
def _somewhere(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and the working folder in it."""
    (empty_home / "work").mkdir()
    monkeypatch.chdir(empty_home / "work")


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which a connection would be refused: the port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def gear(*args: str) -> dict[str, Any]:
    """The values that the options have."""
    seen: list[dict[str, Any]] = []

    @click.command
    @equipping
    def command(**given: Any) -> None:
        seen.append(given)

    command.main(list(args), standalone_mode=False)
    return seen[0]


def equipped(*args: str, settings: dict[str, Any] | None = None) -> Setup:
    panel = select(("engineer", "investor", "strategist"), Path("personas"))
    return setup(gear(*args), Settings.model_validate(settings or {}), panel)


def refused(*args: str, settings: dict[str, Any] | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        equipped(*args, settings=settings)
    return caught.value


def dry(triptych: Invoke, *args: str) -> dict[str, Any]:
    done = triptych("run", IDEA, *args, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan


def models(plan: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(step["role"], step["persona"]): step["model"] for step in plan["steps"]}


def test_without_options_a_run_has_the_bare_machine() -> None:
    assert equipped() == Setup()


@pytest.mark.parametrize(
    ("args", "field", "value"),
    [
        (("--search", "library"), "providers", ("library",)),
        (("--search", " Library , library"), "providers", ("library",)),
        (("--tavily-url", "http://127.0.0.1:1"), "tavily_url", "http://127.0.0.1:1"),
        (("--searxng-url", "http://127.0.0.1:2"), "searxng_url", "http://127.0.0.1:2"),
        (("--depth", "advanced"), "depth", "advanced"),
        (("--topic", "finance"), "topic", "finance"),
        (("--time-range", "month"), "time_range", "month"),
        (("--include-domain", "a.org", "--include-domain", "b.org"), "include_domains", ("a.org", "b.org")),
        (("--exclude-domain", "c.org"), "exclude_domains", ("c.org",)),
        (("--allow-host", "wiki.lan"), "allow_hosts", ("wiki.lan",)),
    ],
)
def test_an_option_on_search_reaches_the_run_and_no_other_changes(
    args: tuple[str, ...], field: str, value: object
) -> None:
    search = equipped(*args).search
    assert getattr(search, field) == value
    assert search.model_copy(update={field: getattr(Setup().search, field)}) == Setup().search


@pytest.mark.parametrize(
    ("args", "budget"),
    [
        (("--max-cost", "2.5"), Budget(cost_usd=2.5)),
        (("--max-tokens", "1000"), Budget(tokens=1000)),
        (("--max-searches", "3"), Budget(searches=3)),
        (("--max-minutes", "0.5"), Budget(minutes=0.5)),
    ],
)
def test_a_limit_reaches_the_run_and_its_plan(
    args: tuple[str, ...], budget: Budget, triptych: Invoke
) -> None:
    assert equipped(*args).budget == budget
    assert dry(triptych, *args)["budget"] == budget.model_dump()


@pytest.mark.parametrize(
    ("args", "cache"), [((), "normal"), (("--fresh",), "fresh"), (("--offline",), "offline")]
)
def test_the_cache_is_used_as_the_option_says(args: tuple[str, ...], cache: str) -> None:
    assert equipped(*args).cache == cache


def test_the_settings_hold_where_no_option_is_given_and_options_go_before_them() -> None:
    given = {
        "keep_calls": False,
        "max_file_mb": 3,
        "search": {"depth": "fast", "include_domains": ["a.org"], "tavily_key": TAVILY, "results": 2},
        "budget": {"tokens": 500, "minutes": 9},
        "model": {"name": "m", "base_url": "http://127.0.0.1:1/v1"},
    }
    kept = equipped(settings=given)
    assert (kept.keep_calls, kept.max_page_bytes, kept.tavily_key) == (False, 3_000_000, Key(TAVILY))
    assert (kept.search.depth, kept.search.include_domains, kept.search.results) == ("fast", ("a.org",), 2)
    assert kept.budget == Budget(tokens=500, minutes=9)
    assert kept.endpoints
    assert kept.endpoints.whole.model == "m"
    other = equipped("--depth", "basic", "--max-tokens", "7", "--include-domain", "b.org", settings=given)
    assert (other.search.depth, other.search.include_domains) == ("basic", ("b.org",))
    assert other.budget == Budget(tokens=7, minutes=9)


def test_a_model_and_its_address_reach_the_run(triptych: Invoke, nobody: str) -> None:
    args = ("--model", "m", "--base-url", nobody)
    endpoints = equipped(*args).endpoints
    assert endpoints
    assert (endpoints.whole.model, endpoints.whole.base_url, endpoints.whole.key) == ("m", nobody, None)
    assert set(models(dry(triptych, *args)).values()) == {"m"}


def test_roles_and_personas_have_models_of_their_own(triptych: Invoke, nobody: str) -> None:
    args = (
        "--model",
        "m",
        "--base-url",
        nobody,
        "--model",
        "edit=e",
        "--model",
        "investor = i",
        "--model",
        "debate=d",
    )
    named = models(dry(triptych, *(arg.replace(" = ", "=") for arg in args)))
    assert named["research", "investor"] == named["debate", "investor"] == "i"
    assert named["debate", "engineer"] == "d"
    assert named["edit", "investor"] == named["edit", ""] == "e"
    assert named["research", "engineer"] == named["audit", ""] == "m"


def test_the_last_model_that_is_named_counts(nobody: str) -> None:
    endpoints = equipped("--base-url", nobody, "--model", "m", "--model", "n").endpoints
    assert endpoints
    assert endpoints.whole.model == "n"


@pytest.mark.usefixtures("key")
def test_a_key_in_the_environment_is_enough() -> None:
    endpoints = equipped().endpoints
    assert endpoints
    assert (endpoints.whole.host, endpoints.whole.key) == ("api.openai.com", Key(KEY))
    assert endpoints.whole.model


@pytest.mark.usefixtures("key")
def test_embedded_uses_no_model_though_a_key_is_set(triptych: Invoke) -> None:
    assert equipped("--embedded").endpoints is None
    assert dry(triptych, "--embedded")["calls"] == 0


def test_the_settings_key_does_not_go_to_an_address_of_the_command_line(nobody: str) -> None:
    given = {
        "model": {"name": "m", "key": KEY, "roles": {"edit": {"key": KEY}}},
        "search": {"tavily_key": TAVILY},
    }
    other = equipped("--base-url", nobody, "--tavily-url", nobody, settings=given)
    assert other.endpoints
    assert {endpoint.key for endpoint in other.endpoints.all()} == {None}
    assert other.tavily_key is None
    assert other.engines == ()
    assert equipped(settings=given).tavily_key == Key(TAVILY)


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (("--fresh", "--offline"), "--fresh and --offline exclude each other.", "Give one of them."),
        (("--search", "tavily"), "Tavily is to be searched, but there is no key.", "TAVILY_API_KEY"),
        (
            ("--search", "library,searxng"),
            "SearXNG is to be searched, but its address is not known.",
            "--searxng",
        ),
        (
            ("--base-url", "http://127.0.0.1:1/v1"),
            "127.0.0.1:1 is to be asked, but no model is named.",
            "--model",
        ),
        (("--model", ""), "--model names no model.", "Give a name"),
        (("--model", "investor=i"), "--model investor=i: no chat model is set up", "OPENAI_API_KEY"),
        (("--embedded", "--model", "m"), "--embedded uses no chat model, and one is named.", "Drop"),
        (("--embedded", "--base-url", "http://127.0.0.1:1"), "--embedded uses no chat model", "Drop"),
    ],
)
def test_what_cannot_be_is_refused_with_what_mends_it(
    args: tuple[str, ...], message: str, hint: str, triptych: Invoke
) -> None:
    error = refused(*args)
    assert error.message.startswith(message)
    assert hint in error.hint
    for command in ("run", "brief"):
        done = triptych(command, IDEA, *args)
        assert done.exit_code == 2
        assert message in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("named", ["invstor=x", "=x", "=", "sceptic=x", "merge=x"])
def test_a_model_for_nobody_is_refused_with_those_that_there_are(named: str, nobody: str) -> None:
    error = refused("--base-url", nobody, "--model", "m", "--model", named)
    assert named in error.message
    assert "brief, research, debate, edit, audit" in error.hint
    assert "engineer, investor, strategist" in error.hint


@pytest.mark.parametrize("key", ["investor", "edit"])
def test_a_role_or_a_persona_without_its_models_name_is_told_so(key: str, nobody: str) -> None:
    error = refused("--base-url", nobody, "--model", "m", "--model", f"{key}= ")
    assert error.message == f"--model {key}=  names no model."
    assert error.hint == f"Write {key}=NAME, with the model's name."


def test_the_settings_may_not_name_a_model_for_a_persona_that_there_is_not(empty_home: Path) -> None:
    given = {"model": {"name": "m", "personas": {"nobody": {"name": "n"}, "sceptic": {"name": "n"}}}}
    error = refused(settings=given)
    assert error.message == "[model.personas.nobody] of the settings is for a persona that there is not."
    assert "sceptic" in error.hint
    own = empty_home / "personas" / "nobody.toml"
    own.parent.mkdir()
    own.write_text("broken, but there", encoding="utf-8")
    assert equipped(settings=given).endpoints


def test_a_key_in_the_place_of_a_persona_is_not_repeated() -> None:
    error = refused(settings={"model": {"name": "m", "personas": {KEY: {"name": "n"}}}})
    assert error.message.startswith("[model.personas] of the settings")
    assert "CANARY" not in str(error)


@pytest.mark.parametrize("where", ["config.toml", ".env", "environment"])
def test_a_key_that_no_header_may_hold_is_refused_and_shown_to_nobody(
    where: str, triptych: Invoke, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if where == "environment":
        monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}\nX")
    else:
        file = empty_home / where
        file.touch(mode=0o600)
        file.write_text(
            f'[model]\nkey = "{KEY}\\nX"\n' if "toml" in where else f'OPENAI_API_KEY="{KEY}\nX"\n'
        )
    done = triptych("run", IDEA)
    assert done.exit_code == 2
    assert where in done.stderr
    assert "CANARY" not in done.output


@pytest.mark.parametrize("output", [(), ("--json",), ("--json", "-o", "plan.json")])
def test_a_dry_run_has_no_events_and_says_what_it_has(output: tuple[str, ...], triptych: Invoke) -> None:
    done = triptych("run", IDEA, "--dry-run", "--events", *output)
    assert done.exit_code == 2
    assert "--json" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ("--search", "google"),
        ("--search", ","),
        ("--base-url", "localhost:1"),
        ("--base-url", "http://"),
        ("--searxng-url", "ftp://a.org"),
        ("--depth", "deep"),
        ("--max-cost", "0"),
        ("--max-cost", "-1"),
        ("--max-tokens", "0"),
        ("--max-searches", "0"),
        ("--max-minutes", "0"),
        ("--max-cost", "nan"),
        ("--max-cost", "inf"),
        ("--max-minutes", "NaN"),
        ("--max-minutes", "1e999"),
    ],
)
def test_a_value_that_is_none_is_refused(args: tuple[str, ...], triptych: Invoke) -> None:
    done = triptych("run", IDEA, "--dry-run", *args)
    assert done.exit_code == 2
    assert args[0].lstrip("-").split("-")[0] in done.stderr


def test_a_limit_on_cost_is_refused_for_a_model_without_a_price(triptych: Invoke) -> None:
    args = ("--model", "nobody-knows-it", "--base-url", "https://models.example/v1", "--max-cost", "2")
    done = triptych("run", IDEA, *args, "--dry-run")
    assert done.exit_code == 2
    assert "the price of nobody-knows-it at models.example is not known" in done.stderr
    assert "price_in and price_out" in done.stderr
    assert "--max-tokens" in done.stderr


def test_a_price_in_the_settings_lets_the_cost_be_limited() -> None:
    own = {"name": "nobody-knows-it", "base_url": "https://models.example/v1", "price_in": 1, "price_out": 2}
    assert equipped("--max-cost", "2", settings={"model": own}).budget.cost_usd == 2
    assert "other at" in refused("--max-cost", "2", "--model", "other", settings={"model": own}).message
    unnamed = {"price_in": 1, "price_out": 2}
    args = ("--max-cost", "2", "--model", "other", "--base-url", "https://models.example/v1")
    assert equipped(*args, settings={"model": unnamed}).endpoints


def test_who_is_not_on_the_panel_does_not_hinder_a_limit_on_cost() -> None:
    given = {"model": {"name": "gpt-5-mini", "personas": {"sceptic": {"name": "nobody-knows-it"}}}}
    assert equipped("--max-cost", "2", settings=given).endpoints


@pytest.mark.usefixtures("key")
def test_a_model_whose_price_is_published_can_be_limited(triptych: Invoke) -> None:
    plan = dry(triptych, "--model", "gpt-5-mini", "--max-cost", "2")
    assert 0 < plan["cost_usd"] < 2


def test_the_engines_are_those_that_are_set_up(triptych: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dry(triptych)["engines"] == ["library"]
    monkeypatch.setenv("SEARXNG_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("TAVILY_API_KEY", TAVILY)
    assert dry(triptych)["engines"] == ["tavily", "searxng", "library"]
    assert dry(triptych, "--search", "searxng")["engines"] == ["searxng"]
    assert equipped("--search", "tavily,library").engines == ("tavily",)


@pytest.fixture
def plan_line(nobody: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A run whose model and engines nobody would answer for."""
    monkeypatch.setenv("TAVILY_API_KEY", TAVILY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    web = ("--tavily-url", nobody, "--searxng-url", nobody)
    return ("run", IDEA, "--model", "m", "--base-url", nobody, *web, "--max-tokens", "5000", "--dry-run")


def test_a_dry_run_asks_nobody_and_stores_nothing(
    triptych: Invoke, empty_home: Path, plan_line: tuple[str, ...]
) -> None:
    before = sorted(empty_home.rglob("*"))
    done = triptych(*plan_line, "--json")
    assert done.exit_code == 0
    assert sorted(empty_home.rglob("*")) == before
    plan = json.loads(done.stdout)
    assert plan["idea"] == IDEA
    assert plan["calls"] == sum(step["calls"] for step in plan["steps"]) > 0
    assert plan["tokens"] == sum(step["tokens_in"] + step["tokens_out"] for step in plan["steps"])
    assert (plan["cost_usd"], plan["budget"]["tokens"]) == (0, 5000)
    assert plan["engines"] == ["tavily", "searxng", "library"]
    assert "CANARY" not in done.output


def test_a_plan_is_readable(triptych: Invoke, plan_line: tuple[str, ...]) -> None:
    done = triptych(*plan_line)
    lines = done.stdout.splitlines()
    assert lines[0] == f"# Plan: {IDEA}"
    assert lines[2].startswith("| role | persona | model |")
    assert any(line.startswith("| edit | the editor | m | 1 |") for line in lines)
    assert "of: tavily, searxng, library." in done.stdout
    assert "It ends with what there is when one of these is spent: 5,000 tokens." in lines
    assert "CANARY" not in done.output


def test_a_plan_goes_to_a_file(triptych: Invoke, tmp_path: Path, plan_line: tuple[str, ...]) -> None:
    page, data = tmp_path / "plan.md", tmp_path / "plan.json"
    assert triptych(*plan_line, "-o", str(page)).stdout == ""
    assert page.read_text(encoding="utf-8").startswith(f"# Plan: {IDEA}\n")
    assert triptych(*plan_line, "--json", "-o", str(data)).stdout == ""
    assert json.loads(data.read_text(encoding="utf-8"))["idea"] == IDEA


def test_a_plan_of_the_embedded_analyst_says_that_nothing_is_paid(triptych: Invoke) -> None:
    done = triptych("run", IDEA, "--dry-run", "--max-searches", "1")
    assert "no model is called and nothing is paid" in done.stdout
    assert "of: library." in done.stdout
    assert "1 search." in done.stdout


def test_a_plan_says_that_a_price_is_not_known(triptych: Invoke) -> None:
    args = ("--model", "nobody-knows-it", "--base-url", "https://models.example/v1", "--dry-run")
    assert "price not known" in triptych("run", IDEA, *args).stdout


def test_a_plan_shows_small_limits_as_they_are(triptych: Invoke, nobody: str) -> None:
    args = ("--model", "m", "--base-url", nobody, "--max-cost", "0.004", "--max-minutes", "1", "--dry-run")
    assert "is spent: $0.004, 1 minute." in triptych("run", IDEA, *args).stdout


def test_a_dry_run_needs_an_idea_and_a_panel_that_a_run_would_take(triptych: Invoke) -> None:
    assert triptych("run", "", "--dry-run").exit_code == 2
    assert triptych("run", "x" * 2001, "--dry-run").exit_code == 2
    assert triptych("run", IDEA, "--panel", "nobody", "--dry-run").exit_code == 2


def test_a_run_in_a_folder_whose_dotenv_would_take_the_key_elsewhere_is_refused(
    triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("OPENAI_BASE_URL=https://evil.example/v1\n", encoding="utf-8")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    done = triptych("run", IDEA, "--model", "m")
    assert done.exit_code == 2
    assert "OPENAI_BASE_URL" in done.stderr
    assert "CANARY" not in done.output


def test_a_process_of_its_own_knows_no_keys_of_the_developer(start: Start) -> None:
    said, _ = start("run", IDEA, "--dry-run").communicate(timeout=60)
    assert "no model is called" in said
    assert "of: library." in said


def test_what_decides_a_run_is_told_apart_and_holds_no_key(nobody: str) -> None:
    web = {"search": {"tavily_key": TAVILY}, "model": {"key": KEY}}
    lines = [(), ("--embedded",)]
    lines += [("--model", "m", "--model", f"{role}=n") for role in ("edit", "audit", "investor")]
    lines += [("--depth", "fast"), ("--topic", "news"), ("--max-tokens", "9"), ("--search", "tavily")]
    decided = [json.dumps(equipped(*line, settings=web).decides(), sort_keys=True) for line in lines]
    assert len(set(decided)) == len(lines)
    assert not any("CANARY" in one for one in decided)
    assert json.dumps(equipped("--fresh", settings=web).decides(), sort_keys=True) == decided[0]
