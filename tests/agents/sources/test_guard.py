import socket
import time
from typing import Any

import httpcore
import pytest

from triptych.agents.sources.guard import GuardedBackend, check_url, is_public
from triptych.errors import InputError


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_reserved_and_disguised_addresses_do_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://x/", "javascript:alert(1)", "http://",
        "http:///path", "http://u@x.org/", "http://u:p@x.org/", "http://x.org:99999/", "http://[::1/",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_are_asked_for(url: str) -> None:
    with pytest.raises(InputError):
        check_url(url)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
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
    with pytest.raises(InputError, match=r"private or reserved network \(10\.0\.0\.1\)"):
        _backend("other.example").connect_tcp("mixed.example", 80)
    assert connected == []


def test_an_allowed_host_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolves(monkeypatch, ["10.0.0.1"])
    _backend("Wiki.example").connect_tcp("wiki.example", 80)
    assert connected == ["10.0.0.1"]
