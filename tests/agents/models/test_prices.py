import socket

import pytest

from triptych.agents.models import prices
from triptych.agents.models.base import Usage
from triptych.agents.models.endpoint import Endpoint


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_the_endpoints_own_prices_come_first() -> None:
    endpoint = Endpoint("gpt-4o-mini", "http://127.0.0.1:1/v1", price_in=2.0, price_out=8.0)
    assert prices.cost(endpoint, Usage(1_000_000, 500_000)) == pytest.approx(6.0)
    assert prices.cost(Endpoint("free", price_in=0.0, price_out=0.0), Usage(10, 10)) == 0.0


def test_this_machine_costs_nothing() -> None:
    assert prices.cost(Endpoint("gpt-4o", "http://localhost:8080/v1"), Usage(10**6, 10**6)) == 0.0


def test_published_prices_know_what_is_cached() -> None:
    endpoint = Endpoint("gpt-4o-mini")
    whole = prices.cost(endpoint, Usage(1_000_000, 0))
    cached = prices.cost(endpoint, Usage(1_000_000, 0, tokens_cached=1_000_000))
    assert whole is not None
    assert cached is not None
    assert 0 < cached < whole
    assert prices.estimate(endpoint, 1_000_000, 0) == whole


def test_a_proxy_is_taken_to_cost_what_the_model_does_but_a_private_server_is_not() -> None:
    assert prices.known(Endpoint("gpt-4o-mini", "https://proxy.example.com/v1"))
    for host in ("10.0.0.2:8000", "gpu-box", "gpu.lan"):
        assert not prices.known(Endpoint("gpt-4o-mini", f"http://{host}/v1"))


def test_an_unknown_model_has_no_price() -> None:
    assert prices.cost(Endpoint("nobody-knows-this"), Usage(1, 1)) is None
    assert not prices.known(Endpoint("nobody-knows-this"))
