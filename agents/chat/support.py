"""What code can tell of which quotes a sentence rests on: they share its words and figures."""

import re
from collections.abc import Iterable, Sequence

from triptych.agents.language.figures import figures
from triptych.agents.language.text import stem_set
from triptych.store.records import Claim

_FOREIGN = 0.5  # the share of a tail's words from which it is somebody's conclusion
_MATTER = 0.3  # the share of a statement's words that a text on the same matter has
_STRANGE = 0.8  # the share of a sentence's words above which it is not about its claims
_TAIL = re.compile(
    r"[,;] (?:which|thus|thereby|hence|making|providing|showing|indicating|suggesting|highlighting|demonstrating|"
    r"reflecting|underlining|underscoring|emphasi[sz]ing|signalling|signaling|so)\b"
)


def without_tail(text: str, quotes: Sequence[str]) -> str:
    """The text without a conclusion hung on to it (`…, which makes it a strong moat`) of which the quotes do not speak."""
    found = list(_TAIL.finditer(text))
    if not found or unheld(text[found[-1].end() :], quotes) < _FOREIGN:
        return text
    return f"{text[: found[-1].start()].rstrip(' ,;')}."


def unheld(text: str, quotes: Sequence[str]) -> float:
    """The share of a text's content words that stand in no quote, 0 to 1."""
    own = stem_set(text)
    return len(own - stem_set(" ".join(quotes))) / len(own) if own else 0.0


def needed(text: str, quotes: Sequence[str]) -> list[int]:
    """Which quotes a text rests on, in their order: the one most like it, then those that add a word or figure of it."""
    wanted = stem_set(text) | {f.text for f in figures(text)}
    held = [(stem_set(q) | {f.text for f in figures(q)}) & wanted for q in quotes]
    kept: list[int] = []
    covered: frozenset[str] = frozenset()
    for n in sorted(range(len(quotes)), key=lambda n: -len(held[n])):
        if not kept or held[n] - covered:
            kept.append(n)
            covered |= held[n]
    return sorted(kept)


def related(statement: str, other: str) -> bool:
    """Whether another text shares enough of a statement's content words to be about its matter; a name alone is not."""
    own = stem_set(statement)
    return len(own & stem_set(other)) >= max(2, _MATTER * len(own))


def foreign(text: str, claims: Iterable[Claim]) -> bool:
    """Whether a sentence has hardly a word of the claims that it names: it was written of something else."""
    return (
        unheld(text, [said for c in claims for said in (c.text, *(q.quote for q in c.citations))]) > _STRANGE
    )
