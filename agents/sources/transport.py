"""An httpx transport over httpcore's public interface, with the guard as its network."""

import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import httpcore
import httpx
from h2.exceptions import H2Error

from triptych.agents.authorities import authorities
from triptych.agents.sources.guard import GuardedBackend

_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.ProtocolError, httpx.ProtocolError),
    (ssl.SSLError, httpx.NetworkError),
    (H2Error, httpx.ProtocolError),
)


class GuardedTransport(httpx.BaseTransport):
    """Sends requests through `GuardedBackend`, by HTTP/2 where the server speaks it.

    Args:
        allow_hosts: hosts that may be in a private network.
        deadline: `time.monotonic()` after which nothing is waited for.
    """

    def __init__(self, allow_hosts: Collection[str], deadline: float) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=authorities(http2=True),
            http2=True,
            network_backend=GuardedBackend(allow_hosts, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body still to come. Raises httpx.TransportError, or InputError from the guard."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with _translated():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except tuple(known for known, _ in _ERRORS) as e:
        wanted = next(ours for known, ours in _ERRORS if isinstance(e, known))
        raise wanted(str(e) or type(e).__name__) from e
