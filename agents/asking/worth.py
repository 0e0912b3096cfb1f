"""How well a sentence answers a question, as far as words, figures and names tell."""

import re
from collections.abc import Iterable

from triptych.agents.analyst import Inquiry
from triptych.agents.asking.wanted import YEAR, Wanted, wanted
from triptych.agents.embedded.corpus import concepts
from triptych.agents.language.direction import direction
from triptych.agents.language.figures import years
from triptych.agents.language.sentences import Quotable

LEAST = 0.3
"""The share of what is asked that a sentence must speak of itself."""
_AMOUNT = ("how much", "how many", "how fast", "how large", "how big", "how long", "what share", "what price")
_RATE = re.compile(
    r"\bfrom\b.+\bto\b.*\d|\d ?x\b|\w+fold\b|\b(?:a|per|every|each) (?:year|month|quarter)\b|\b(?:halv|doubl|tripl)\w+",
    re.IGNORECASE,
)
"""A change told with its size: from one figure to another, or so much a year."""
_FIGURE = re.compile(r"(?<![\w.-])[$€£]?\d")

Scored = tuple[float, Quotable]


class Scorer:
    """Weighs sentences for one question.

    Args:
        inquiry: the question, its evidence, and how much its words tell.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self._asked: Wanted = wanted(inquiry.read_as or inquiry.question)
        self._weights = inquiry.weights
        self._said = inquiry.said
        self._way = direction(inquiry.question)
        self._amount = inquiry.question.lower().startswith(_AMOUNT)
        self._rank = {p.id: n for n, p in enumerate(inquiry.evidence)}

    def worth(self, quotable: Quotable) -> float:
        """0 for one that does not speak of what is asked, or of nobody whom it names.

        Else its own words count first, then those around it, verbs, names and years, figures where an amount is asked for,
        the size of a change where one is, which way it points where the question points one, and its rank.
        """
        own = self._asked.share(quotable.text, self._weights)
        passage = quotable.passage
        if own < LEAST or not self._asked.answered_by(quotable.text, passage.title):
            return 0.0
        around = f"{passage.title} {passage.text} {self._said.get(passage.id, '')}"
        exact = len(self._asked.names) + len(self._asked.years)
        lacking = len(self._asked.lacking(quotable.text)) / exact if exact else 0.0
        return (
            2.0 * own
            + 0.6 * self._asked.share(around, self._weights)
            + 0.5 * (1 - lacking)
            + 0.5 * bool(self._asked.manner & concepts(quotable.text))
            + (0.4 if self._amount else 0.1) * _figured(quotable.text)
            + 0.4 * (self._amount and self._way != 0 and bool(_RATE.search(quotable.text)))
            + 0.4 * (self._way != 0 and self._way == direction(quotable.text))
            + 0.2 * (passage.id in self._said)
            + 0.3 / (1 + self._rank[passage.id])
        )

    def of_the_years(self, scored: Iterable[Scored]) -> list[Scored]:
        """Those that speak of a year that is asked for, or name none and were published in it; all where none is."""
        asked = set(self._asked.years)
        return [x for x in scored if not asked or asked & _years(x[1])]


def _figured(text: str) -> bool:
    """Whether a sentence has a figure, years left out; which unit it has does not matter, and would take its time."""
    return bool(_FIGURE.search(YEAR.sub("", text)))


def _years(quotable: Quotable) -> set[str]:
    day = quotable.passage.published_at
    return set(map(str, years(quotable.text))) or ({str(day.year)} if day else set())
