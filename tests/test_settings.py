"""The settings file: what it may say, and how it is told what it may not."""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from triptych import settings
from triptych.errors import InputError
from triptych.keys import hidden
from triptych.settings import Settings, load

SECRET = "sk-of-the-settings-file"
Write = Callable[[str], Path]

WHOLE = f"""
panel = ["engineer", "sceptic"]
rounds = 3
keep_calls = false

[model]
name = "m"
base_url = "https://a.example/v1"
key = "{SECRET}"
temperature = 0.5
context = 65536

[model.roles.edit]
name = "strong"
structured = "tools"

[model.personas.sceptic]
base_url = "http://127.0.0.1:1/v1"
concurrency = 1

[search]
providers = ["searxng", "library"]
searxng_url = "http://127.0.0.1:2"
include_domains = ["a.example"]

[budget]
cost = 2.5
tokens = 100000
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a settings file that only its owner may read."""

    def put(text: str) -> Path:
        file = tmp_path / "config.toml"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        return file

    return put


def fault(file: Path) -> str:
    """What is said of a file that cannot be used; a key is not in it, nor in what it comes from."""
    with pytest.raises(InputError) as caught:
        load(file)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__
    return caught.value.message.removeprefix(f"{file}: ")


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Settings()


def test_an_empty_file_means_the_defaults(write: Write) -> None:
    got = load(write(""))
    assert got == Settings()
    assert (got.panel, got.rounds) == (("engineer", "investor", "strategist"), 2)
    assert (got.keep_calls, got.max_file_mb, got.lock_wait) == (True, 50, 20.0)
    assert (got.model.name, got.model.base_url, got.model.key) == (None, None, None)
    assert (got.search.providers, got.search.results, got.search.cache_days) == (None, 6, 7)
    assert got.search.depth == "basic"
    assert got.budget.model_dump() == {"cost": None, "tokens": None, "searches": None, "minutes": None}


def test_the_file_is_that_of_the_home(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(write("rounds = 5\n").parent))
    assert load().rounds == 5


def test_tables_in_tables_are_read(write: Write) -> None:
    got = load(write(WHOLE))
    assert (got.panel, got.rounds, got.keep_calls) == (("engineer", "sceptic"), 3, False)
    assert (got.model.name, got.model.temperature, got.model.context) == ("m", 0.5, 65536)
    assert got.model.roles["edit"].structured == "tools"
    assert got.model.personas["sceptic"].concurrency == 1
    assert got.search.providers == ("searxng", "library")
    assert (got.budget.cost, got.budget.tokens) == (2.5, 100_000)


def test_settings_cannot_be_changed_by_who_reads_them(write: Write) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(write("")).rounds = 9


@pytest.mark.parametrize(
    ("text", "place", "there"),
    [
        ("pannel = []", "pannel", "panel, rounds"),
        ("[modell]\nname = 'm'", "modell", "model, search, budget"),
        ("[model]\nnmae = 'm'", "model.nmae", "roles, personas"),
        ("[model.roles.edit]\nnmae = 'm'", "model.roles.edit.nmae", "name, base_url, key"),
        ("[model.personas.engineer]\nroles = {}", "model.personas.engineer.roles", "name, base_url, key"),
        ("[search]\nprovider = 'tavily'", "search.provider", "providers, tavily_url"),
        ("[budget]\nusd = 1", "budget.usd", "cost, tokens, searches, minutes"),
    ],
)
def test_an_unknown_setting_is_named_with_those_that_there_are(
    text: str, place: str, there: str, write: Write
) -> None:
    told = fault(write(text))
    assert told.startswith(f"{place}: is no setting; there are ")
    assert there in told


