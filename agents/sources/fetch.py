"""Reads a web address: guarded, in a limited time, up to a limited size."""

import gzip
import time
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import TYPE_CHECKING

from triptych.agents.retry_after import retry_after
from triptych.agents.sources.document import Origin
from triptych.agents.sources.readers import read_bytes, too_large
from triptych.errors import InputError, ServiceError
from triptych.store.records import Source

if TYPE_CHECKING:
    import httpx

SECONDS = 30.0
REDIRECTS = 5
_STEP_SECONDS = 15.0
_AGENT = "triptych (a reader of public web pages)"
_BUSY = HTTPStatus.TOO_MANY_REQUESTS


class Transient(ServiceError):
    """A fault that may pass: no answer, or one that says so.

    Args:
        message, hint: as for every error.
        retry_after: the seconds that the server asked us to wait, if it did.
    """

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limits:
    """How much of the outside is let in."""

    max_bytes: int
    """Of the body, after decompression."""
    seconds: float = SECONDS
    """For everything together: names, redirects, headers, body."""
    allow_hosts: Collection[str] = ()
    """Hosts, or hosts with a port, that may be in a private network."""


def read_url(url: str, limits: Limits) -> list[Source]:
    """The sources at an http(s) address: a page, a PDF, a text, or each entry of a feed.

    Raises:
        InputError: the address is refused, is not there, is too large, or holds nothing that can be read.
        ServiceError: the server did not answer properly in time; a Transient where asking again may help.
    """
    data, origin = fetch(url, limits)
    return read_bytes(data, origin)


def fetch(url: str, limits: Limits) -> tuple[bytes, Origin]:
    """The body at an http(s) address, and where it came from after redirects. Raises as `read_url`."""
    import httpx

    from triptych.agents.sources.guard import Refused
    from triptych.agents.sources.transport import GuardedTransport

    deadline = time.monotonic() + limits.seconds
    transport = GuardedTransport(limits.allow_hosts, deadline)
    headers = {"user-agent": _AGENT, "accept-encoding": "gzip"}
    try:
        # No proxy from the environment: behind one, the guard would see only the proxy's address.
        with httpx.Client(
            transport=transport, trust_env=False, headers=headers, timeout=_STEP_SECONDS
        ) as client:
            return _follow(client, url, limits)
    except httpx.TimeoutException as e:
        raise Transient(
            f"{url}: no whole answer within {limits.seconds:g} seconds.", "Try again later."
        ) from e
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as e:
        raise Refused(f"{url}: not a web address ({e}).", "Check the address.") from e
    except httpx.HTTPError as e:
        raise Transient(
            f"{url}: the server did not answer ({e}).", "Check the address and the network."
        ) from e


def _follow(client: "httpx.Client", url: str, limits: Limits) -> tuple[bytes, Origin]:
    from triptych.agents.sources.guard import check_url

    address = url
    for _ in range(REDIRECTS + 1):
        check_url(address)
        with client.stream("GET", address) as response:
            if not response.has_redirect_location:
                return _body(response, url, limits), _origin(response, address)
            address = str(response.url.join(response.headers["location"]))
    raise InputError(f"{url}: more than {REDIRECTS} redirects.", "Give the address where it ends.")


def _origin(response: "httpx.Response", address: str) -> Origin:
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    return Origin(address, address, header.get_content_charset() or "", header.get_content_type())


def _body(response: "httpx.Response", url: str, limits: Limits) -> bytes:
    _check_status(response, url)
    body = bytearray()
    for piece in _decoded(response, url, limits.max_bytes + 1):
        body += piece
        if len(body) > limits.max_bytes:
            raise too_large(url, len(body), limits.max_bytes)
    return bytes(body)


def _check_status(response: "httpx.Response", url: str) -> None:
    status = f"{url}: the server answered {response.status_code} {response.reason_phrase}".rstrip() + "."
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status_code == _BUSY:
        raise Transient(status, "Try again later.", retry_after(response.headers))
    if response.status_code != HTTPStatus.OK:
        raise InputError(status, "Check the address in a browser.")


def _decoded(response: "httpx.Response", url: str, most: int) -> Iterator[bytes]:
    """The body's pieces, decompressed by at most `most` bytes each: a small answer can hold a vast one."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise ServiceError(
            f"{url}: the server sent {coding}, which was not asked for.", "Save the page as a file."
        )
    unpack = _gunzip(url, most) if coding.endswith("gzip") else _as_is
    for piece in response.iter_raw():
        yield unpack(piece)


def _as_is(piece: bytes) -> bytes:
    return piece


def _gunzip(url: str, most: int) -> Callable[[bytes], bytes]:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def unpack(piece: bytes) -> bytes:
        try:
            return b"" if unpacker.eof else unpacker.decompress(piece, most)
        except (zlib.error, gzip.BadGzipFile) as e:
            raise ServiceError(f"{url}: the server's answer is damaged.", "Try again later.") from e

    return unpack
