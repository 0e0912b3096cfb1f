"""HTTP/1.1 over loopback for the doubles: real sockets, real threads, and an end to all of them.

Invariant: after `close` no thread and no socket of the server is left, whatever a client or a misbehaviour was
waiting for; so everything here that waits, waits for `closing`, too.
"""

import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from http.server import ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from types import TracebackType
from typing import Any, Self

from triptych.agents.doubles.exchange import Exchange, Handler, Request, Response
from triptych.agents.doubles.plan import Misbehaviour, Plan, When

LOOPBACK = "127.0.0.1"
_POLL = 0.01  # seconds until a server notices that it is to end
_BACKLOG = 128


class Server(ThreadingHTTPServer):
    """One listening address of a double; it knows its open connections, so that it can end them."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = _BACKLOG

    def __init__(self, address: tuple[str, int], double: "Loopback") -> None:
        self.double = double
        self._open: set[socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection on, in a thread of its own."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection, so that no thread waits for a client."""
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that left is no error, and the exchange keeps all others."""


def _shut(connection: socket) -> None:
    try:
        connection.shutdown(SHUT_RDWR)
    except OSError:
        return  # the client was faster


class Loopback(ABC):
    """A server on loopback that records what it is asked and misbehaves on demand.

    Use it as a context manager, also in asynchronous code: it runs in threads of its own. An exception of the
    double itself (such as one in a function that it was given) answers 500 and comes out where the context ends.

    Args:
        hosts: addresses to listen on, each on a port of its own; all of 127/8 is loopback on Linux.
        port: of the first address; 0 takes any that is free.
        latency: seconds before each answer.
    """

    def __init__(self, hosts: Sequence[str] = (LOOPBACK,), port: int = 0, latency: float = 0.0) -> None:
        self.requests: list[Request] = []
        self.most_at_once = 0
        """The highest number of requests that were under way at once."""
        self.closing = threading.Event()
        self.failures: list[Exception] = []
        self._latency = latency
        self._addresses = [(host, 0 if n else port) for n, host in enumerate(hosts)]
        self._servers: list[Server] = []
        self._threads: list[threading.Thread] = []
        self._under_way = 0
        self._arrived = threading.Condition()
        self._faults: Plan[Misbehaviour] = Plan()

    @abstractmethod
    def respond(self, request: Request) -> Response:
        """The proper answer to a request."""

    @abstractmethod
    def error(self, status: int, message: str, request: Request) -> Response:
        """An error as this service words it."""

    def misbehave(
        self,
        how: Misbehaviour,
        *,
        path: str = "*",
        on: Collection[int] = (),
        when: When | None = None,
        times: int | None = None,
    ) -> None:
        """Plan a misbehaviour. Of several that fit a request the first with turns left is taken.

        Args:
            how: one of triptych.agents.doubles.misbehaviour.
            path: a pattern of paths, e.g. `/search` or `/pages/*`.
            on: numbers of requests, counted from 1 over all that the server gets; empty means any.
            when: which requests, by what they ask.
            times: how often; None means always.
        """
        self._faults.add(how, path, on, when, times)

    def origin(self, site: int = 0) -> str:
        """`http://host:port` of one of the addresses."""
        if not self._servers:
            raise RuntimeError("The server is not running: use it in a with statement, or call start().")
        host, port = self._servers[site].server_address[:2]
        return f"http://{host!s}:{port}"

    def wait_for(self, requests: int, seconds: float = 5.0) -> bool:
        """Wait until that many requests have come; whether they have."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.requests) >= requests, seconds)

    def start(self) -> Self:
        """Begin to serve. Raises OSError if an address cannot be listened on."""
        try:
            for address in self._addresses:
                self._servers.append(Server(address, self))
        except OSError:
            self.close()
            raise
        for server in self._servers:
            thread = threading.Thread(target=server.serve_forever, args=(_POLL,), name="triptych double")
            thread.start()
            self._threads.append(thread)
        return self

    def close(self) -> None:
        """End all that is under way and wait for it."""
        self.closing.set()
        for server in self._servers if self._threads else ():
            server.shutdown()
        for server in self._servers:
            server.hang_up()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._servers, self._threads = [], []

    def handle(self, exchange: Exchange) -> None:
        """Answer a request, or misbehave."""
        if self._latency and not exchange.wait(self._latency):
            return
        try:
            if fault := self._faults.take(exchange.request):
                fault(exchange)
            else:
                self.deliver(exchange)
        except ConnectionError:
            exchange.hang_up()  # the client has left
        except Exception as e:  # a test must see what went wrong in a thread of its double
            self.failures.append(e)
            exchange.send(exchange.error(500, f"{type(e).__name__} in the double"))

    def deliver(self, exchange: Exchange) -> None:
        """Answer a request as it should be."""
        exchange.send(self.respond(exchange.request))

    def record(self, **parts: Any) -> Request:
        """Number and keep a request that has come."""
        with self._arrived:
            request = Request(number=len(self.requests) + 1, at=time.monotonic(), **parts)
            self.requests.append(request)
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            self._arrived.notify_all()
        return request

    def ended(self) -> None:
        """A request has been answered."""
        with self._arrived:
            self._under_way -= 1

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if error is None and self.failures:
            raise self.failures[0]


def serve(server: Loopback, told: Callable[[], str]) -> None:
    """Serve until Ctrl-C; `told` gives what to print once the addresses are known."""
    with suppress(KeyboardInterrupt), server:
        print(told(), "(Ctrl-C ends it)", flush=True)
        server.closing.wait()


def as_json(value: object, status: int = 200, **headers: str) -> Response:
    """A JSON answer, in UTF-8 as it is and not escaped."""
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), headers=headers)
