"""A question that leans on the one before it, in words that stand alone: `and in 2027?` after a question about prices."""

import re
from collections.abc import Sequence

from triptych.agents.asking.wanted import YEAR, wanted
from triptych.store.conversations import Turn

FEW = 2
"""Content words from which a question may stand alone."""
_LEANING = re.compile(
    r"^\W*(?:and|but|or|so|then|what about|how about|why|since when|by when|how so|where|who else|what else|how much)\b|"
    r"\b(?:it|its|they|them|their|theirs|that|this|these|those|he|she|his|her|there|the (?:same|former|latter|other|others))\b",
    re.IGNORECASE,
)


def read_as(question: str, before: Sequence[Turn]) -> str:
    """The question with the words of the last one that had an answer, or of the last, which it leaves out; empty where it
    stands alone.

    Years of the question before give way to its own.
    """
    if not before or not _leans(question):
        return ""
    last = next((turn for turn in reversed(before) if turn.answer.known), before[-1])
    earlier, own = wanted(last.answer.read_as or last.question), wanted(question)
    kept = [w for w in earlier.query.split() if not (own.years and YEAR.fullmatch(w))]
    new = [w for w in kept if not wanted(w).about & own.about]
    return f"{' '.join(new)}: {question}" if new else ""


def _leans(question: str) -> bool:
    asked = wanted(question)
    return len(asked.about) < FEW and (bool(_LEANING.search(question)) or not asked.about)
