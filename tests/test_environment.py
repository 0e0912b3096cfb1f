"""What the environment and `.env` files say, and to whom a key is sent."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from triptych import environment
from triptych.environment import Variables, applied, read
from triptych.errors import InputError
from triptych.keys import hidden
from triptych.settings import Models, ModelSettings, SearchSettings, Settings

OPENAI = "https://api.openai.com/v1"
A, B = "https://a.example/v1", "https://b.example/v1"
FILED, OURS, THEIRS = "sk-of-the-settings", "sk-of-the-environment", "sk-of-the-dotenv"
Write = Callable[[str], Path]

SERVICES = [
    pytest.param("OPENAI_API_KEY", "OPENAI_BASE_URL", id="model"),
    pytest.param("TAVILY_API_KEY", "TAVILY_BASE_URL", id="tavily"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder and an empty home."""
    for name in ("here", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def dotenv(here: Path) -> Write:
    """Write the `.env` of the working folder."""

    def write(text: str) -> Path:
        (here / ".env").write_text(text, encoding="utf-8")
        return here / ".env"

    return write


@pytest.fixture
def home_dotenv(tmp_path: Path) -> Write:
    """Write the `.env` of the home."""

    def write(text: str) -> Path:
        (tmp_path / "home" / ".env").write_text(text, encoding="utf-8")
        return tmp_path / "home" / ".env"

    return write


def settings(key: str | None = None, url: str | None = None) -> Settings:
    """Settings that say the same of the model and of Tavily."""
    return Settings(
        model=Models(key=key, base_url=url), search=SearchSettings(tavily_key=key, tavily_url=url)
    )


def sent(
    name: str, below: Settings, variables: Variables, flag: str | None = None
) -> tuple[str | None, str | None]:
    """The address that is asked and the key that it gets."""
    got = applied(below, variables, flag, flag)
    if name == "OPENAI_API_KEY":
        return got.model.base_url, got.model.key
    return got.search.tavily_url, got.search.tavily_key


def test_without_anything_nothing_is_set() -> None:
    assert read() == Variables({}, {})
    assert applied(Settings(), read()) == Settings()


@pytest.mark.parametrize("name", environment._NAMES)
def test_the_process_goes_before_the_file_of_the_folder(
    name: str, dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv(f"{name}=http://127.0.0.1/file\n")
    assert read().get(name) == "http://127.0.0.1/file"
    monkeypatch.setenv(name, "http://127.0.0.1/process")
    assert read().get(name) == "http://127.0.0.1/process"


def test_the_file_of_the_folder_goes_before_that_of_the_home(dotenv: Write, home_dotenv: Write) -> None:
    home_dotenv("OPENAI_MODEL=of-the-home\n")
    assert read().get("OPENAI_MODEL") == "of-the-home"
    dotenv("OPENAI_MODEL=of-the-folder\n")
    assert read().get("OPENAI_MODEL") == "of-the-folder"


def test_one_file_is_read_and_never_mixed_with_the_other(dotenv: Write, home_dotenv: Write) -> None:
    home_dotenv(f"OPENAI_API_KEY={THEIRS}\n")
    dotenv(f"OPENAI_BASE_URL={A}\n")
    assert read().files == {"OPENAI_BASE_URL": A}


def test_a_file_that_says_nothing_of_ours_does_not_hide_the_one_of_the_home(
    dotenv: Write, home_dotenv: Write
) -> None:
    home_dotenv("OPENAI_MODEL=m\n")
    dotenv("DATABASE_URL=postgres://db\nOPENAI_API_KEY=\nTAVILY_API_KEY\n")
    assert read().files == {"OPENAI_MODEL": "m"}


def test_the_settings_hold_where_the_environment_is_silent() -> None:
    below = Settings(
        model=Models(name="m", base_url=A, key=FILED, timeout=7),
        search=SearchSettings(tavily_key=FILED, searxng_url=B, results=3),
    )
    assert applied(below, Variables({}, {})) == below


def test_the_environment_goes_before_the_settings() -> None:
    below = Settings(
        model=Models(name="m", base_url=A, key=FILED), search=SearchSettings(searxng_url=A, tavily_key=FILED)
    )
    process = {
        "OPENAI_MODEL": "n",
        "OPENAI_BASE_URL": B,
        "OPENAI_API_KEY": OURS,
        "TAVILY_API_KEY": OURS,
        "SEARXNG_URL": B,
    }
    got = applied(below, Variables(process, {}))
    assert (got.model.name, got.model.base_url, got.model.key) == ("n", B, OURS)
    assert (got.search.searxng_url, got.search.tavily_key) == (B, OURS)


@pytest.mark.parametrize(("key", "url"), SERVICES)
@pytest.mark.parametrize(
    ("filed", "process", "file", "flag", "expected"),
    [
        # The settings' key is for the settings' address, or for the service's own.
        ((FILED, A), {}, {}, None, (A, FILED)),
        ((FILED, None), {}, {}, None, (None, FILED)),
        ((FILED, A), {"url": A + "/"}, {}, None, (A + "/", FILED)),
        ((FILED, A), {"url": "https://A.example/v1"}, {}, None, (A, FILED)),
        ((FILED, A), {"url": B}, {}, None, (B, None)),
        ((FILED, None), {"url": B}, {}, None, (B, None)),
        ((FILED, A), {}, {"url": B}, None, (B, None)),
        ((FILED, None), {}, {"url": B}, None, (B, None)),
        ((FILED, A), {}, {}, B, (B, None)),
        ((FILED, None), {}, {}, B, (B, None)),
        ((FILED, A), {"url": B}, {}, A, (A, FILED)),
        # A key of the environment without an address is for the one that the user chooses.
        ((None, None), {"key": OURS}, {}, None, (None, OURS)),
        ((None, A), {"key": OURS}, {}, None, (A, OURS)),
        ((FILED, A), {"key": OURS}, {}, None, (A, OURS)),
        ((None, None), {"key": OURS}, {}, B, (B, OURS)),
        ((None, A), {}, {"key": THEIRS}, None, (A, THEIRS)),
        ((None, None), {"url": B}, {"key": THEIRS}, None, (B, THEIRS)),
        # With an address beside it, it is for that one.
        ((None, None), {"key": OURS, "url": A}, {}, None, (A, OURS)),
        ((None, None), {"key": OURS, "url": A}, {}, B, (B, None)),
        ((FILED, B), {"key": OURS, "url": A}, {}, B, (B, FILED)),
        ((None, None), {}, {"key": THEIRS, "url": A}, None, (A, THEIRS)),
        ((None, None), {"url": B}, {"key": THEIRS, "url": A}, None, (B, None)),
        ((None, None), {}, {"key": THEIRS, "url": A}, B, (B, None)),
        ((None, None), {"key": OURS, "url": B}, {"key": THEIRS, "url": A}, None, (B, OURS)),
    ],
)
def test_a_key_goes_to_the_address_that_it_was_given_for_and_to_no_other(
    key: str,
    url: str,
    filed: tuple[str | None, str | None],
    process: dict[str, str],
    file: dict[str, str],
    flag: str | None,
    expected: tuple[str | None, str | None],
) -> None:
    names = {"key": key, "url": url}
    variables = Variables(*({names[n]: v for n, v in said.items()} for said in (process, file)))
    got = sent(key, settings(*filed), variables, flag)
    assert (got[0] or "").lower() == (expected[0] or "").lower()
    assert got[1] == expected[1]


@pytest.mark.parametrize(("key", "url"), SERVICES)
@pytest.mark.parametrize(
    "address",
    [
        A,
        "http://127.0.0.1.evil.example/v1",
        "http://127.evil.example/v1",
        "http://localhost.evil.example/v1",
        "http://localhost@evil.example/v1",
        "http://10.0.0.1/v1",
        "http://128.0.0.1/v1",
        "http://[2001:db8::1]/v1",
    ],
)
def test_a_key_of_the_environment_is_not_given_to_the_address_of_a_file(
    key: str, url: str, address: str, dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv(f"{url}={address}\n")
    monkeypatch.setenv(key, OURS)
    with pytest.raises(InputError, match=url) as caught:
        read()
    assert key in caught.value.hint
    assert OURS not in str(caught.value)


@pytest.mark.parametrize(("key", "url"), SERVICES)
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8080/v1", "http://localhost:11434/v1", "http://LOCALHOST/v1", "http://[::1]:1/v1"],
)
def test_a_server_on_this_machine_may_be_named_by_a_file(
    key: str, url: str, address: str, dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv(f"{url}={address}\n")
    monkeypatch.setenv(key, OURS)
    assert sent(key, Settings(), read()) == (address, OURS)


def test_a_file_may_name_the_services_own_address(dotenv: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv(f"OPENAI_BASE_URL={OPENAI}/\n")
    monkeypatch.setenv("OPENAI_API_KEY", OURS)
    assert sent("OPENAI_API_KEY", Settings(), read()) == (f"{OPENAI}/", OURS)


def test_an_address_of_the_process_goes_before_that_of_the_file_and_may_have_its_key(
    dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv(f"OPENAI_BASE_URL={A}\n")
    monkeypatch.setenv("OPENAI_API_KEY", OURS)
    monkeypatch.setenv("OPENAI_BASE_URL", B)
    assert sent("OPENAI_API_KEY", Settings(), read()) == (B, OURS)


def test_a_file_with_both_a_key_and_its_address_is_used(dotenv: Write) -> None:
    dotenv(f"OPENAI_BASE_URL={A}\nOPENAI_API_KEY={THEIRS}\n")
    assert sent("OPENAI_API_KEY", settings(FILED, B), read()) == (A, THEIRS)


def test_a_role_without_an_address_does_not_take_its_key_to_an_address_of_the_environment() -> None:
    roles = {"edit": ModelSettings(key=FILED), "audit": ModelSettings(key=FILED, base_url=A)}
    personas = {"investor": ModelSettings(key=FILED, name="n")}
    below = Settings(model=Models.model_validate({"base_url": A, "roles": roles, "personas": personas}))
    got = applied(below, Variables({}, {"OPENAI_BASE_URL": B})).model
    assert got.roles["edit"].key is None
    assert got.personas["investor"] == ModelSettings(name="n")
    assert got.roles["audit"] == roles["audit"]
    assert applied(below, Variables({"OPENAI_BASE_URL": A + "/"}, {})).model.roles == roles


def test_a_table_with_another_address_loses_the_runs_key() -> None:
    run = ModelSettings(name="m", base_url=A, key=FILED)
    assert ModelSettings(base_url=B).over(run).key is None
    assert ModelSettings(base_url=B, key=OURS).over(run).key == OURS
    assert ModelSettings(base_url=A + "/").over(run).key == FILED
    assert ModelSettings(name="n").over(run).key == FILED
    assert ModelSettings(base_url=B).over(ModelSettings(key=FILED)).key is None
    assert ModelSettings(base_url=OPENAI).over(ModelSettings(key=FILED)).key == FILED


def test_an_empty_key_in_a_table_is_no_key() -> None:
    assert ModelSettings(key="").over(ModelSettings(base_url=A, key=FILED)).key == ""


def test_prices_stay_with_the_model_that_they_were_given_for() -> None:
    run = ModelSettings(name="m", base_url=A, price_in=1, price_out=2)
    assert ModelSettings(name="n").over(run).price_in is None
    assert ModelSettings(base_url=B).over(run).price_out is None
    assert ModelSettings(name="m", timeout=3).over(run).price_in == 1
    assert ModelSettings(name="n", price_in=5).over(run).price_in == 5
    below = Settings(model=Models(name="m", price_in=1, price_out=2))
    assert applied(below, Variables({"OPENAI_MODEL": "n"}, {})).model.price_in is None
    assert applied(below, Variables({"OPENAI_BASE_URL": B}, {})).model.price_in == 1


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_variable_is_as_good_as_none(
    empty: str, dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv("OPENAI_MODEL=m\n")
    monkeypatch.setenv("OPENAI_MODEL", empty)
    monkeypatch.setenv("OPENAI_API_KEY", empty)
    assert read().get("OPENAI_MODEL") == "m"
    assert read().get("OPENAI_API_KEY") is None


def test_a_line_end_behind_a_key_is_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f" {OURS}\n")
    assert read().get("OPENAI_API_KEY") == OURS


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("OPENAI_MODEL=plain", "plain"),
        ("export OPENAI_MODEL=exported", "exported"),
        ("OPENAI_MODEL='single # quoted'", "single # quoted"),
        ('OPENAI_MODEL="double quoted"', "double quoted"),
        ("OPENAI_MODEL = spaced  # and a comment", "spaced"),
        ("# OPENAI_MODEL=not\nOPENAI_MODEL=m", "m"),
        ("OPENAI_MODEL=${HOME}/$USER", "${HOME}/$USER"),
        ("OTHER=x\nOPENAI_MODEL=${OTHER}", "${OTHER}"),
        ("\ufeffOPENAI_MODEL=after-a-mark", "after-a-mark"),
        ("OPENAI_MODEL=first\nOPENAI_MODEL=last", "last"),
        ("OPENAI_MODEL=windows\r", "windows"),
    ],
)
def test_a_file_is_read_as_such_files_are_written(line: str, value: str, dotenv: Write) -> None:
    dotenv(f"{line}\n")
    assert read().get("OPENAI_MODEL") == value


def test_a_broken_line_does_not_take_the_others_with_it(
    dotenv: Write, caplog: pytest.LogCaptureFixture
) -> None:
    dotenv(f"OPENAI_API_KEY {THEIRS} 'unclosed\nOPENAI_MODEL=m\n")
    assert read().files == {"OPENAI_MODEL": "m"}
    assert THEIRS not in caplog.text


def test_a_file_that_is_not_text_is_told_without_what_it_holds(here: Path) -> None:
    (here / ".env").write_bytes(b"OPENAI_API_KEY=" + THEIRS.encode() + b"\xff\xfe\n")
    with pytest.raises(InputError, match=r"\.env cannot be read") as caught:
        read()
    assert THEIRS not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told(dotenv: Write) -> None:
    dotenv("OPENAI_MODEL=m\n").chmod(0)
    with pytest.raises(InputError, match=r"\.env cannot be read"):
        read()


def test_a_folder_of_that_name_is_no_file(here: Path) -> None:
    (here / ".env").mkdir()
    assert read() == Variables({}, {})


def test_a_working_folder_that_is_gone_is_passed_over(here: Path, home_dotenv: Write) -> None:
    home_dotenv("OPENAI_MODEL=m\n")
    here.rmdir()
    assert read().get("OPENAI_MODEL") == "m"


def test_no_folders_are_no_files(dotenv: Write) -> None:
    dotenv("OPENAI_MODEL=m\n")
    assert read(()).files == {}


@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "TAVILY_BASE_URL", "SEARXNG_URL"])
@pytest.mark.parametrize(
    "value", ["sk-put-into-the-wrong-place", "localhost:8080/v1", "http:///v1", "http://[::1/v1"]
)
def test_what_is_no_address_is_refused_without_being_repeated(
    name: str, value: str, dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv(f"{name}={value}\n")
    with pytest.raises(InputError, match=f"{name} is no address") as caught:
        read()
    assert value not in str(caught.value)
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"{name} is no address"):
        read(())


def test_a_key_is_masked_from_the_moment_when_it_is_read(
    dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv("OPENAI_API_KEY=sk-masked-from-the-file\n")
    monkeypatch.setenv("TAVILY_API_KEY", "tvly-masked-from-the-process")
    read()
    assert hidden("sk-masked-from-the-file tvly-masked-from-the-process") == "[key] [key]"


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "TAVILY_API_KEY"])
@pytest.mark.parametrize("bad", ["\nX", " X", "\x7f", "\u200b", "ü"])
def test_a_key_that_no_header_may_hold_is_refused_by_its_place(
    name: str, bad: str, dotenv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = dotenv(f'{name}="{OURS}{bad}"\n')
    with pytest.raises(InputError) as caught:
        read()
    assert caught.value.message.startswith(f"{name} in {file} holds a space, a line end or")
    monkeypatch.setenv(name, OURS + bad)
    with pytest.raises(InputError, match=f"^{name} in the environment holds") as of_process:
        read(())
    for error in (caught.value, of_process.value):
        assert OURS not in str(error)
        assert "\n" not in str(error)
        assert name in error.hint


@pytest.mark.parametrize("written", [f'" {OURS}\n"', f'"{OURS}\\n"', f"'{OURS}\r\n'"])
def test_a_line_end_behind_a_key_of_a_file_is_no_part_of_it(written: str, dotenv: Write) -> None:
    dotenv(f"OPENAI_API_KEY={written}\n")
    assert read().get("OPENAI_API_KEY") == OURS


def test_variables_of_others_are_not_kept(monkeypatch: pytest.MonkeyPatch, dotenv: Write) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    dotenv("GITHUB_TOKEN=y\nOPENAI_MODEL=m\n")
    assert read() == Variables({}, {"OPENAI_MODEL": "m"})
