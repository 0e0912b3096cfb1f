"""What a search engine found, and how the lists of several become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote_plus, urlsplit

from triptych.agents.distinct import first_of_each
from triptych.agents.sources.clean import clean, one_line
from triptych.agents.sources.dates import parse_date
from triptych.agents.sources.document import domain
from triptych.keys import hidden

RANK = 60
"""The constant of reciprocal rank fusion: the greater, the less the first places count."""
_MOST = 1e9
_REMEMBERED = 4096  # addresses; each is compared many times in a run
_CLICK_IDS = """
dclid fbclid gbraid gclid gclsrc igshid mkt_tok msclkid srsltid s_cid ttclid twclid vero_id wbraid wickedid yclid
mc_cid mc_eid oly_anon_id oly_enc_id _hsenc _hsmi __hstc __hssc __hsfp hsctatracking
"""
_TRACKING = frozenset(_CLICK_IDS.split())


@dataclass(frozen=True, slots=True)
class Hit:
    """One page that an engine found."""

    url: str
    title: str
    snippet: str
    published_at: date | None
    score: float
    text: str = ""
    """The page's text, where the engine gives it."""
    engine: str = ""


class Engine(Protocol):
    """A search engine of the web."""

    @property
    def name(self) -> str:
        """What its hits and the sources found by it are marked with."""
        ...

    @property
    def asks(self) -> dict[str, Any]:
        """All that decides its answers besides the query, and no key."""
        ...

    async def search(self, query: str, limit: int, without: frozenset[str]) -> list[Hit]:
        """Hits, best first, none of the publishers in `without` where the engine can leave them out.

        Raises:
            ServiceError: the engine did not answer properly.
        """
        ...


class Extractor(Protocol):
    """A service that reads pages which we cannot."""

    @property
    def name(self) -> str:
        """What the sources read by it are marked with."""
        ...

    async def extract(self, urls: Sequence[str]) -> dict[str, str]:
        """The texts of those of the addresses that it could read. Raises ServiceError."""
        ...


def hit(given: Any, engine: str, **names: str) -> Hit | None:
    """A hit of an engine's JSON, cleaned and without any key; None if it is not one, or its address is none of the web.

    Args:
        given: one element of the list of results.
        engine: the engine's name.
        names: which of its fields holds the `snippet`, the `published_at` and the `text`.
    """
    if not isinstance(given, dict) or not domain(str(given.get("url", ""))):
        return None
    score = given.get("score")
    return Hit(
        url=one_line(given["url"]),
        title=one_line(_word(given, "title")),
        snippet=one_line(_word(given, names["snippet"])),
        published_at=parse_date(given.get(names["published_at"])),
        score=float(score) if isinstance(score, int | float) and abs(score) < _MOST else 0.0,
        text=clean(_word(given, names.get("text", ""))),
        engine=engine,
    )


def _word(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    return hidden(value) if isinstance(value, str) else ""


@lru_cache(_REMEMBERED)
def canonical(url: str) -> str:
    """An address for comparison: without scheme, `www.`, fragment, tracking parameters and closing slash.

    It need not lead anywhere. What is no address comes back as it is.
    """
    from url_normalize import url_normalize

    try:
        parts = urlsplit(url_normalize(url.strip()) or "")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    place = host.removeprefix("www.").rstrip(".") + (f":{port}" if port else "")
    query = _query(parts.query)
    return place + parts.path.rstrip("/") + (f"?{query}" if query else "")


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in pairs if not _tracks(name.lower()))
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in kept)


def _tracks(name: str) -> bool:
    return name.startswith("utm_") or name in _TRACKING


def fused(lists: Iterable[Sequence[Hit]]) -> list[Hit]:
    """One list of several by reciprocal rank, each page once; its score is the sum over the lists."""
    merged: dict[str, Hit] = {}
    for hits in lists:
        for rank, one in enumerate(first_of_each(hits, lambda hit: canonical(hit.url)), 1):
            page = canonical(one.url)
            gained = 1 / (RANK + rank)
            known = merged.get(page)
            merged[page] = _joined(known, one, gained) if known else replace(one, score=gained)
    return sorted(merged.values(), key=lambda one: -one.score)


def _joined(known: Hit, other: Hit, gained: float) -> Hit:
    """The hit of an earlier list, with what it lacks taken from a later one."""
    return replace(
        known,
        score=known.score + gained,
        title=known.title or other.title,
        snippet=known.snippet or other.snippet,
        published_at=known.published_at or other.published_at,
        text=known.text or other.text,
    )
