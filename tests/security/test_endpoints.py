"""Endpoints that lie, flood, and repeat what they were told: they cost their answer, never the run, and learn no key twice."""

import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from triptych.agents.doubles.misbehaviour import gives
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.models.base import Completion, Message
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.openai import OpenAIModel
from triptych.errors import ServiceError
from triptych.keys import Key, begun, hidden
from triptych.store.sql.process import environment

KEY = "sk-CANARY-of-the-security-tests-0123"
QUESTION = (Message("user", "What is a chip?"),)
SOON = 5.0  # seconds
PLUGIN = """
print("LOADED")
class plugin:
    @staticmethod
    def new_schema_validator(*asked):
        return None, None, None
"""


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as one:
        yield one


@pytest.fixture
async def model(server: OpenAIServer) -> AsyncIterator[OpenAIModel]:
    one = OpenAIModel(Endpoint("m", base_url=server.base_url, key=Key(KEY), retries=0, timeout=SOON))
    yield one
    await one.close()


def body(**message: Any) -> bytes:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
    return json.dumps(
        {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


def streamed(*pieces: str) -> bytes:
    deltas = [{"content": piece} for piece in pieces]
    events = [
        {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m",
         "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]  # fmt: skip
    events[-1]["choices"][0]["finish_reason"] = "stop"  # type: ignore[index]
    return b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in events) + b"data: [DONE]\n\n"


DEEP = b"[" * 50_000
NUMBERS = b'{"choices": [' + b"1," * 1_000_000 + b"1]}"


@pytest.mark.parametrize(
    "data", [DEEP, body(content=None)[:-1] + b', "x": ' + DEEP, NUMBERS], ids=["deep", "within", "many"]
)
async def test_a_body_that_was_made_to_break_its_reader_is_no_answer(
    server: OpenAIServer, model: OpenAIModel, data: bytes
) -> None:
    server.misbehave(gives(data))
    await model._connect()
    started = time.process_time()
    with pytest.raises(ServiceError, match="did not answer"):
        await model.complete(QUESTION, max_tokens=50)
    assert time.process_time() - started < SOON


@pytest.mark.parametrize("data", [DEEP, NUMBERS], ids=["deep", "many"])
async def test_nor_is_such_a_stream(server: OpenAIServer, model: OpenAIModel, data: bytes) -> None:
    server.misbehave(gives(b"data: " + data + b"\n\n", "text/event-stream"))
    with pytest.raises(ServiceError, match="did not answer"):
        await model.complete(QUESTION, max_tokens=50, told=lambda piece: None)


async def test_a_stream_of_many_events_is_an_answer(server: OpenAIServer, model: OpenAIModel) -> None:
    server.misbehave(gives(streamed(*["a, b "] * 1_000), "text/event-stream"))
    assert len((await model.complete(QUESTION, max_tokens=50, told=lambda piece: None)).text.split()) == 2_000


async def test_a_date_beyond_all_dates_is_not_waited_for(server: OpenAIServer, model: OpenAIModel) -> None:
    never = {"retry-after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}
    server.misbehave(gives(b"{}", "application/json", 429, **never))
    with pytest.raises(ServiceError, match="did not answer"):
        await model.complete(QUESTION, max_tokens=50)


async def test_a_key_that_is_repeated_reaches_nobody(server: OpenAIServer, model: OpenAIModel) -> None:
    server.misbehave(gives(body(content=f"You sent {KEY}, as I see.")))
    assert (await model.complete(QUESTION, max_tokens=50)).text == "You sent [key], as I see."


async def test_nor_does_it_in_pieces(server: OpenAIServer, model: OpenAIModel) -> None:
    server.misbehave(
        gives(streamed("You sent ", KEY[:4], KEY[4:9], KEY[9:], ", a sk-", "etch"), "text/event-stream")
    )
    heard: list[str] = []
    whole = await model.complete(QUESTION, max_tokens=50, told=heard.append)
    assert "".join(heard) == whole.text == "You sent [key], a sk-etch"


async def test_half_a_character_does_not_keep_an_answer_from_being_kept(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.misbehave(gives(body(content="half \ud800 of a pair")))
    completion = await model.complete(QUESTION, max_tokens=50)
    assert completion.text == "half ? of a pair"
    TypeAdapter(Completion).dump_json(completion)


def test_the_beginning_of_a_key_is_told_by_where_it_ends() -> None:
    Key(KEY)
    assert begun(f"text {KEY[:5]}") == 5
    assert begun("text without one.") == 0
    assert hidden(f"a {KEY} b") == "a [key] b"


def test_nothing_is_reported_to_a_service_that_other_programs_report_to(server: OpenAIServer) -> None:
    """In a process of its own: what LangChain finds in the environment it looks for once."""
    asked = f"""
import asyncio, langsmith.utils
from triptych.agents.models.base import Message
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.openai import OpenAIModel
from triptych.graphs.memo import build

async def main():
    build()
    model = OpenAIModel(Endpoint("m", base_url={server.base_url!r}))
    await model.complete((Message("user", "a secret"),), max_tokens=50)
    await model.close()

asyncio.run(main())
from langchain_core.tracers.context import _tracing_v2_is_enabled
print(_tracing_v2_is_enabled())
"""
    theirs = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "lsv2-of-the-user",
    }
    where = {"LANGSMITH_ENDPOINT": server.origin(), "LANGCHAIN_ENDPOINT": server.origin()}
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment() | theirs | where,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert done.stdout.split()[-1] == "False"
    assert {request.path for request in server.requests} == {"/v1/chat/completions"}
    assert os.environ.get("LANGSMITH_API_KEY") is None


def test_no_plugin_of_another_package_sees_a_record(tmp_path: Path) -> None:
    """One that is installed beside: whatever program uses pydantic would load it."""
    about = tmp_path / "beside-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: beside\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[pydantic]\nbeside = beside:plugin\n", encoding="utf-8")
    (tmp_path / "beside.py").write_text(PLUGIN, encoding="utf-8")

    def said(code: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code],
            env=environment() | {"PYTHONPATH": str(tmp_path), "TRIPTYCH_HOME": str(tmp_path / "home")},
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        ).stdout

    ours = "import sys; from triptych.cli import main; sys.argv = ['triptych', 'personas', 'list', '--json']; main()"
    assert said("import pydantic; pydantic.create_model('M', a=(int, ...))") == "LOADED\n"
    assert json.loads(said(ours))[0]["key"]
