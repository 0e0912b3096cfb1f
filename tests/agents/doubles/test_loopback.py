import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from triptych.agents.doubles import openai_server, web_server
from triptych.agents.doubles.misbehaviour import held
from triptych.agents.doubles.openai_server import OpenAIServer

ASK = {"model": "m", "messages": [{"role": "user", "content": "?"}]}


def test_it_records_what_it_was_asked(client: httpx.Client) -> None:
    with OpenAIServer() as server:
        client.post(f"{server.base_url}/chat/completions?a=b%20c", json=ASK, headers={"X-Test": "yes"})
        client.get(f"{server.base_url}/models")
    first, second = server.requests
    assert (first.number, first.method, first.path, first.query) == (
        1,
        "POST",
        "/v1/chat/completions",
        {"a": "b c"},
    )
    assert first.headers["x-test"] == "yes"
    assert first.json == ASK
    assert (second.number, second.json) == (2, {})
    assert first.at <= second.at


async def test_it_knows_how_many_requests_were_under_way_at_once() -> None:
    go = threading.Event()
    with OpenAIServer() as server:
        server.misbehave(held(go), times=5)
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            address = f"{server.base_url}/chat/completions"
            asked = [asyncio.create_task(client.post(address, json=ASK)) for _ in range(5)]
            assert await asyncio.to_thread(server.wait_for, 5)
            go.set()
            await asyncio.gather(*asked)
    assert server.most_at_once == 5


def test_one_request_after_another_is_never_two_at_once() -> None:
    with OpenAIServer() as server:
        for _ in range(20):
            with httpx.Client(
                trust_env=False, verify=False
            ) as client:  # each time a connection, so a thread, of its own
                assert client.post(f"{server.base_url}/chat/completions", json=ASK | {"stream": True}).text
    assert server.most_at_once == 1


def test_latency_comes_before_the_answer(client: httpx.Client) -> None:
    with OpenAIServer(latency=0.05) as server:
        assert client.get(f"{server.base_url}/models").elapsed.total_seconds() >= 0.05


def test_idle_connections_do_not_keep_it_from_closing(client: httpx.Client) -> None:
    with OpenAIServer() as server:
        client.get(f"{server.base_url}/models")
        with socket.create_connection(("127.0.0.1", _port(server))) as silent:
            silent.sendall(b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 100\r\n\r\nhalf")
            server.close()
            assert not [t.name for t in threading.enumerate() if t.name.startswith("triptych double")]


def _port(server: OpenAIServer) -> int:
    port = httpx.URL(server.base_url).port
    assert port is not None
    return port


def test_nothing_listens_once_it_is_closed() -> None:
    with OpenAIServer() as server:
        port = _port(server)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open() -> None:
    with OpenAIServer() as server, pytest.raises(OSError, match="in use"):
        OpenAIServer(port=_port(server)).start()


@pytest.mark.parametrize("module", [openai_server, web_server])
def test_it_can_be_started_from_the_command_line(module: object, folder: Path) -> None:
    name = getattr(module, "__name__", "")
    command = [sys.executable, "-m", name, *([str(folder)] if module is web_server else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
