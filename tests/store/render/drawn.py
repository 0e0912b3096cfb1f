"""Drawings read back, and a memo crowded with hostile texts: what the tests of the figures share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from triptych.store.records import (
    Claim,
    Critique,
    Dossier,
    Ledger,
    Proposition,
    Reply,
    Settlement,
    Source,
    Spend,
    Stance,
)
from triptych.store.render.figures.measures import WIDEST, Ruler

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script> & \"q\" 'a' ]]> <!-- x -->",
    "W" * 200,
    "\u202eevil\u202c \x1b]52;c;x\x07 \ud800 \ufffe a\u0301\u0301\u0301\u0301\u0301b",
    "長い文章の幅は広いです" * 12,
    "🚀👩‍👩‍👧" * 30,
    "مرحبا بالعالم " * 12,
    "[link=https://x.example]#set text(red) $x^2$ {{ 7 }}",
    "",
)


@dataclass(frozen=True)
class Box:
    """The place of something drawn."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right - 0.2
            and other.left < self.right - 0.2
            and self.top < other.bottom - 0.2
            and other.top < self.bottom - 0.2
        )


def root(svg: str) -> ElementTree.Element:
    """The drawing parsed, which it must be to the last letter."""
    return ElementTree.fromstring(svg)


def size(svg: str) -> tuple[float, float]:
    """The width and the height of its view box."""
    left, top, wide, high = map(float, root(svg).attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    return wide, high


def texts(svg: str, ruler: Ruler = WIDEST) -> list[Box]:
    """Every text with the most room that it takes: from the height of a capital to a descender."""
    return [_text(node, ruler) for node in root(svg).iter(f"{SVG}text") if node.text]


def shapes(svg: str) -> list[Box]:
    """Everything else that is drawn."""
    return [Box(node.tag.removeprefix(SVG), *_extent(node)) for node in root(svg).iter() if _extent(node)]


def _text(node: ElementTree.Element, ruler: Ruler) -> Box:
    x, y, high = (float(node.attrib[name]) for name in ("x", "y", "font-size"))
    wide = ruler.width(node.text or "", high, "font-weight" in node.attrib)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[node.attrib.get("text-anchor", "start")]
    return Box(node.text or "", left, y - 0.75 * high, left + wide, y + 0.22 * high)


def _extent(node: ElementTree.Element) -> tuple[Any, ...]:
    found = {
        name: float(value)
        for name, value in node.attrib.items()
        if name in ("x", "y", "width", "height", "cx", "cy", "r")
    }
    if node.tag == f"{SVG}rect":
        return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]
    if node.tag == f"{SVG}circle":
        return (
            found["cx"] - found["r"],
            found["cy"] - found["r"],
            found["cx"] + found["r"],
            found["cy"] + found["r"],
        )
    if node.tag in (f"{SVG}polygon", f"{SVG}polyline"):
        points = [tuple(map(float, pair.split(","))) for pair in node.attrib["points"].split()]
        across, down = zip(*points, strict=True)
        return min(across), min(down), max(across), max(down)
    return ()


def crowded(make: ModuleType, dossier: Dossier, many: int = 30) -> Dossier:
    """The memo with that many claims and sources, twice as many critiques, and hostile texts in every field."""
    words = cycle(HOSTILE)
    sources = tuple(_source(make, number, next(words)) for number in range(many))
    claims = tuple(_claim(make, number, sources, words) for number in range(many))
    return dossier.model_copy(
        update={
            "personas": tuple(p.model_copy(update={"name": next(words)}) for p in dossier.personas),
            "brief": dossier.brief.model_copy(update={"propositions": tuple(_propositions(words))}),
            "sources": sources,
            "ledger": Ledger(
                claims=claims,
                stances=tuple(_stances(claims)),
                critiques=tuple(_critique(make, n, claims, sources, words) for n in range(2 * many)),
                replies=tuple(_reply(n, claims, words) for n in range(many) if n % 9),
                settlements=tuple(_settlement(make, n, claims, sources) for n in range(0, many, 2)),
            ),
            "spend": (
                Spend(
                    node="research",
                    calls=30,
                    tokens_in=123456789,
                    tokens_out=9,
                    cost_usd=12.2,
                    seconds=12345.6,
                ),
                Spend(node=HOSTILE[0], calls=30000, searches=4, tokens_in=10, cost_usd=0.0001, seconds=0.01),
            ),
        }
    )


def _source(make: ModuleType, number: int, word: str) -> Source:
    made: Source = make.source(f"text {number} of some length", word, word)
    day = None if number % 7 == 3 else date(2019 + number % 7, 1 + number % 3, 3)
    kinds = ("web", "pdf", "file", "feed", "podcast", "starter")
    return made.model_copy(update={"published_at": day, "kind": kinds[number % 6]})


def _claim(make: ModuleType, number: int, sources: tuple[Source, ...], words: Iterator[str]) -> Claim:
    return Claim(
        id=f"{'EI'[number % 2]}{number}",
        persona=("engineer", "investor")[number % 2],
        question="E.q1",
        text=next(words),
        kind=("fact", "estimate", "judgement", "forecast")[number % 4],
        confidence="low",
        citations=(make.quote(sources[number], f"text {number}"), make.quote(sources[number], "some length")),
        status=("standing", "revised", "contested", "withdrawn")[number // 2 % 4],
        verdict="partial",
        checked=f"mechanical: {next(words)}",
    )


def _critique(
    make: ModuleType,
    number: int,
    claims: tuple[Claim, ...],
    sources: tuple[Source, ...],
    words: Iterator[str],
) -> Critique:
    return Critique(
        id=f"C{number}",
        round=1,
        critic="investor",
        target=claims[number % len(claims)].id if number % 9 else "P2",
        kind="stale",
        severity=("minor", "major", "fatal")[number % 3],
        check=next(words) if number % 2 else "stale",
        argument=f"{number} {next(words)}",
        citations=(make.quote(sources[(number + 1) % len(sources)], "text"),),
        seconded=("engineer", "a-persona-with-a-long-key"),
    )


def _reply(number: int, claims: tuple[Claim, ...], words: Iterator[str]) -> Reply:
    return Reply(
        id=f"R{number}",
        critique=f"C{number}",
        persona="engineer",
        claim=claims[number].id,
        answer=("concede", "revise", "rebut", "stand")[number % 4],
        argument=next(words),
        refused=next(words) if number % 2 else "",
    )


def _settlement(
    make: ModuleType, number: int, claims: tuple[Claim, ...], sources: tuple[Source, ...]
) -> Settlement:
    return Settlement(
        claim=claims[number].id,
        round=1,
        query="q",
        supports=(make.quote(sources[(number + 3) % len(sources)], "text"),),
        opposes=(make.quote(sources[(number + 4) % len(sources)], "length"),),
    )


def _propositions(words: Iterator[str]) -> Iterator[Proposition]:
    for number in range(1, 15):
        yield Proposition(id=f"P{number}", text=next(words) or "Bare.", horizon=date(2028, 12, 31))


def _stances(claims: tuple[Claim, ...]) -> Iterator[Stance]:
    values = (None, 10, 50, 90, 0, 100)
    for place, persona in enumerate(("engineer", "investor")):
        for number in range(1, 14):
            for round in (0, 1):
                reasons = (
                    (claims[number % len(claims)].id, claims[(number + 5) % len(claims)].id)
                    if number % 3
                    else ()
                )
                value = values[(number + round + place) % 6]
                yield Stance(
                    persona=persona, proposition=f"P{number}", round=round, probability=value, reasons=reasons
                )
