"""What a probe finds out about an endpoint over real HTTP, and what it says of one that a run could not work with."""

import itertools
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from triptych.agents.doubles import answers
from triptych.agents.doubles.misbehaviour import (
    big,
    echoes_authorization,
    gives,
    hang,
    html,
    redirect,
    status,
)
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.plan import Misbehaviour
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.probe import Pace, Unusable, Usable, model_list, model_names, probe
from triptych.agents.models.structured import MODES
from triptych.keys import Key

CANARY = "sk-test-CANARY-of-the-probe"
CHAT, MODELS = "/v1/chat/completions", "/v1/models"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=CANARY, models=("m", "m-mini", "other")) as server:
        yield server


def endpoint(server: OpenAIServer, **settings: Any) -> Endpoint:
    return Endpoint(**{"model": "m", "base_url": server.base_url, "key": Key(CANARY), **settings})


async def refused(tried: Endpoint, within: float = 5.0) -> Unusable:
    with pytest.raises(Unusable) as raised:
        await probe(tried, within)
    return raised.value


async def test_a_good_endpoint_is_told_in_two_calls_and_one_look_at_its_list(server: OpenAIServer) -> None:
    found = await probe(endpoint(server))
    assert (found.listed, found.mode) == (True, "schema")
    assert found.rate
    assert found.rate > 0
    assert [request.path for request in server.requests] == [MODELS, CHAT, CHAT]


async def test_an_endpoint_that_refuses_schemas_takes_tools(server: OpenAIServer) -> None:
    server.misbehave(answers.refuses("response_format"), path=CHAT)
    assert (await probe(endpoint(server))).mode == "tools"


async def test_an_endpoint_that_refuses_both_is_asked_in_text(server: OpenAIServer) -> None:
    server.misbehave(answers.refuses("response_format", "tools"), path=CHAT)
    assert (await probe(endpoint(server))).mode == "text"


async def test_what_a_probe_learns_is_forgotten(server: OpenAIServer) -> None:
    server.misbehave(answers.refuses("response_format"), path=CHAT)
    tried = endpoint(server)
    await probe(tried)
    assert MODES.found(tried) is None
    assert MODES.mode(tried) == "schema"


async def test_a_wrong_key_is_the_keys_fault_and_is_not_repeated(server: OpenAIServer) -> None:
    server.misbehave(echoes_authorization())
    error = await refused(endpoint(server))
    assert error.why == "key"
    assert "CANARY" not in f"{error}{error.__cause__}"
    assert "does not accept the key" in error.message


async def test_a_key_that_may_not_list_models_may_still_speak(server: OpenAIServer) -> None:
    server.misbehave(status(403), path=MODELS)
    assert (await probe(endpoint(server))).listed is None


@pytest.mark.parametrize(
    "how", [status(404), status(500), html(), gives(b"[" * 100_000), big(), redirect("/v1/x")]
)
async def test_an_endpoint_without_a_list_of_models_is_none_the_worse(
    server: OpenAIServer, how: Misbehaviour
) -> None:
    server.misbehave(how, path=MODELS)
    server.misbehave(how, path="/v1/x")
    assert (await probe(endpoint(server))).listed is None


async def test_an_unknown_model_comes_with_those_that_are_there(server: OpenAIServer) -> None:
    error = await refused(endpoint(server, model="n"))
    assert (error.why, error.models) == ("model", ("m", "m-mini", "other"))


async def test_an_unknown_model_may_be_refused_as_a_bad_request(server: OpenAIServer) -> None:
    server.misbehave(status(400, message="n is not a valid model ID"), path=CHAT)
    assert (await refused(endpoint(server, model="n"))).why == "model"


async def test_a_name_that_is_not_listed_but_answers_is_usable() -> None:
    with OpenAIServer() as server:
        assert (await probe(endpoint(server, model="alias"))).listed is False


