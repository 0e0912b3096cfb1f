"""`triptych --web` over real HTTP: the interface for whoever has the address, and for nobody else."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from click.testing import CliRunner
from tests.tui.driving import BOUND, rest
from textual import events

from triptych.commands.root import app
from triptych.errors import ExitCode, InputError
from triptych.store.archive import Archive
from triptych.tui import serving, web
from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.serving import Served

SHOWN = ("index.html", "page.css", "page.js")


@dataclass(frozen=True)
class Serving:
    """A server under way."""

    served: Served
    site: str
    client: aiohttp.ClientSession

    async def status(self, path: str, **headers: str) -> int:
        async with self.client.get(f"{self.site}{path}", headers=headers, allow_redirects=False) as answer:
            return answer.status


@pytest_asyncio.fixture
async def serving_(bare: Archive) -> AsyncIterator[Serving]:
    served = Served(bare.path, "127.0.0.1")
    runner = aiohttp.web.AppRunner(served.application(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await serving._listen(runner, served, 0)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        yield Serving(served, f"http://127.0.0.1:{served.port}", client)
    await runner.cleanup()


async def test_only_whoever_has_the_address_is_answered(serving_: Serving) -> None:
    for path in (
        "/",
        "/ws",
        "/own/page.js",
        "/static/js/textual.js",
        "/download/x",
        "/?token=guess",
        "/?token=é",
    ):
        assert await serving_.status(path) == 403
    assert await serving_.status(f"/?token={serving_.served.token}") == 303
    assert await serving_.status("/") == 200
    assert await serving_.status("/static/js/textual.js") == 200
    assert await serving_.status("/own/page.js") == 200
    for path in (
        "/own/index.html",
        "/own/..%2Fweb.py",
        "/static/",
        "/static/..%2F..%2Fserver.py",
        "/download/x",
    ):
        assert await serving_.status(path) in (403, 404)


async def test_other_hosts_and_other_origins_are_refused(serving_: Serving) -> None:
    assert await serving_.status(f"/?token={serving_.served.token}") == 303
    port = serving_.served.port
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1:{port + 1}",
        f"127.0.0.1.nip.io:{port}",
    ):
        assert await serving_.status("/", Host=host) == 403
        assert await serving_.status("/ws", Host=host) == 403
    for origin in (
        "http://evil.example",
        "null",
        f"https://127.0.0.1:{port}",
        f"http://127.0.0.1:{port + 1}",
        "",
    ):
        assert await serving_.status("/ws", Origin=origin) == 403
    assert await serving_.status("/", Origin=f"http://127.0.0.1:{port}") == 200
    # A name of this machine is no other host; its cookies are its own.
    assert await serving_.status("/", Host=f"localhost:{port}") == 200


async def test_the_page_asks_nothing_of_anybody_else(serving_: Serving) -> None:
    async with serving_.client.get(serving_.served.address) as answer:
        page, headers = await answer.text(), answer.headers
    assert str(answer.url) == f"{serving_.site}/"
    assert f'"ws://127.0.0.1:{serving_.served.port}/ws"' in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert f"connect-src 'self' ws://127.0.0.1:{serving_.served.port};" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    for name in SHOWN:
        assert re.findall(r"https?:|//[\w.]+/|@import", serving._read(name)) == []
    linked = re.findall(r'(?:src|href)="(/[^"]+)"', page) + re.findall(
        r'url\("([^"]+)"\)', serving._read("page.css")
    )
    assert len(linked) == 6
    for path in linked:
        assert await serving_.status(path) == 200


async def test_a_session_is_the_interface_and_ends_with_its_page(serving_: Serving) -> None:
    assert await serving_.status(f"/?token={serving_.served.token}") == 303
    async with serving_.client.ws_connect(f"{serving_.site}/ws?width=100&height=nonsense") as socket:
        await _seen(socket, b"Archive")
        await socket.send_str(json.dumps(["stdin", "q"]))
        async with asyncio.timeout(BOUND):
            async for _ in socket:
                pass
    assert socket.closed
    await _none(serving_.served)


async def test_a_page_that_is_without_the_focus_shows_its_keys_all_the_same(
    pilot: Callable[..., Any], context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TriptychApp, "is_web", True)
    async with pilot(context) as keys:
        keys.app.post_message(events.AppBlur())
        await rest(keys)
        assert keys.app.app_focus
        assert keys.app.screen.focused is not None


async def test_too_many_sessions_are_refused(serving_: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_SESSIONS", 0)
    assert await serving_.status(f"/ws?token={serving_.served.token}") == 503


async def _seen(socket: Any, words: bytes) -> None:
    shown = b""
    async with asyncio.timeout(BOUND):
        while words not in shown:
            shown += (await socket.receive()).data


async def _none(served: Served) -> None:
    async with asyncio.timeout(BOUND):
        while served.sessions:
            await asyncio.sleep(0.01)


@pytest.fixture
def command(bare: Archive, tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    line = [sys.executable, "-m", "triptych.cli", "--archive", str(bare.path), "--web", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        line, stdout=pipe, stderr=pipe, text=True, env=os.environ | {"TRIPTYCH_HOME": str(tmp_path)}
    ) as process:
        yield process
        process.kill()


@pytest.mark.skipif(os.name != "posix", reason="sends the signal of Ctrl-C")
async def test_the_command_prints_the_address_and_ctrl_c_ends_it_with_its_sessions(
    command: "subprocess.Popen[str]",
) -> None:
    assert command.stdout is not None
    address = command.stdout.readline().strip()
    parts = urlsplit(address)
    assert (parts.hostname, parts.query[:6]) == ("127.0.0.1", "token=")
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(f"http://{parts.netloc}/ws?{parts.query}") as socket,
    ):
        await _seen(socket, b"\x1b[")
        command.send_signal(signal.SIGINT)
        async with asyncio.timeout(BOUND):
            async for _ in socket:
                pass
    out, err = await asyncio.to_thread(command.communicate, timeout=BOUND)
    assert (command.returncode, out) == (ExitCode.DONE, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", "::", "127.0.0.1.nip.io", ""])
def test_no_host_but_this_machine_is_served(tmp_path: Path, host: str) -> None:
    with pytest.raises(InputError, match="not a loopback address"):
        web.serve(tmp_path / "archive.duckdb", print, host)


async def test_a_port_that_is_taken_is_told(serving_: Serving, bare: Archive) -> None:
    with pytest.raises(InputError, match="cannot be had") as told:
        await serving._run(Served(bare.path, "127.0.0.1"), print, serving_.served.port)
    assert "--port 0" in told.value.hint


def test_without_what_serves_it_the_line_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "triptych.tui.serving", None)
    with pytest.raises(InputError, match="is not installed") as told:
        web.serve(tmp_path / "archive.duckdb", print)
    assert told.value.hint == "pip install 'triptych[web]'"


@pytest.mark.parametrize("line", [["--port", "1"], ["--web", "memos"], ["--web", "--port", "70000"]])
def test_options_that_do_not_fit_are_refused(line: list[str]) -> None:
    assert CliRunner().invoke(app, line, standalone_mode=True).exit_code == ExitCode.USAGE
