"""The HTTP client under a chat model: it reads no body that is longer than any answer is, packed or not, and none of so many
values that the library, which makes an object of each, would keep everything else from going on."""

import zlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from triptych.agents.authorities import authorities
from triptych.agents.models.endpoint import Endpoint

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 8_000_000
MOST_VALUES = 100_000
"""Commas and brackets in a body, or in one line of a stream."""
_GZIP = 16 + zlib.MAX_WBITS


class UselessBody(Exception):
    """A body went on beyond `MOST_BYTES` or `MOST_VALUES`, is packed in a way that nobody asked for, or is a web page."""


def http_client(endpoint: Endpoint) -> "httpx2.AsyncClient":
    """A client for that endpoint. No proxy stands between us and our own machine, and no prompt goes elsewhere."""
    import openai

    return openai.DefaultAsyncHttpxClient(
        timeout=endpoint.timeout,
        follow_redirects=False,
        trust_env=not endpoint.local,
        verify=authorities(),
        headers={"accept-encoding": "gzip"},
        event_hooks={"response": [_limit]},
    )


async def _limit(response: "httpx2.Response") -> None:
    """Put our own reading between the connection and the library, which unpacks without a limit."""
    packed = response.headers.pop("content-encoding", "identity").lower()
    if packed not in ("identity", "gzip", "x-gzip"):
        raise UselessBody(f"its answer is packed as {packed}, though gzip was asked for")
    if response.is_success and "html" in response.headers.get("content-type", "").lower():
        raise UselessBody("it answers with a web page")
    lines = "event-stream" in response.headers.get("content-type", "").lower()
    response.stream = _limited(
        response.stream, zlib.decompressobj(_GZIP) if "gzip" in packed else None, _Values(lines)
    )


class _Values:
    """Counts the values in a body as it comes.

    Args:
        lines: whether each line is a body of its own.
    """

    def __init__(self, lines: bool) -> None:
        self._lines, self._count = lines, 0

    def take(self, piece: bytes) -> None:
        """Count a piece. Raises UselessBody where there are too many."""
        first, *others = piece.split(b"\n") if self._lines else (piece,)
        self._add(first)
        for line in others:
            self._count = 0
            self._add(line)

    def _add(self, part: bytes) -> None:
        self._count += sum(map(part.count, (b",", b"[", b"{")))
        if self._count > MOST_VALUES:
            raise UselessBody("its answer has more parts than any answer has")


def _limited(stream: Any, unpacking: Any, values: _Values) -> "httpx2.AsyncByteStream":
    """The stream, unpacked, up to the limit. The class is made here since its base loads a library."""
    import httpx2

    class Limited(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MOST_BYTES
            async for chunk in stream:
                piece = unpacking.decompress(chunk, left + 1) if unpacking else chunk
                left -= len(piece)
                if left < 0:
                    raise UselessBody(f"its answer is longer than {MOST_BYTES // 1_000_000} MB")
                values.take(piece)
                yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Limited()
