"""Whether a statement turns its quote round: a negation lost or added, up for down, more for less.

Only a quote that says nearly the same in nearly the same words can be turned round; of others nothing is concluded.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from triptych.agents.language.direction import cues, direction
from triptych.agents.language.figures import Figure, figures
from triptych.agents.language.names import names_in
from triptych.agents.language.text import stem_set
from triptych.agents.sources.sentences import sentences

LIKE = 0.6
"""The share of a statement's content words that a sentence must have to be the one it renders."""
_CLOSE = 0.75  # from which a turn is no other wording
_SAME = 0.9  # from which the rest is the same, so that a negation is the difference
_NEGATION = re.compile(
    r"\b(?:not|no|none|never|neither|nor|without|cannot|hardly|fails? to|failed to|unlikely|nobody|nothing|rather than|"
    r"instead of)\b|n['’]t\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\bno (?:more|less|fewer|greater|later|earlier|higher|lower) than\b|\bnot (?:only|just|merely|least)\b|\bno doubt\b",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:reach(?:es|ed)?|exceed(?:s|ed|ing)?|above|more than|over|at least|beyond|surpass(?:es|ed)?|topp?ed|"
    r"no less than|no fewer than)\b",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:below|under|less than|fewer than|at most|up to|short of|no more than|not more than|only)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more|higher|greater|larger|faster|bigger|better|longer|above|exceeds?|outperforms?|beats?|surpass\w*)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:less|lower|smaller|slower|fewer|cheaper|worse|shorter|below|trails?|lags?)\b", re.IGNORECASE
)
_THAN = re.compile(
    r"\bthan\b|\b(?:above|below|exceeds?|outperforms?|beats?|surpass\w*|trails?|lags?)\b", re.IGNORECASE
)
_BEYOND = re.compile(r"\bby\s+\S*$|\b(?:times|x|%|percent|per cent)\s*$", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def negations(text: str) -> int:
    """How many negations a text has."""
    return len(_NEGATION.findall(_NO_NEGATION.sub("", text)))


def rendered(text: str, quotes: Sequence[str]) -> str:
    """The sentence of the quotes that a text renders: the one with most of its content words; empty where none has enough."""
    said = stem_set(text)
    found = [(quote[a:b], len(said & stem_set(quote[a:b]))) for quote in quotes for a, b in sentences(quote)]
    best, shared = max(found, key=lambda x: (x[1], -len(x[0])), default=("", 0))
    return best if said and shared >= LIKE * len(said) else ""


def closeness(text: str, sentence: str) -> float:
    """The share of a text's content words that a sentence has, 0 to 1."""
    said = stem_set(text)
    return len(said & stem_set(sentence)) / len(said) if said else 0.0


def turned(text: str, sentence: str) -> tuple[str, bool]:
    """What a text turns round of the sentence that it renders, and whether that is beyond doubt; empty where nothing."""
    close = closeness(text, sentence)
    if backwards := _belied(text) or _swapped(text, sentence) or _crossed(text, sentence):
        return backwards, True
    ours, theirs = direction(text), direction(sentence)
    if _uneven(text, sentence):
        # Two turns may make one meaning (`did not fall`, `rose`), unless nothing else is worded otherwise.
        settled = close >= _SAME or (close >= _CLOSE and not (ours and theirs))
        has = "has no such" if negations(text) > negations(sentence) else "has a"
        return f"its quote {has} negation", settled
    if ours * theirs == -1:
        # The same cue words in another order were only counted otherwise.
        return "it points the other way than its quote", close >= _CLOSE and cues(text) != cues(sentence)
    return "", False


def _uneven(text: str, sentence: str) -> bool:
    ours, theirs = negations(text), negations(sentence)
    return (ours - theirs) % 2 == 1 or (ours == 0) != (theirs == 0)


def _crossed(text: str, sentence: str) -> str:
    """A bound on one figure turned into the other: `exceeded $400 billion` into `stayed below $400 billion`."""
    (ours, here), (theirs, there) = bound(text), bound(sentence)
    same = here and there and here.agrees(there, tolerance=1e-9)
    return "it gives an upper bound for a lower one, or the reverse" if same and ours * theirs == -1 else ""


@lru_cache(maxsize=20_000)
def bound(text: str) -> tuple[int, Figure | None]:
    """1 for a lower bound, -1 for an upper one, and the figure that is bounded; 0 for neither or both."""
    above, below = _ABOVE.search(text), _BELOW.search(text)
    if bool(above) == bool(below):
        return 0, None
    place = (above or below).end()  # type: ignore[union-attr]
    return 1 if above else -1, next((f for f in figures(text) if f.start >= place - 1), None)


def _belied(text: str) -> str:
    """A comparison that its own figures give the lie: `3.35 TB/s is faster than 5.3 TB/s`."""
    sign, than = _comparison(text)
    if than is None:
        return ""
    before = [
        f for f in figures(text) if f.end <= than.start() and not _BEYOND.search(text[f.start : than.start()])
    ]
    after = [f for f in figures(text) if f.start >= than.end()]
    if not (before and after) or before[-1].dimension != after[0].dimension or not after[0].dimension:
        return ""
    ours, theirs = before[-1], after[0]
    wrong = sign * (ours.value - theirs.value) < 0
    return f"{ours.text} is not {'more' if sign > 0 else 'less'} than {theirs.text}" if wrong else ""


def _swapped(text: str, sentence: str) -> str:
    """Two parties of a comparison that changed places while the comparison stayed as it was."""
    (ours, here), (theirs, there) = _comparison(text), _comparison(sentence)
    if here is None or there is None or not ours or ours != theirs or negations(text) != negations(sentence):
        return ""
    first, second = _parties(text, here.start()), _parties(sentence, there.start())
    crossed = first[0] & second[1] and first[1] & second[0]
    straight = first[0] & second[0] or first[1] & second[1]
    return "it compares the wrong way round" if crossed and not straight else ""


def _comparison(text: str) -> tuple[int, re.Match[str] | None]:
    """1 for more, -1 for less, 0 for neither or both; and where the second party begins."""
    sign = bool(_MORE.search(text)) - bool(_LESS.search(text))
    return sign, _THAN.search(text) if sign else None


def _parties(text: str, at: int) -> tuple[frozenset[str], frozenset[str]]:
    """The names on each side of a place."""
    return frozenset(names_in(f"… {text[:at]}")), frozenset(names_in(f"… {text[at:]}"))
