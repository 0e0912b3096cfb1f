import socket
import time
from typing import Any

import httpcore
import pytest

from triptych.agents.sources.guard import GuardedBackend, Refused, check_url, is_public


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "fec0::1", "5f00::1", "::127.0.0.1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "64:ff9b::a9fe:a9fe",
        "2001:0:5db8:d822::f5ff:fffe", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "192.88.99.1", "168.63.129.16",
        "::ffff:169.254.169.254", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_reserved_and_disguised_addresses_do_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://x/", "javascript:alert(1)", "http://",
        "http:///path", "http://u@x.org/", "http://u:p@x.org/", "http://x.org:99999/", "http://[::1/", "http://good.org@evil.org/",
        "http://@evil.org/", "http://good.org:80@evil.org/", "//x.org/", "x.org", "HTTP:/x.org", "data:text/plain,x", "http://x.org:0/",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_are_asked_for(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(Refused) as caught:
        check_url("https://user:secret@x.org/")
    assert "secret" not in str(caught.value)


def _resolves(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Lets the name server give those answers, one after another; returns where connections go."""
    connected: list[str] = []
    remaining = list(answers)

    def getaddrinfo(_host: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in remaining.pop(0)]

    def connect(_self: object, host: str, *_args: Any) -> httpcore.NetworkStream:
        connected.append(host)
        return httpcore.MockStream([])

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return connected


def _backend(*allow: str) -> GuardedBackend:
    return GuardedBackend(allow, time.monotonic() + 5)


def test_a_name_is_resolved_once_and_connected_to_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolves(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    _backend().connect_tcp("rebinding.example", 80)
    assert connected == ["93.184.216.34"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolves(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(Refused, match=r"private or reserved network \(10\.0\.0\.1\)"):
        _backend("other.example").connect_tcp("mixed.example", 80)
    assert connected == []


def test_an_allowed_host_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolves(monkeypatch, ["10.0.0.1"])
    _backend("Wiki.example").connect_tcp("wiki.example", 80)
    assert connected == ["10.0.0.1"]


def test_a_name_that_turns_private_is_refused_at_its_next_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolves(monkeypatch, ["93.184.216.34"], ["169.254.169.254"])
    backend = _backend()
    backend.connect_tcp("rebinding.example", 80)
    with pytest.raises(Refused, match=r"169\.254\.169\.254"):
        backend.connect_tcp("rebinding.example", 80)
    assert connected == ["93.184.216.34"]


def test_a_name_under_nat64_is_judged_by_the_address_it_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolves(monkeypatch, ["64:ff9b::5db8:d822"], ["64:ff9b::a00:1"])
    _backend().connect_tcp("public.example", 80)
    with pytest.raises(Refused):
        _backend().connect_tcp("private.example", 80)
    assert connected == ["64:ff9b::5db8:d822"]


@pytest.mark.parametrize(
    ("allowed", "host", "port"),
    [
        ("wiki.example:8080", "wiki.example", 8080),
        ("wiki.example", "WIKI.example.", 81),
        ("wiki.example.", "wiki.example", 80),
        ("[::1]:8080", "::1", 8080),
        ("::1", "[::1]", 80),
        ("[::1]", "::1", 80),
        (" 127.0.0.1 ", "127.0.0.1", 80),
    ],
)
def test_a_host_is_allowed_by_name_or_by_name_and_port(
    monkeypatch: pytest.MonkeyPatch, allowed: str, host: str, port: int
) -> None:
    connected = _resolves(monkeypatch, ["10.0.0.1"])
    _backend(allowed).connect_tcp(host, port)
    assert connected == ["10.0.0.1"]


@pytest.mark.parametrize(
    ("allowed", "host", "port"),
    [
        ("wiki.example:8080", "wiki.example", 22),
        ("[::1]:8080", "::1", 22),
        ("wiki.example", "evil.wiki.example", 80),
        ("wiki.example", "wiki.example.evil.org", 80),
        ("10.0.0.1", "other.example", 80),  # the name is what is allowed, not where it leads
        ("", "other.example", 80),
    ],
)
def test_what_is_allowed_opens_nothing_else(
    monkeypatch: pytest.MonkeyPatch, allowed: str, host: str, port: int
) -> None:
    connected = _resolves(monkeypatch, ["10.0.0.1"])
    with pytest.raises(Refused):
        _backend(allowed).connect_tcp(host, port)
    assert connected == []


def test_no_unix_socket_is_opened() -> None:
    with pytest.raises(httpcore.UnsupportedProtocol):
        _backend().connect_unix_socket("/run/docker.sock")