async def test_a_wrong_path_is_the_addresss_fault(server: OpenAIServer) -> None:
    bare = server.base_url.removesuffix("/v1")
    assert (await refused(endpoint(server, base_url=bare))).why == "address"


async def test_where_nothing_listens_nothing_else_is_asked() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        error = await refused(Endpoint("m", url))
    assert error.why == "down"
    assert "refused" in error.message


async def test_an_endpoint_that_hangs_is_given_up_in_time(server: OpenAIServer) -> None:
    server.misbehave(hang(), path=CHAT)
    error = await refused(endpoint(server), within=0.5)
    assert (error.why, error.models) == ("slow", ("m", "m-mini", "other"))


async def test_an_endpoint_that_hangs_after_its_json_is_usable_as_far_as_is_known(
    server: OpenAIServer,
) -> None:
    server.misbehave(hang(), path=CHAT, when=lambda request: request.json.get("stream") is True)
    assert (await probe(endpoint(server), within=1.0)).mode == "schema"


async def test_a_failure_that_may_pass_is_told_at_once(server: OpenAIServer) -> None:
    server.misbehave(status(429, retry_after=30), path=CHAT)
    error = await refused(endpoint(server))
    assert (error.why, len(server.asked)) == ("other", 1)
    assert "429" in error.message


async def test_a_model_that_gives_no_json_is_not_usable(server: OpenAIServer) -> None:
    server.misbehave(answers.says("Paris, of course!"), path=CHAT)
    error = await refused(endpoint(server))
    assert error.why == "other"
    assert "nothing usable" in error.message


async def test_a_model_that_only_thinks_when_asked_for_prose_is_timed_by_its_calls(
    server: OpenAIServer,
) -> None:
    prose = lambda request: request.json.get("stream") is True  # noqa: E731
    server.misbehave(answers.empty(), path=CHAT, when=prose)
    assert isinstance(await probe(endpoint(server)), Usable)


async def test_the_key_goes_to_no_address_that_a_redirect_names(server: OpenAIServer) -> None:
    with OpenAIServer() as elsewhere:
        server.misbehave(redirect(f"{elsewhere.base_url}/models"), path=MODELS)
        await probe(endpoint(server))
        assert elsewhere.requests == []


async def test_the_models_can_be_asked_for_alone(server: OpenAIServer) -> None:
    assert await model_list(endpoint(server, model="")) == ("m", "m-mini", "other")
    assert server.asked == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('{"data": [{"id": "a"}, {"id": "b"}]}', ("a", "b")),
        ('[{"id": "a"}]', ("a",)),
        ('{"object": "list", "data": null}', ()),
        ('{"data": [{"id": 1}, {"id": "a\\u001b[2J"}, {"id": ""}, 3]}', ()),
        ('{"error": "no"}', None),
        ('"a"', None),
    ],
)
def test_lists_of_models_are_read_in_every_shape(body: str, names: tuple[str, ...] | None) -> None:
    assert model_names(json.loads(body)) == names


@pytest.mark.parametrize(
    ("pieces", "tokens", "rate"),
    [
        (41, 41, pytest.approx(41 / 4)),
        (41, 82, pytest.approx(82 / 4)),
        (41, 0, pytest.approx(41 / 4)),  # cut off by the deadline, so that nobody counted
        (41, 400, None),  # most of it was thought
        (1, 64, None),  # it came as a whole
    ],
)
def test_the_pace_is_that_of_what_is_heard_as_it_is_made(pieces: int, tokens: int, rate: Any) -> None:
    ticks = itertools.count(100, 0.1)
    pace = Pace(lambda: next(ticks))
    for _ in range(pieces):
        pace.hear("a")
    pace.end(tokens)
    assert pace.rate() == rate


def test_what_comes_in_one_burst_has_no_pace() -> None:
    pace = Pace(lambda: 100.0)
    for _ in range(64):
        pace.hear("a")
    pace.end(64)
    assert pace.rate() is None
