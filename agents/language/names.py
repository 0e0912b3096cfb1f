"""Names in a library: which organisations, products, techniques and measures its passages speak of.

A word is a name when it is written like one in mid-sentence; a name's kind is read off its shape and its company.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from triptych.agents.sources.starter import starter_entities
from triptych.store.records import Entities, Passage

_NAME = re.compile(
    r"(?<![\w.])(?:[A-Z][\w&+-]*[A-Z0-9][\w+-]*(?:\.\w+)?|[a-z]+[A-Z]\w+|[A-Z][a-z]+)"
    r"(?:[ -](?:[A-Z][\w+-]*|v?\d+[a-z]?(?![\w.,%])))*"
)
_ACTS = r"(?:'s|’s| (?:says?|said|reported|announced|claims?|sells?|charges?|buys?|offers?|expects?|raised|acquired))"
_DATA = tomllib.loads(files("triptych.agents.language").joinpath("names.toml").read_text(encoding="utf-8"))
_UNNAMES = frozenset(_DATA["not_names"].split())
_MEASURES: tuple[str, ...] = tuple(_DATA["measures"])
_TECHNIQUE = re.compile(r"\w(?:Attention|Cache|Decoding|Batching|Parallel\w*|Quant\w*)$")


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
    while parts and (parts[-1] in _UNNAMES or (parts[-1].isdigit() and len(parts[-1]) == 4)):
        parts = parts[:-1]
    return " ".join(parts).rstrip("-").removesuffix("'s")


def known_in(text: str) -> tuple[str, ...]:
    """The names of a text that the starter collection knows, wherever they stand: `Anthropic will …` begins with one."""
    return tuple(dict.fromkeys(_known_pattern().findall(text)))


def survey(passages: Sequence[Passage], most: int = 8) -> Entities:
    """What these passages speak of, by kind, each list most widespread first.

    A name counts once a source, so that one long document cannot fill a list. Names of the starter collection have
    the kind that it gives them; the kind of any other is read off its shape and its company.
    """
    spread = _spread(passages)
    acting = _organisations(spread, passages)
    ranked = [
        n
        for n, c in sorted(spread.items(), key=lambda x: (-x[1], x[0]))
        if c > 1 or len(spread) < most or n in _known()
    ]
    kinds = {n: _known().get(n) or _kind(n, acting) for n in ranked}
    lists = {
        kind: tuple(n for n in ranked if kinds[n] == kind)[:most]
        for kind in ("organisations", "products", "techniques")
    }
    return Entities(**lists, measures=tuple(_measures(passages))[:4])


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Name -> kind, as the starter collection's own front matter says."""
    found = {
        name: kind
        for document in starter_entities().values()
        for kind, names in document.items()
        for name in names
    }
    return {name: kind for name, kind in found.items() if kind in Entities.model_fields}


@lru_cache(maxsize=1)
def _known_pattern() -> re.Pattern[str]:
    longest_first = sorted(_known(), key=lambda n: (-len(n), n))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def _kind(name: str, acting: set[str]) -> str:
    if name in acting:
        return "organisations"
    if any(ch.isdigit() for ch in name) and len(name) > 3:
        return "products"
    return "techniques" if _TECHNIQUE.search(name) else ""


def _spread(passages: Iterable[Passage]) -> Counter[str]:
    by_source: dict[str, set[str]] = {}
    for passage in passages:
        found = by_source.setdefault(passage.source_id, set())
        known = set(known_in(passage.text))
        found.update(known, (n for n in names_in(passage.text) if not any(n in k or k in n for k in known)))
    return Counter(name for names in by_source.values() for name in names if len(name) > 1)


def _organisations(spread: Counter[str], passages: Sequence[Passage]) -> set[str]:
    """Names that act as organisations do: they own, say, sell, announce."""
    text = "\n".join(p.text for p in passages)
    acting = Counter(m.group(1) for m in re.finditer(rf"\b({_NAME.pattern}){_ACTS}\b", text))
    return {n for n in spread if acting[n] >= 2 and not any(c.isdigit() for c in n)}


def _measures(passages: Sequence[Passage]) -> list[str]:
    counts = Counter({m: sum(m in p.text.lower() for p in passages) for m in _MEASURES})
    return [m for m, c in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if c >= 2]
