"""How a memo writes a value in words: a day, a probability, an answer, what verification found.

Invariant: every format and every figure takes these words from here, so that no two of them call one thing by two names.
"""

from datetime import date

from triptych.store.records import Answer, Verdict

ANSWERS: dict[Answer, str] = {
    "concede": "concedes",
    "revise": "revises",
    "rebut": "rebuts",
    "stand": "stands by it",
}
VERDICTS: dict[Verdict, str] = {
    "supported": "supported",
    "partial": "partly supported",
    "contradicted": "contradicted",
    "unverified": "not verified",
}


def day(on: date) -> str:
    """A day as one writes it: `9 December 2025`."""
    return f"{on.day} {on:%B %Y}"


def dated(on: date | None) -> str:
    """The day on which something was published; that it has none."""
    return day(on) if on else "undated"


def percent(probability: int | None, otherwise: str = "abstains") -> str:
    """A probability in percent; without one its owner abstains, or what else is to be said then."""
    return otherwise if probability is None else f"{probability}%"
