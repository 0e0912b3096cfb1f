"""Addresses of services: whether two are the same, where one leads, and whether that is on this machine."""

import ipaddress
from urllib.parse import urlsplit

OPENAI = "https://api.openai.com/v1"
TAVILY = "https://api.tavily.com"


def usable(url: str) -> bool:
    """Whether it is an http(s) address with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def same(one: str, other: str) -> bool:
    """Whether two addresses are one, but for a slash at the end and the case of the host."""
    return _plain(one) == _plain(other)


def loopback(url: str) -> bool:
    """Whether it is on this machine; a name is only if it is `localhost`, whatever it begins with."""
    host = _host(url)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def place(url: str) -> str:
    """Host and port of an address, without a user name or password."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _plain(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl().rstrip("/")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
