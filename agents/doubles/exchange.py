"""One request and its answer, down to the bytes: what a double works with, and what a misbehaviour bends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from triptych.agents.doubles.loopback import Loopback, Server


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    number: int
    """From 1, over all requests that the server got."""
    method: str
    path: str
    """Without the query."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    at: float
    """`time.monotonic()` when it had come in whole."""

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty if it is none."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out: a body whose length is said beforehand or, with `pieces`, one that is streamed."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    """Empty leaves the header out."""
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = ()

    @property
    def whole(self) -> bytes:
        """The body, streamed or not."""
        return b"".join(self.pieces) or self.body

    def with_body(self, body: bytes) -> "Response":
        """The same with another body, not streamed."""
        return replace(self, body=body, pieces=())


class Exchange:
    """A request that waits for its answer."""

    def __init__(self, request: Request, handler: "Handler", double: "Loopback") -> None:
        self.request = request
        self._handler = handler
        self._double = double
        self._ended = False

    def normal(self) -> Response:
        """What the server would answer if it behaved."""
        return self._double.respond(self.request)

    def error(self, status: int, message: str) -> Response:
        """An error in the words of the service."""
        return self._double.error(status, message, self.request)

    def send(self, response: Response) -> None:
        """Send an answer, whole."""
        if response.pieces:
            self.begin(response)
            self.stream(response.pieces)
        else:
            self.end()
            self.begin(response, len(response.body))
            self.write(response.body)

    def stream(self, pieces: Sequence[bytes], pause: float = 0.0) -> None:
        """Send a body in chunks to its end, with a pause before each but the first."""
        last = len(pieces) - 1
        for number, piece in enumerate(pieces):
            if pause and number and not self.wait(pause):
                return self.hang_up()
            if number == last:
                self.end()
            self.chunk(piece)
        return self.chunk(b"")

    def begin(self, response: Response, length: int | None = None) -> None:
        """Send the status and the headers; without a length the body comes in chunks."""
        handler = self._handler
        handler.send_response(response.status)
        if response.content_type:
            handler.send_header("content-type", response.content_type)
        for name, value in response.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        framing = ("transfer-encoding", "chunked") if length is None else ("content-length", str(length))
        handler.send_header(*framing)
        handler.end_headers()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._handler.wfile.write(data)

    def chunk(self, data: bytes) -> None:
        """Send a chunk of the body; an empty one ends it."""
        if not data:
            self.end()
        self.write(b"%x\r\n%b\r\n" % (len(data), data))

    def wait(self, seconds: float | None = None) -> bool:
        """Wait, at most until the server closes: then False."""
        return not self._double.closing.wait(seconds)

    def hang_up(self) -> None:
        """Close the connection after this exchange."""
        self.end()
        self._handler.close_connection = True

    def end(self) -> None:
        """Count the request as answered: before its last byte, as the client may send the next one after that."""
        if not self._ended:
            self._ended = True
            self._double.ended()


class Handler(BaseHTTPRequestHandler):
    """Reads requests off one connection and hands them to the double."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer."""
        self._answer()

    def do_POST(self) -> None:
        """Answer."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what is asked is in `requests`."""

    def _answer(self) -> None:
        double = cast("Server", self.server).double
        address = urlsplit(self.path)
        request = double.record(
            method=self.command,
            path=unquote(address.path),
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("content-length") or 0)),
        )
        exchange = Exchange(request, self, double)
        try:
            double.handle(exchange)
        finally:
            exchange.end()
