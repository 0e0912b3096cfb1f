"""`triptych doctor` on chat models and search engines: what answers, what does not, and the line that mends it."""

import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from click.testing import Result

from triptych import personas
from triptych.agents.doubles import answers
from triptych.agents.doubles.misbehaviour import echoes_authorization, gives, hang, html, status
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.web_server import WebServer
from triptych.environment import MODEL_KEY, MODEL_NAME, MODEL_URL, SEARXNG_URL, TAVILY_KEY, TAVILY_URL
from triptych.graphs.doctor import reach

Invoke = Callable[..., Result]
Found = dict[str, dict[str, Any]]
CANARY = "sk-test-CANARY-of-the-doctor"
CHAT = "/v1/chat/completions"
VARIABLES = (MODEL_KEY, MODEL_URL, MODEL_NAME, TAVILY_KEY, TAVILY_URL, SEARXNG_URL)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


async def _no_nap(seconds: float) -> None:
    """Nobody waits in a test."""


@pytest.fixture(autouse=True)
def here(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without a `.env`, an environment without a key, and nobody looked for on this machine."""
    for name in (*VARIABLES, *PROXIES):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(reach, "MANNER", reach.Manner(within=10, ports={}, sleep=_no_nap))
    return folder


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=CANARY, models=("good", "better")) as server:
        yield server


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebServer]:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "chips.md").write_text("# Chips\n\nInference hardware gets cheaper every year.\n")
    with WebServer(folder, key=CANARY) as web:
        yield web


@pytest.fixture
def model(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> OpenAIServer:
    """A chat model, set up in the environment."""
    _set(monkeypatch, OPENAI_API_KEY=CANARY, OPENAI_BASE_URL=server.base_url, OPENAI_MODEL="good")
    return server


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def _set(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def findings(triptych: Invoke, *args: str) -> tuple[int, Found]:
    """The exit code and the findings by name; and in neither form of output is there any key."""
    told = triptych("doctor", "--json", *args)
    assert "CANARY" not in told.output
    return told.exit_code, {one["name"]: one for one in json.loads(told.stdout)}


def test_a_good_model_is_told_with_all_that_was_found_out(model: OpenAIServer, triptych: Invoke) -> None:
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (0, "ok")
    says = found["model"]["says"]
    assert says.startswith(f"good at {model.base_url[7:-3]}, key: OPENAI_API_KEY from the environment: ")
    assert "reachable, key accepted, model listed, JSON by schema, " in says
    assert says.endswith(" tokens/s")
    assert "local" not in found


def test_no_calls_asks_nobody(
    model: OpenAIServer, web: WebServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, TAVILY_API_KEY=CANARY, TAVILY_BASE_URL=web.base_url, SEARXNG_URL=web.searx_url)
    code, found = findings(triptych, "--no-calls")
    assert code == 0
    for name in ("model", "tavily", "searxng"):
        assert (found[name]["state"], found[name]["says"][-9:]) == ("ok", "not asked")
    assert model.requests == web.requests == []


def test_a_wrong_key_is_broken_with_its_variable_and_never_shown(
    model: OpenAIServer, triptych: Invoke
) -> None:
    model.misbehave(echoes_authorization())
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "broken")
    assert "does not accept the key" in found["model"]["says"]
    assert "[key]" in found["model"]["says"]
    assert found["model"]["mend"] == "export OPENAI_API_KEY=…"
    shown = triptych("--debug", "doctor")
    assert "BROKEN  model: " in shown.stdout
    assert "CANARY" not in shown.output


def test_a_wrong_key_of_the_settings_is_mended_there(
    server: OpenAIServer, empty_home: Path, triptych: Invoke
) -> None:
    config = empty_home / "config.toml"
    config.write_text(
        f'[model]\nname = "good"\nbase_url = "{server.base_url}"\nkey = "sk-not-CANARY-of-this"\n'
    )
    config.chmod(0o600)
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "broken")
    assert f"key: model.key in {config}" in found["model"]["says"]
    assert found["model"]["mend"] == f'Put key = "…" under [model] in {config}.'


@pytest.mark.parametrize("place", ["here", "home"])
def test_a_dotenv_of_the_folder_or_the_home_counts_and_is_named(
    server: OpenAIServer, empty_home: Path, here: Path, triptych: Invoke, place: str
) -> None:
    file = (here if place == "here" else empty_home) / ".env"
    file.write_text(f"OPENAI_API_KEY={CANARY}\nOPENAI_BASE_URL={server.base_url}\nOPENAI_MODEL=bad\n")
    code, found = findings(triptych)
    assert code == 1
    assert f"key: OPENAI_API_KEY from {file}" in found["model"]["says"]
    assert found["model"]["mend"] == f"Put OPENAI_MODEL=good into {file}."


def test_an_address_that_would_be_given_a_stray_key_is_told_and_nobody_is_asked(
    here: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_API_KEY=CANARY)
    (here / ".env").write_text("OPENAI_BASE_URL=https://models.example.org/v1\n")
    code, found = findings(triptych)
    assert (code, found["environment"]["state"]) == (1, "broken")
    assert "model" not in found


def test_where_nothing_listens_the_address_and_how_to_start_are_told(
    nobody: str, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_BASE_URL=f"http://{nobody}/v1", OPENAI_MODEL="good")
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "broken")
    assert f"nothing answers at {nobody}" in found["model"]["says"]
    assert "ollama serve" in found["model"]["mend"]
    assert "export OPENAI_BASE_URL=" in found["model"]["mend"]


def test_an_unknown_model_is_broken_with_those_that_are_there(
    model: OpenAIServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_MODEL="bette")
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "broken")
    assert found["model"]["says"].endswith("it has no such model; it has good, better")
    assert found["model"]["mend"] == "export OPENAI_MODEL=better"


def test_an_address_without_its_v1_is_mended_by_it(
    model: OpenAIServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_BASE_URL=model.base_url.removesuffix("/v1"))
    code, found = findings(triptych)
    assert code == 1
    assert found["model"]["mend"] == f"export OPENAI_BASE_URL={model.base_url}"


def test_an_address_with_another_path_is_not_guessed_at(
    model: OpenAIServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_BASE_URL=f"{model.origin()}/api/v2")
    assert "usually ends in /v1" in findings(triptych)[1]["model"]["mend"]


def test_an_address_without_a_model_is_told_with_the_models_that_it_has(
    server: OpenAIServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_API_KEY=CANARY, OPENAI_BASE_URL=server.base_url)
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "missing")
    assert found["model"]["says"].endswith("no model is named; it has good, better")
    assert found["model"]["mend"] == "export OPENAI_MODEL=good"
    assert findings(triptych, "--no-calls")[1]["model"]["state"] == "missing"


def test_openais_own_address_without_a_key_is_missing_one(
    triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, OPENAI_MODEL="gpt-5-mini")
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "missing")
    assert found["model"]["mend"] == "export OPENAI_API_KEY=…"


def test_an_endpoint_that_refuses_schemas_is_told_with_tools(model: OpenAIServer, triptych: Invoke) -> None:
    model.misbehave(answers.refuses("response_format"), path=CHAT)
    code, found = findings(triptych)
    assert code == 0
    assert "JSON by tool calls" in found["model"]["says"]


def test_an_endpoint_that_hangs_is_broken_in_time(
    model: OpenAIServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "MANNER", reach.Manner(within=0.3, ports={}))
    model.misbehave(hang())
    code, found = findings(triptych)
    assert (code, found["model"]["state"]) == (1, "broken")
    assert "no answer within 0.3 s" in found["model"]["says"]


def test_the_models_of_roles_and_personas_have_findings_of_their_own(
    model: OpenAIServer, empty_home: Path, triptych: Invoke
) -> None:
    (empty_home / "config.toml").write_text(
        f'[model.roles.debate]\nname = "better"\n[model.roles.edit]\nname = "good"\n'
        f'[model.personas.engineer]\nname = "own"\nbase_url = "{model.base_url[:-3]}/v1/"\n'
    )
    model.misbehave(status(401), when=lambda request: "authorization" not in request.headers)
    code, found = findings(triptych)
    assert code == 1
    assert {name: one["state"] for name, one in found.items() if name.startswith("model")} == {
        "model": "ok",
        "model.roles.debate": "ok",
        "model.personas.engineer": "broken",
    }
    assert "under [model.personas.engineer] in" in found["model.personas.engineer"]["mend"]
    assert model.most_at_once == 1


def test_the_model_of_a_persona_file_is_mended_in_the_settings(
    model: OpenAIServer, empty_home: Path, triptych: Invoke
) -> None:
    (empty_home / "personas").mkdir()
    copied = (Path(personas.__file__).parent / "engineer.toml").read_text()
    (empty_home / "personas" / "engineer.toml").write_text(f'model = "bad"\n{copied}')
    code, found = findings(triptych)
    assert code == 1
    mend = f'Put name = "good" under [model.personas.engineer] in {empty_home / "config.toml"}.'
    assert found["model.personas.engineer"]["mend"] == mend


def test_what_is_not_set_up_is_a_note_with_the_line_that_sets_it_up(triptych: Invoke) -> None:
    code, found = findings(triptych)
    assert code == 0
    lines = {
        "model": "export OPENAI_API_KEY=…",
        "local": "export OPENAI_BASE_URL=http://127.0.0.1:11434/v1 OPENAI_MODEL=…",
        "tavily": "export TAVILY_API_KEY=…",
        "searxng": "export SEARXNG_URL=…",
    }
    assert {name: found[name]["mend"] for name in lines} == lines
    assert {found[name]["state"] for name in lines} == {"note"}


def test_a_model_server_of_this_machine_is_offered_and_not_used(
    triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenAIServer(models=("llama 3", "other")) as local, OpenAIServer() as page:
        page.misbehave(html())
        ports = {"Ollama": _port(local), "vLLM": _port(page)}
        monkeypatch.setattr(reach, "MANNER", reach.Manner(ports=ports))
        code, found = findings(triptych)
        assert [request.path for request in local.requests] == ["/v1/models"]
        line = f"export OPENAI_BASE_URL={local.base_url} OPENAI_MODEL='llama 3'"
    assert (code, found["local"]["state"]) == (0, "note")
    assert "port of Ollama" in found["local"]["says"]
    assert "llama 3, other" in found["local"]["says"]
    assert found["local"]["mend"] == line


def test_nobody_is_looked_for_where_a_model_is_set_up_or_nobody_may_be_asked(
    model: OpenAIServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenAIServer() as local:
        monkeypatch.setattr(reach, "MANNER", reach.Manner(ports={"Ollama": _port(local)}))
        findings(triptych)
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        assert "local" not in findings(triptych, "--no-calls")[1]
        assert local.requests == []


def _port(server: OpenAIServer) -> int:
    return int(server.origin().rpartition(":")[2])


def test_good_search_engines_are_told_with_what_they_cost(
    web: WebServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, TAVILY_API_KEY=CANARY, TAVILY_BASE_URL=web.base_url, SEARXNG_URL=web.searx_url)
    code, found = findings(triptych)
    assert code == 0
    assert "key: TAVILY_API_KEY from the environment: answers, key accepted" in found["tavily"]["says"]
    assert "one credit" in found["tavily"]["says"]
    assert found["searxng"]["says"].endswith("answers in JSON")
    assert [r.json["max_results"] for r in web.requests if r.path == "/search"] == [1]
    assert "one credit" in " ".join(triptych("doctor", "--help").stdout.split())


def test_a_key_that_tavily_does_not_accept_is_broken_with_its_variable(
    web: WebServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, TAVILY_API_KEY="tvly-not-CANARY", TAVILY_BASE_URL=web.base_url)
    web.misbehave(echoes_authorization())
    code, found = findings(triptych)
    assert (code, found["tavily"]["state"]) == (1, "broken")
    assert "the key was not accepted" in found["tavily"]["says"]
    assert "TAVILY_API_KEY" in found["tavily"]["mend"]


def test_a_spent_plan_of_tavily_is_told_as_such(
    web: WebServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, TAVILY_API_KEY=CANARY, TAVILY_BASE_URL=web.base_url)
    web.misbehave(status(432, message="This request exceeds your plan's set usage limit."))
    code, found = findings(triptych)
    assert (code, found["tavily"]["state"]) == (1, "broken")
    assert "usage limit" in found["tavily"]["says"]
    assert "plan" in found["tavily"]["mend"]


@pytest.mark.parametrize("how", [gives(b"Forbidden", "text/html", 403), html()])
def test_a_searxng_without_json_is_broken_with_the_setting(
    web: WebServer, triptych: Invoke, monkeypatch: pytest.MonkeyPatch, how: Any
) -> None:
    _set(monkeypatch, SEARXNG_URL=web.searx_url)
    web.misbehave(how)
    code, found = findings(triptych)
    assert (code, found["searxng"]["state"]) == (1, "broken")
    assert "search.formats" in found["searxng"]["mend"]


def test_search_engines_that_nobody_runs_are_told_with_their_address(
    nobody: str, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(
        monkeypatch, SEARXNG_URL=f"http://{nobody}", TAVILY_API_KEY=CANARY, TAVILY_BASE_URL=f"http://{nobody}"
    )
    code, found = findings(triptych)
    assert code == 1
    assert found["searxng"]["mend"] == f"Start SearXNG at {nobody}, or: export SEARXNG_URL=…"
    assert nobody in found["tavily"]["says"]
    assert f"See whether {nobody} is up" in found["tavily"]["mend"]


def test_an_engine_that_is_chosen_and_not_set_up_is_missing_and_one_left_out_is_not_asked(
    web: WebServer, empty_home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_home / "config.toml").write_text('[search]\nproviders = ["tavily"]\n')
    _set(monkeypatch, SEARXNG_URL=web.searx_url)
    code, found = findings(triptych)
    assert (code, found["tavily"]["state"], found["searxng"]["state"]) == (1, "missing", "note")
    assert web.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_ends_the_asking_cleanly(model: OpenAIServer, start: Callable[..., Popen[str]]) -> None:
    model.misbehave(hang())
    with start("doctor") as process:
        assert model.wait_for(1, 20)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "interrupted\n")