def test_an_unknown_setting_in_a_role_is_not_told_of_settings_that_only_the_run_has(write: Write) -> None:
    assert "roles" not in fault(write("[model.roles.edit]\nnmae = 'm'")).partition("there are ")[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rounds = 11", "rounds: must be a whole number from 0 to 10."),
        ("rounds = 'two'", "rounds: must be a whole number from 0 to 10."),
        ("panel = ['a', 'a']", "panel: must be a list of persona keys, each once."),
        ("panel = []", "panel: must be a list of persona keys, each once."),
        ("keep_calls = 'perhaps'", "keep_calls: must be true or false."),
        ("lock_wait = 0", "lock_wait: must be a number of seconds above 0."),
        ("max_file_mb = 0", "max_file_mb: must be a whole number above 0."),
        ("[model]\ntemperature = 3", "model.temperature: input should be less than or equal to 2."),
        ("[model]\ncontext = 100", "model.context: input should be greater than or equal to 2048."),
        (
            "[model]\nbase_url = 'localhost:1'",
            "model.base_url: it must be an address with http:// or https:// and a host.",
        ),
        (
            "[search]\nsearxng_url = 'http://'",
            "search.searxng_url: it must be an address with http:// or https:// and a host.",
        ),
        ("[model]\nname = ''", "model.name: string should have at least 1 character."),
        ("[search]\nproviders = ['tavily', 'tavily']", "search.providers: a key twice."),
        ("[budget]\ncost = 0", "budget.cost: input should be greater than 0."),
        ("[budget]\ncost = nan", "budget.cost: input should be a finite number."),
        ("[budget]\nminutes = inf", "budget.minutes: input should be a finite number."),
        ("[search]\ncache_days = inf", "search.cache_days: input should be a finite number."),
        ("[model]\nprice_in = inf", "model.price_in: input should be a finite number."),
        ("[model.roles.edit]\ntimeout = inf", "model.roles.edit.timeout: input should be a finite number."),
        ("lock_wait = inf", "lock_wait: must be a number of seconds above 0."),
        ("rounds = true", "rounds: must be a whole number from 0 to 10."),
        ("[budget]\ntokens = true", "budget.tokens: input should be a valid integer."),
        ("[budget]\ncost = true", "budget.cost: input should be a valid number."),
        ("[search]\nresults = true", "search.results: input should be a valid integer."),
    ],
)
def test_a_bad_value_is_told_by_its_place(text: str, told: str, write: Write) -> None:
    assert fault(write(text)) == told


@pytest.mark.parametrize(
    "text",
    ["[model.roles.editor]\nname = 'm'", "[search]\nproviders = ['google']", "[search]\ndepth = 'deep'"],
)
def test_where_there_are_few_choices_they_are_named(text: str, write: Write) -> None:
    assert any(choice in fault(write(text)) for choice in ("'edit'", "'tavily'", "'advanced'"))


@pytest.mark.parametrize(
    "text",
    [
        f"[model]\nkey = ['{SECRET}']",
        f"[model]\nkey = {{a = '{SECRET}'}}",
        f"[model]\ntemperature = '{SECRET}'",
        f"[model]\nbase_url = '{SECRET}'",
        f"[model]\nstructured = '{SECRET}'",
        f"[model]\nkey = '{SECRET}'\nkey = '{SECRET}'",
        f"[model]\nkey = {SECRET}",
        f"[model]\nkey = '{SECRET}",
        f'[model]\nkey = "{SECRET}\\q"',
        f"[model]\nkey '{SECRET}'",
        f"[model]\nkey = '{SECRET}' and more",
        f"[model]\nkey: {SECRET}",
        f"[model\nkey = '{SECRET}'",
        f"model = '{SECRET}'",
        f"[model]\nkey = '{SECRET}'\nnmae = 'm'",
        f"[search]\ntavily_key = ['{SECRET}']",
        f"[model]\nroles = '{SECRET}'",
        f"[model.personas]\nengineer = '{SECRET}'",
        f"{SECRET} = 1",
        f"[{SECRET}]\na = 1",
        f"[model]\n{SECRET} = 1",
        f"[model.roles.{SECRET}]\nname = 'm'",
        f"[model.personas.{SECRET}]\nnmae = 'm'",
        f"[{SECRET}]\n[{SECRET}]",
        f"a = {{{SECRET} = {{b = 1}}}}\n[a.{SECRET}]",
        f"a = {{b = 1}}\na.{SECRET} = 1\n[a.{SECRET}.c]",
        f'[model]\nkey = "{SECRET}\\u0000"\n[search]\ntavily_key = "x y"',
    ],
)
def test_a_key_is_never_repeated_however_the_file_is_broken(text: str, write: Write) -> None:
    assert fault(write(text))


