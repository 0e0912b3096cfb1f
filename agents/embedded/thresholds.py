"""Propositions from where things stand: a measure that somebody publishes, and a round threshold near its last published level.

How far away the threshold lies: a third below for prices, where its growth leads in a year and a quarter for what grows, a step
for shares and margins. The bet is that it is crossed once, so that one published figure settles it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import floor, log10

from triptych.agents.embedded.levels import Level, level_in
from triptych.agents.language.direction import direction
from triptych.agents.language.figures import measured, years
from triptych.agents.language.sentences import Quotable, capitalised
from triptych.agents.language.text import overlap
from triptych.agents.propositions import fault
from triptych.store.records import Proposition

_STALE = timedelta(days=550)  # after publication a level is no longer today's
_SAME = 0.75  # overlap from which two levels are of one measure
_PRICES = re.compile(r"\b(?:prices?|fees?|premium|costs?)\b")
_CHEAPER, _GROWN, _MOST_GROWN, _PACE = 0.65, 1.5, 2.5, 1.25
_HIGH, _SMALL = 50, 15  # per cent
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FELL = re.compile(r"\b(?:fell|fallen|dropped|declined|decreased)\b")
_EARLIER = re.compile(r"\b(?:after|from) (?:about |roughly |nearly )?$")
_UP_BY = re.compile(
    r"(?:\bup|rose|grew|increase of|growth of|,) (?:about |nearly |roughly )?(?P<by>\d+(?:\.\d+)?)%(?: from| more|\.|,|$| in)"
)

Bet = tuple[Quotable, Proposition]


def thresholds(sentences: Sequence[Quotable], as_of: date, horizon: date) -> list[Bet]:
    """A sound proposition for each measure that has a level of today, by the latest publication on it."""
    texts = [q.text for q in sentences]
    made = ((q, level, _bet(q, level, horizon)) for q, level in _current(sentences, as_of))
    open_ = ((q, level, p) for q, level, p in made if not fault(p.text, p.horizon, as_of, texts))
    return [(q, p) for q, _, p in _latest(open_)]


def _current(sentences: Iterable[Quotable], as_of: date) -> Iterator[tuple[Quotable, Level]]:
    for q in sentences:
        level = level_in(q.text) if q.kind != "forecast" else None
        published = q.passage.published_at or as_of
        if level and as_of - published < _STALE and max(years(q.text), default=as_of.year) >= as_of.year - 1:
            yield q, level


def _latest(
    found: Iterable[tuple[Quotable, Level, Proposition]],
) -> list[tuple[Quotable, Level, Proposition]]:
    ranked = sorted(
        found, key=lambda x: (str(x[0].passage.published_at or ""), x[0].passage.id), reverse=True
    )
    kept: list[tuple[Quotable, Level, Proposition]] = []
    for one in ranked:
        if all(overlap(one[1].named, other[1].named) < _SAME for other in kept):
            kept.append(one)
    return kept


def _bet(quotable: Quotable, level: Level, horizon: date) -> Proposition:
    up, number = _threshold(level, quotable.text)
    figure = f"{_figure(level.figure.text, number)}{level.unit}"
    what = f"{_outcome(level, up, figure)} {level.period}".rstrip()
    text = f"{capitalised(level.subject)} will {what} by the end of {horizon.year}."
    return Proposition(id="", text=text, horizon=horizon, basis=quotable.citation())


def _outcome(level: Level, up: bool, figure: str) -> str:
    if level.verb:
        return f"{level.verb} more than {figure} {level.of}" if up else f"drop below {figure} {level.of}"
    return f"exceed {figure}" if up else f"fall below {figure}"


def _threshold(level: Level, text: str) -> tuple[bool, float]:
    """Whether the bet is on more, and on what number, in the unit in which the level is written."""
    match = _NUMBER.search(level.figure.text)
    now = float(match.group().replace(",", "")) if match else 0.0
    if level.figure.dimension == "[share]":
        return _share(now, level.bound, direction(text))
    if (
        _PRICES.search(level.subject)
        or "usd] /" in level.figure.dimension
        or _FELL.search(text[: level.figure.end])
    ):
        return False, _rounded(now * _CHEAPER)
    return True, _rounded(now * _growth(level, text))


def _share(now: float, bound: int, trend: int) -> tuple[bool, float]:
    """A high share or margin is bet against, a small or rising one on; a named bound is the threshold itself."""
    up = bound < 0 or (not bound and now < _HIGH and (now < _SMALL or trend > 0))
    if bound:
        return up, now
    return up, _stepped(now * (1.25 if up else 0.92 if now >= _HIGH else 0.8), now, up)


def _stepped(aim: float, now: float, up: bool) -> float:
    """The multiple of five, of one below ten, nearest to the aim that lies on its side of today's level."""
    step = 5 if now >= 10 else 1
    near = step * round(aim / step)
    return near if (near > now if up else near < now) else near + (step if up else -step)


def _growth(level: Level, text: str) -> float:
    """The factor of a year and a quarter at the pace of the last year, where the sentence gives it."""
    said = _UP_BY.search(text)
    earlier = [
        f.value
        for f in measured(text)
        if _EARLIER.search(text[: f.start]) and f.dimension == level.figure.dimension
    ]
    yearly = 1 + float(said["by"]) / 100 if said else level.figure.value / earlier[0] if earlier else 0.0
    return min(_MOST_GROWN, max(_GROWN, yearly**_PACE)) if yearly else _GROWN


def _rounded(number: float) -> float:
    """Two digits, the second a five or none from two on."""
    ten = 10.0 ** floor(log10(number))
    step = 0.1 if number < 2 * ten else 0.5
    return round(number / ten / step) * step * ten


def _figure(written: str, number: float) -> str:
    """A level's figure with another number in it: `$848 billion` becomes `$1.3 trillion`."""
    if number >= 1000 and "billion" in written:
        number, written = number / 1000, written.replace("billion", "trillion")
    cents = "$" in written and number < 10 and number != int(number) and "illion" not in written
    return _NUMBER.sub(f"{number:.2f}" if cents and number >= 0.1 else f"{number:,.10g}", written, count=1)
