"""The web server behind `triptych --web`: textual-serve's, with a page of our own and locks on its doors.

Invariant: no answer is given to a request that names another host or comes from another origin (a page elsewhere could
reach a loopback address by a name that it controls), nor to one without the token.
"""

import asyncio
import hmac
import os
import secrets
import shlex
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from triptych.errors import InputError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MOST_SESSIONS = 16
MOST_CELLS = 1000
"""Columns or rows that a page may ask for."""
STOP_SECONDS = 5.0
OWN = ("page.css", "page.js")
KINDS = {".css": "text/css", ".js": "text/javascript"}
REFUSED = "Open the address that `triptych --web` has printed: it has a token that this request lacks.\n"


class Served(Server):
    """The server of one archive.

    Args:
        archive: the archive's file.
        host: where it listens.
    """

    def __init__(self, archive: Path, host: str) -> None:
        super().__init__(command_line(archive), host, title="Triptych")
        self.token = secrets.token_urlsafe(24)
        self.sessions: set[web.WebSocketResponse] = set()

    @property
    def place(self) -> str:
        """Host and port, as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """What is opened in a browser."""
        return f"http://{self.place}/?token={self.token}"

    def application(self) -> web.Application:
        """The routes, each behind the locks."""
        app = web.Application(middlewares=[self.guard])
        app.add_routes(
            [
                web.get("/", self.index),
                web.get("/own/{name}", self.own),
                web.get("/ws", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
            ]
        )
        app.on_shutdown.append(self.close_sessions)
        return app

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse whoever is not the user's own browser; say to it what the page may load."""
        hosts = {self.place, f"localhost:{self.port}"}
        origin = request.headers.get("Origin")
        if request.host.lower() not in hosts or (origin is not None and origin not in _origins(hosts)):
            raise web.HTTPForbidden(text="This is served to the address that was printed only.\n")
        if not self._known(request):
            raise web.HTTPForbidden(text=REFUSED)
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(self._headers(request))
        return answer

    def _known(self, request: web.Request) -> bool:
        given = request.query.get("token") or request.cookies.get(self._cookie) or ""
        return hmac.compare_digest(given.encode(), self.token.encode())

    @property
    def _cookie(self) -> str:
        return f"triptych-{self.port}"  # cookies of all ports of a host are one jar

    def _headers(self, request: web.Request) -> dict[str, str]:
        rules = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
            f"img-src 'self' data: blob:; connect-src 'self' ws://{request.host}; frame-ancestors 'none'; base-uri 'none'; "
            "form-action 'none'"
        )
        return {
            "Content-Security-Policy": rules,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page; the token goes from its address into a cookie, so that it stays in no history."""
        if "token" in request.query:
            moved = web.Response(status=303, headers={"Location": "/"})
            moved.set_cookie(self._cookie, self.token, httponly=True, samesite="Lax")
            return moved
        size = to_int(request.query.get("fontsize", ""), 16)
        page = Template(_read("index.html")).substitute(socket=escape(f"ws://{request.host}/ws"), size=size)
        return web.Response(text=page, content_type="text/html")

    async def own(self, request: web.Request) -> web.StreamResponse:
        """What the page needs beside textual-serve's files."""
        name = request.match_info["name"]
        if name not in OWN:
            raise web.HTTPNotFound()
        return web.Response(text=_read(name), content_type=KINDS[Path(name).suffix])

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A session for as long as its page is open."""
        if len(self.sessions) >= MOST_SESSIONS:
            raise web.HTTPServiceUnavailable(text="Too many pages are open; close one.\n")
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)

        async def close() -> None:
            await socket.close()

        service = AppService(
            self.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        self.sessions.add(socket)
        try:
            await service.start(_cells(request, "width", 80), _cells(request, "height", 24))
            await self._process_messages(socket, service)
        finally:
            try:
                await _stopped(service)
            finally:
                self.sessions.discard(socket)
        return socket

    async def close_sessions(self, app: web.Application) -> None:
        """End every session, before the server ends."""
        await asyncio.gather(*(socket.close() for socket in list(self.sessions)))


def run(archive: Path, tell: Callable[[str], None], host: str, port: int) -> None:
    """Serve until Ctrl-C. Raises InputError if the port cannot be had."""
    asyncio.run(_run(Served(archive, host), tell, port))


async def _run(server: Served, tell: Callable[[str], None], port: int) -> None:
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # where signals do not reach the loop, Ctrl-C interrupts it
            asyncio.get_running_loop().add_signal_handler(name, ended.set)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        await _listen(runner, server, port)
        tell(server.address)
        await ended.wait()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, server: Served, port: int) -> None:
    try:
        await web.TCPSite(runner, server.host, port).start()
    except OSError as e:
        raise InputError(
            f"Port {port} of {server.host} cannot be had: {os.strerror(e.errno or 0)}.",
            "Name another: --port 0",
        ) from e
    server.port = runner.addresses[0][1]


async def _stopped(service: AppService) -> None:
    """End the process of a session: at its own pace, or else by force."""
    try:
        await asyncio.wait_for(service.stop(), STOP_SECONDS)
    except TimeoutError:
        if service._process is not None:
            with suppress(ProcessLookupError):
                service._process.kill()


def command_line(archive: Path) -> str:
    """What a session runs, as one line for the shell; the folder one stands in names no module of it."""
    words = [sys.executable, "-P", "-m", "triptych.tui.served", str(archive.absolute())]
    return f"exec {shlex.join(words)}" if os.name == "posix" else subprocess.list2cmdline(words)


def _origins(hosts: set[str]) -> set[str]:
    return {f"http://{host}" for host in hosts}


def _cells(request: web.Request, name: str, otherwise: int) -> int:
    return max(1, min(MOST_CELLS, to_int(request.query.get(name, ""), otherwise)))


def _read(name: str) -> str:
    return (files("triptych.tui") / "browser" / name).read_text(encoding="utf-8")
