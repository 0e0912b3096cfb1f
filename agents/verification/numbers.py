"""Figures and years: those of a statement must stand in its quotes, in whatever unit they are written there.

`1.5 TB` and `1,500 GB` are one figure, and so are `40%` and `0.4`; `three` in a quote bears `3` in a statement.
"""

import re
from collections.abc import Iterable, Sequence

from triptych.agents.language.figures import Figure, figures, years
from triptych.store.records import Citation

_EXACT = 1e-9
_SPELLED = {
    word: str(n)
    for n, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
} | {
    "twenty": "20",
    "thirty": "30",
    "fifty": "50",
    "hundred": "100",
    "half": "50%",
    "doubled": "2x",
    "double": "2x",
}
_SPELLED |= {
    "tripled": "3x",
    "triple": "3x",
    "tenfold": "10x",
    "twofold": "2x",
    "threefold": "3x",
    "halved": "50%",
}
_WORD = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!other )\b(?:"
    + "|".join(sorted(_SPELLED, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_LAST_YEAR = re.compile(
    r"\b(?:last|previous|prior) year|year[- ](?:ago|earlier)|year on year|over year\b", re.IGNORECASE
)
_NEXT_YEAR = re.compile(r"\bnext year|coming year|year ahead\b", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:according to|says?|said|reports?|reported|estimates?|estimated|forecasts?|finds?|found|argues?|argued|"
    r"put|puts|warns?|warned|expects?|expected|announced|published|as of)\b|:\s*(?:[“\"]|$)",
    re.IGNORECASE,
)


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two figures are one: equal in one dimension, or a share written as a bare fraction."""
    return one.agrees(other, tolerance=_EXACT) or _fraction(one, other) or _fraction(other, one)


def _fraction(share: Figure, bare: Figure) -> bool:
    of = share.dimension == "[share]" and bare.dimension == "" and 0 < bare.value <= 1
    return of and abs(share.value - 100 * bare.value) <= _EXACT * 100


def held_figures(quotes: Iterable[str]) -> list[Figure]:
    """Every figure of some quotes; one that is spelled out counts as if it were written in digits."""
    return [f for quote in quotes for text in (quote, _digits(quote)) for f in figures(text)]


def _digits(text: str) -> str:
    return _WORD.sub(lambda m: _SPELLED[m.group().lower()], text)


def strange_figure(text: str, quotes: Iterable[str]) -> Figure | None:
    """The first figure of a text that stands in none of its quotes."""
    held = held_figures(quotes)
    return next((f for f in figures(text) if not any(same_value(f, h) for h in held)), None)


def figures_agree(text: str, quotes: Sequence[str]) -> bool:
    """Whether a text has figures, and they are those of its quotes, all of each dimension: none can stand in another's place."""
    said, held = figures(text), held_figures(quotes)
    kinds = {f.dimension for f in said}
    told = all(any(same_value(h, f) for f in said) for h in held if h.dimension in kinds)
    return bool(said) and told and strange_figure(text, quotes) is None


def rival(figure: Figure, text: str, quote: str) -> Figure | None:
    """The figure that a quote gives in the place of one that is not in it: of the same dimension, and not in the text."""
    said = figures(text)
    free = [h for h in held_figures([quote]) if not any(same_value(h, f) for f in said)]
    return next((h for h in free if h.dimension == figure.dimension or _kindred(h, figure)), None)


def _kindred(one: Figure, other: Figure) -> bool:
    """Whether both measure something of one kind in another unit (`GB` for `GB/s`, `%` for `x`), as a slip would."""
    first, second = (set(re.findall(r"\[\w+\]", f.dimension)) for f in (one, other))
    return bool(first & second)


def strange_year(text: str, citations: Sequence[Citation], beside: str = "") -> int | None:
    """The first year of a text that its quotes do not bear.

    A year is borne where a quote names it; where a quote speaks of the last or the next year and was published then; and
    that of publication where no quote names any, or where the text says who said it when.

    Args:
        beside: what is printed with the quotes and dates them, such as the title of their source.
    """
    named = {year for c in citations for year in years(c.quote)} | years(beside)
    borne = named | {year for c in citations for year in _told(c)}
    published = {c.published_at.year for c in citations if c.published_at}
    if not named or _SAID.search(text):
        borne |= published
    return next((y for y in sorted(years(text)) if y not in borne), None)


def _told(citation: Citation) -> set[int]:
    """The years that a quote speaks of without naming them."""
    if citation.published_at is None:
        return set()
    year = citation.published_at.year
    last, coming = _LAST_YEAR.search(citation.quote), _NEXT_YEAR.search(citation.quote)
    return ({year - 1, year} if last else set()) | ({year + 1} if coming else set())
