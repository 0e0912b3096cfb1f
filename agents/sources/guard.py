"""The network guard: what may be asked for, and which addresses may be spoken to.

Invariant: the address is checked where the connection is made, on what the name resolved to, and the
connection goes to that very address; so neither a redirect nor a name server that changes its answer can lead
into a private network.
"""

import ipaddress
import socket
import time
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore

from triptych.errors import InputError

_SCHEMES = ("http", "https")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out for the internet; what is outside is private, reserved or long withdrawn."""
_WITHHELD = tuple(
    map(
        ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "3fff::/20")
    )
)
"""Not to be spoken to, though some versions of Python call them global: among them two addresses at which clouds
answer their own machines with what nobody else should know."""
_HINT = "If you mean it, allow its host: --allow-host HOST."

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(InputError):
    """The guard does not let this address be read."""


def check_url(url: str) -> None:
    """Refuse an address that is not plain http(s).

    Raises:
        Refused: another scheme, no host, or a user name or password in it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as e:
        raise Refused(f"{url}: not a web address ({e}).", "Check the address.") from e
    if parts.scheme.lower() not in _SCHEMES:
        raise Refused(f"{url}: only http and https addresses are read.", "Give a path for a local file.")
    if not host or port == 0:
        raise Refused(f"{url}: there is no host in this address.", "Check the address.")
    if parts.username is not None or parts.password is not None:
        raise Refused(
            f"{parts.scheme}://{host}: an address with a user name or password in it is not read.",
            "Remove what stands before the @.",
        )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever other address is wrapped in it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        return False  # Only ever a disguise: a name server gives the IPv4 address itself.
    return all(_is_public(one) for one in _unwrapped(ip))


def _unwrapped(ip: Address) -> Iterable[Address]:
    """The address and the IPv4 addresses that it may carry; under NAT64 only what it carries counts."""
    if isinstance(ip, ipaddress.IPv4Address):
        return (ip,)
    if ip in _NAT64:
        return (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF),)
    if ip.sixtofour:
        return (ip, ip.sixtofour)
    return (ip, *ip.teredo) if ip.teredo else (ip,)


def _is_public(ip: Address) -> bool:
    if ip.version == 6 and ip not in _UNICAST:
        return False
    withheld = any(ip in network for network in _WITHHELD)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not withheld


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses and allowed hosts only, all before one deadline.

    Args:
        allow_hosts: hosts, as written in the address, that may be anywhere; with `:port`, on that port only.
        deadline: `time.monotonic()` after which nothing is waited for.
    """

    def __init__(self, allow_hosts: Collection[str], deadline: float) -> None:
        self._allowed = {_allowed(host) for host in allow_hosts}
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to the first address that answers. Raises Refused if any address is not public."""
        error: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, remaining(self._deadline, timeout), local_address, socket_options
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as e:
                error = e
        raise error or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, *_args: Any, **_options: Any) -> httpcore.NetworkStream:
        """Never."""
        raise httpcore.UnsupportedProtocol("no unix sockets")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise httpcore.ConnectError(f"{host} is not known") from e
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allows(host, port):
            for address in addresses:
                if not is_public(address):
                    raise Refused(f"{host} is in a private or reserved network ({address}); not read.", _HINT)
        return addresses

    def _allows(self, host: str, port: int) -> bool:
        name = _name(host)
        return (name, None) in self._allowed or (name, port) in self._allowed


def _allowed(given: str) -> tuple[str, int | None]:
    """A host of the allow-list, and the port where one is given with it. `::1` is a host, `[::1]:80` has a port."""
    host, colon, port = given.strip().rpartition(":")
    if colon and port.isascii() and port.isdigit() and (":" not in host or host.endswith("]")):
        return _name(host), int(port)
    return _name(given.strip()), None


def _name(host: str) -> str:
    return host.lower().strip("[]").removesuffix(".")


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends at the deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, remaining(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, remaining(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, remaining(self._deadline, timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def remaining(deadline: float, timeout: float | None) -> float:
    """The seconds left, at most `timeout`. Raises httpcore.ReadTimeout when none are left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time was up")
    return left if timeout is None else min(left, timeout)
