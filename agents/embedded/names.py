"""Names in a library: which organisations, products, techniques and measures its passages speak of.

A word is a name when it is written like one in mid-sentence; a name's kind is read off its shape and its company.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from triptych.store.records import Entities, Passage

_NAME = re.compile(
    r"(?<![\w.])(?:[A-Z][\w&+-]*[A-Z0-9][\w+-]*(?:\.\w+)?|[a-z]+[A-Z]\w+|[A-Z][a-z]+)"
    r"(?:[ -](?:[A-Z][\w+-]*|v?\d+[a-z]?(?![\w.,%])))*"
)
_ACTS = r"(?:'s|’s| says?| said| reported| announced| claims?| sells?| charges?| buys?| offers?| expects?| raised| acquired)"
_UNNAMES = frozenset(
    """The A An In On At By For From With If As To And But Or When While After Before Because Since Between Among Under Over Most
    Many Some Each Every All No Not One Two Three Four Five This That These Those It Its AI ML US USA UK EU CEO CFO CTO Inc Corp Ltd
    January February March April May June July August September October November December Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday Q1 Q2 Q3 Q4 FY GPU GPUs CPU CPUs LLM LLMs API APIs TB GB MB KB MW GW kW TWh GWh USD Thus However Although
    Even Where What How Why Who New""".split()
)
_MEASURES = (
    "memory bandwidth", "memory capacity", "throughput", "latency", "time to first token", "price per million tokens",
    "price per million output tokens", "price per million input tokens", "gross margin", "operating margin", "market share", "training cost", "rental price",
    "price per hour", "tokens per second", "power draw", "electricity demand", "capital expenditure", "useful life", "revenue",
    "energy density", "cycle life", "cost per kilowatt-hour", "yield", "unit cost", "payback period", "efficiency", "capacity factor", "accuracy",
)  # fmt: skip
_TECHNIQUE = re.compile(r"(?:ing|tion|ism|sation|Attention|Cache|Decoding|Batching|Parallel\w*|Quant\w*)$|^[A-Z]{2,5}$")


@lru_cache(maxsize=50_000)
def names_in(text: str) -> tuple[str, ...]:
    """The names of a text in order of appearance, without repeats."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        name = _trim(match.group())
        initial = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?:\n"
        plain = name.isalpha() and name[1:].islower()
        if name and name not in _UNNAMES and not (initial and plain and " " not in name):
            found[name] = None
    return tuple(found)


def _trim(name: str) -> str:
    parts = name.split(" ")
    while parts and parts[0] in _UNNAMES:
        parts = parts[1:]
    while parts and (parts[-1] in _UNNAMES or parts[-1].isdigit() and len(parts[-1]) == 4):
        parts = parts[:-1]
    return " ".join(parts).rstrip("-").removesuffix("'s")


def survey(passages: Sequence[Passage], most: int = 8) -> Entities:
    """What these passages speak of, by kind, each list most widespread first.

    A name counts once a source, so that one long document cannot fill a list; a name that only one source knows is left
    out where there are enough others.
    """
    spread = _spread(passages)
    organisations = _organisations(spread, passages)
    ranked = [n for n, c in sorted(spread.items(), key=lambda x: (-x[1], x[0])) if c > 1 or len(spread) < most]
    products = [n for n in ranked if any(ch.isdigit() for ch in n) and n not in organisations]
    techniques = [n for n in ranked if n not in organisations and n not in products and _TECHNIQUE.search(n)]
    return Entities(
        organisations=tuple(n for n in ranked if n in organisations)[:most],
        products=tuple(products)[:most],
        techniques=tuple(techniques)[:most],
        measures=tuple(_measures(passages))[:6],
    )


def _spread(passages: Iterable[Passage]) -> Counter[str]:
    by_source: dict[str, set[str]] = {}
    for passage in passages:
        by_source.setdefault(passage.source_id, set()).update(names_in(passage.text))
    return Counter(name for names in by_source.values() for name in names if len(name) > 1)


def _organisations(spread: Counter[str], passages: Sequence[Passage]) -> set[str]:
    """Names that act as organisations do: they own, say, sell, announce."""
    text = "\n".join(p.text for p in passages)
    acting = Counter(m.group(1) for m in re.finditer(rf"\b({_NAME.pattern}){_ACTS}\b", text))
    return {n for n in spread if acting[n] >= 2 and not (any(c.isdigit() for c in n) and acting[n] < 4)}


def _measures(passages: Sequence[Passage]) -> list[str]:
    counts = Counter({m: sum(m in p.text.lower() for p in passages) for m in _MEASURES})
    return [m for m, c in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if c >= 2]