@pytest.mark.parametrize("bad", ["\\nX", "\\u0000", " X", "\\u200bX", "\\u00fc", "\\u007f"])
@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("model", "key"),
        ("model.roles.edit", "key"),
        ("model.personas.engineer", "key"),
        ("search", "tavily_key"),
    ],
)
def test_a_key_that_no_header_may_hold_is_refused_by_its_place(
    table: str, name: str, bad: str, write: Write
) -> None:
    file = write(f'[{table}]\n{name} = "{SECRET}{bad}"\n')
    told = fault(file)
    assert told.startswith(f"{table}.{name}: it holds a space, a line end or a character outside ASCII")
    assert told.endswith("; copy it again.")


@pytest.mark.parametrize("written", [f'"{SECRET}\\n"', f'"""\n{SECRET}\n"""', f"'  {SECRET}\t'"])
def test_blanks_around_a_key_are_no_part_of_it(written: str, write: Write) -> None:
    got = load(write(f"[model]\nkey = {written}\n[search]\ntavily_key = {written}\n"))
    assert (got.model.key, got.search.tavily_key) == (SECRET, SECRET)


def test_a_table_that_stands_there_twice_is_told_by_its_line(write: Write) -> None:
    assert "twice (at line 2" in fault(write("[model]\n[model]\n"))


def test_a_broken_file_is_told_by_its_line(write: Write) -> None:
    assert "line 2" in fault(write("rounds = 2\nrounds\n"))
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads("rounds")


def test_a_file_that_is_not_text_is_refused(write: Write) -> None:
    file = write("")
    file.write_bytes(b"rounds = 2 # \xff")
    assert "utf-8" in fault(file)


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
@pytest.mark.parametrize(
    "text",
    [
        f"[model]\nkey = '{SECRET}'",
        f"[model.roles.edit]\nkey = '{SECRET}'",
        f"[model.personas.engineer]\nkey = '{SECRET}'",
        f"[search]\ntavily_key = '{SECRET}'",
    ],
)
def test_a_key_may_only_stand_in_a_file_that_nobody_else_may_read(text: str, mode: int, write: Write) -> None:
    file = write(text)
    assert load(file)
    file.chmod(mode)
    with pytest.raises(InputError, match="others may read it") as caught:
        load(file)
    assert caught.value.hint == f"Run: chmod 600 '{file}'"


def test_a_file_without_a_key_may_be_read_by_all(write: Write) -> None:
    file = write("rounds = 1\n[model]\nkey = ''\n")
    file.chmod(0o644)
    assert load(file).rounds == 1


def test_a_key_is_not_in_what_the_settings_show_of_themselves(write: Write) -> None:
    got = load(write(f"[model]\nkey = '{SECRET}'\n[search]\ntavily_key = '{SECRET}'\n"))
    assert SECRET not in repr(got)
    assert SECRET not in str(got)


def test_a_key_is_masked_from_the_moment_when_it_is_read(write: Write) -> None:
    load(write("[model.personas.engineer]\nkey = 'sk-masked-of-a-persona'\n"))
    assert hidden("sk-masked-of-a-persona") == "[key]"


def test_what_a_table_leaves_out_is_taken_from_the_run(write: Write) -> None:
    model = load(write(WHOLE)).model
    edit = model.roles["edit"].over(model)
    assert (edit.name, edit.base_url, edit.key, edit.temperature) == ("strong", model.base_url, SECRET, 0.5)


def test_every_setting_of_the_top_has_its_own_words_for_what_it_must_be() -> None:
    tables = {"model", "search", "budget"}
    assert set(settings._EXPECTED) == set(Settings.model_fields) - tables
