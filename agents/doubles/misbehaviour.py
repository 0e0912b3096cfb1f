"""What goes wrong on the way, for any double: `server.misbehave(status(429, retry_after=2), times=1)`.

Each of these functions gives a misbehaviour: a function that is handed the exchange and does its worst with it.
"""

import gzip
import threading
from dataclasses import replace
from itertools import count

from triptych.agents.doubles.exchange import Exchange, Response
from triptych.agents.doubles.plan import Misbehaviour

MEGABYTES_10 = 10_000_000
HTML = b"<!doctype html><html><head><title>Welcome</title></head><body><h1>Please log in</h1></body></html>"
BLOCKED = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Robots are not let in.</body></html>"
_TEXT_HTML = "text/html; charset=utf-8"
_PAUSE = 0.01


def status(code: int, *, retry_after: float | str | None = None, message: str = "") -> Misbehaviour:
    """An error of the service, with or without a Retry-After (in seconds, or a date as text)."""
    headers = {} if retry_after is None else {"retry-after": f"{retry_after}"}
    return lambda exchange: exchange.send(
        replace(exchange.error(code, message or f"status {code}, as asked for"), headers=headers)
    )


def gives(
    body: bytes, content_type: str = "application/json", code: int = 200, **headers: str
) -> Misbehaviour:
    """This very body."""
    return lambda exchange: exchange.send(Response(code, body, content_type, headers))


def html(code: int = 200) -> Misbehaviour:
    """A page in HTML, such as a log-in page or a proxy's error."""
    return gives(HTML, _TEXT_HTML, code)


def blocked() -> Misbehaviour:
    """The 403 of a site that wants no robots."""
    return gives(BLOCKED, _TEXT_HTML, 403)


def not_json() -> Misbehaviour:
    """A text that says it is JSON."""
    return gives(b"upstream connect error or disconnect before headers")


def echoes_authorization() -> Misbehaviour:
    """A 401 that repeats the Authorization header it was sent, for tests that no key is ever shown."""

    def answer(exchange: Exchange) -> None:
        sent = exchange.request.headers.get("authorization", "")
        exchange.send(exchange.error(401, f"Incorrect API key provided. You sent Authorization: {sent}"))

    return answer


def hang(*, after_headers: bool = False) -> Misbehaviour:
    """No answer at all, or none after the headers, until the server closes."""

    def answer(exchange: Exchange) -> None:
        if after_headers:
            exchange.begin(exchange.normal())
        exchange.wait()
        exchange.hang_up()

    return answer


def held(until: threading.Event) -> Misbehaviour:
    """The proper answer, but not before that event is set."""

    def answer(exchange: Exchange) -> None:
        while not until.is_set():
            if not exchange.wait(_PAUSE):
                return exchange.hang_up()
        return exchange.send(exchange.normal())

    return answer


def disconnect() -> Misbehaviour:
    """The connection ends without an answer."""
    return lambda exchange: exchange.hang_up()


def truncated() -> Misbehaviour:
    """Half of the body under the length of the whole, then the connection ends."""

    def answer(exchange: Exchange) -> None:
        whole = exchange.normal()
        exchange.begin(whole, len(whole.whole))
        exchange.write(whole.whole[: len(whole.whole) // 2])
        exchange.hang_up()

    return answer


def half_body() -> Misbehaviour:
    """Half of the body, as if it were all: JSON that ends in the middle."""

    def answer(exchange: Exchange) -> None:
        whole = exchange.normal()
        exchange.send(whole.with_body(whole.whole[: len(whole.whole) // 2]))

    return answer


def cut(after: int = 2, *, cleanly: bool = False) -> Misbehaviour:
    """A stream that ends after so many events, or half of a body that is none: then the connection breaks.

    With `cleanly` the body is closed as if that were all, so that only the end of the stream is missing.
    """

    def answer(exchange: Exchange) -> None:
        response = exchange.normal()
        exchange.begin(response)
        for piece in response.pieces[:after] or (_half(response),):
            exchange.chunk(piece)
        if cleanly:
            exchange.chunk(b"")
        exchange.hang_up()

    return answer


def _half(response: Response) -> bytes:
    return response.whole[: max(1, len(response.whole) // 2)]


def drip(pause: float = _PAUSE, size: int = 16) -> Misbehaviour:
    """The proper answer, in small pieces with a pause between them."""

    def answer(exchange: Exchange) -> None:
        response = exchange.normal()
        exchange.begin(response)
        exchange.stream(response.pieces or _pieces(response.body, size), pause)

    return answer


def _pieces(body: bytes, size: int) -> tuple[bytes, ...]:
    return tuple(body[at : at + size] for at in range(0, len(body), size))


def endless(pause: float = _PAUSE, drop: bytes = b" ") -> Misbehaviour:
    """The beginning of the proper answer, then drop after drop until the client or the server closes."""

    def answer(exchange: Exchange) -> None:
        response = exchange.normal()
        exchange.begin(response)
        exchange.chunk(_half(response))
        while exchange.wait(pause):
            exchange.chunk(drop)
        exchange.hang_up()

    return answer


def big(size: int = MEGABYTES_10) -> Misbehaviour:
    """The proper answer with blanks after it up to so many bytes: well-formed, and too large."""

    def answer(exchange: Exchange) -> None:
        response = exchange.normal()
        exchange.send(response.with_body(response.whole.ljust(size)))

    return answer


def gzip_bomb(size: int = 10 * MEGABYTES_10) -> Misbehaviour:
    """A small body that unpacks to so many blanks."""
    packed = gzip.compress(b" " * size)

    def answer(exchange: Exchange) -> None:
        bomb = exchange.normal().with_body(packed)
        exchange.send(replace(bomb, headers={**bomb.headers, "content-encoding": "gzip"}))

    return answer


def wrong_charset(said: str = "utf-8", meant: str = "latin-1") -> Misbehaviour:
    """A body in one encoding under the name of another; what the encoding lacks becomes a question mark."""

    def answer(exchange: Exchange) -> None:
        response = exchange.normal()
        text = response.whole.decode(errors="replace")
        media = response.content_type.partition(";")[0]
        wrong = replace(
            response.with_body(text.encode(meant, "replace")), content_type=f"{media}; charset={said}"
        )
        exchange.send(wrong)

    return answer


def no_content_type() -> Misbehaviour:
    """The proper answer, of which nobody says what it is."""
    return lambda exchange: exchange.send(replace(exchange.normal(), content_type=""))


def redirect(to: str, code: int = 302) -> Misbehaviour:
    """A redirect to any address, e.g. `http://169.254.169.254/latest/meta-data/`."""
    return gives(b"", "", code, location=to)


def redirect_loop(code: int = 302) -> Misbehaviour:
    """A redirect to itself, each time under a new address."""
    turns = count(1)

    def answer(exchange: Exchange) -> None:
        to = {"location": f"{exchange.request.path}?turn={next(turns)}"}
        exchange.send(Response(code, content_type="", headers=to))

    return answer
