"""What a call costs in US dollars: by the endpoint's own prices, else by published ones, which ship with a library.

Invariant: nothing here goes to the network.
"""

import ipaddress
from urllib.parse import urlsplit

from triptych.agents.models.base import Usage
from triptych.agents.models.endpoint import Endpoint

_MILLION = 1_000_000


def cost(endpoint: Endpoint, usage: Usage) -> float | None:
    """What that usage costs; 0 on this machine, None where the model's price is not known."""
    if endpoint.price_in is not None and endpoint.price_out is not None:
        return (usage.tokens_in * endpoint.price_in + usage.tokens_out * endpoint.price_out) / _MILLION
    return 0.0 if endpoint.local else _published(endpoint, usage)


def estimate(endpoint: Endpoint, tokens_in: int, tokens_out: int) -> float | None:
    """What so many tokens would cost, none of them cached."""
    return cost(endpoint, Usage(tokens_in, tokens_out))


def known(endpoint: Endpoint) -> bool:
    """Whether the model's price is known."""
    return estimate(endpoint, 1, 1) is not None


def _published(endpoint: Endpoint, usage: Usage) -> float | None:
    """By the list of that provider; a name that only proxies know is looked up with all of them."""
    from genai_prices import Usage as Counted
    from genai_prices import calc_price

    counted = Counted(
        input_tokens=usage.tokens_in,
        output_tokens=usage.tokens_out,
        cache_read_tokens=min(usage.tokens_cached, usage.tokens_in),
    )
    try:
        return float(calc_price(counted, endpoint.model, provider_api_url=endpoint.base_url).total_price)
    except LookupError:
        if _private(endpoint):
            return None
    try:
        return float(calc_price(counted, endpoint.model).total_price)
    except LookupError:
        return None


def _private(endpoint: Endpoint) -> bool:
    """Whether somebody runs it for themselves, so that no published price holds."""
    host = (urlsplit(endpoint.base_url).hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))
