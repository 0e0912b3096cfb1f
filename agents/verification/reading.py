"""A statement read against its quotes: tier one, by rules alone; what it cannot decide is left to whoever can read.

Invariant: a statement that is verbatim in a verified quote is supported, and one with no verified quote never is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.language.text import stem_set
from triptych.agents.verification.hedges import lost
from triptych.agents.verification.naming import strange_name
from triptych.agents.verification.numbers import rival, strange_figure, strange_year
from triptych.agents.verification.polarity import closeness, rendered, turned
from triptych.agents.verification.quotes import plain
from triptych.store.records import Citation, Verdict

FAR = 0.25
"""Share of a statement's content words that stand in none of its quotes, above which rules cannot tell."""
_SAME_THING = 0.5  # of a statement's words, from which another figure in its quote is the one it should have
_LEAD = re.compile(r"^(?:For|Against|Carried by|Killed by): ")
_QUOTED = re.compile(r"“([^“”]+)”")
_MONTHS = stem_set("January February March April May June July August September October November December")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading found.

    `decided` is False where rules alone cannot tell: then `verdict` is what holds unless somebody who can read says otherwise.
    """

    verdict: Verdict
    wanting: str = ""
    """What the quotes do not bear, in words; empty for `supported`."""
    decided: bool = True

    @property
    def sound(self) -> bool:
        """Whether the quotes bear the statement."""
        return self.verdict == "supported"


SUPPORTED = Reading("supported")


def read(text: str, citations: Sequence[Citation], beside: str = "", around: str = "") -> Reading:
    """Read a statement against its quotes.

    Args:
        text: the statement.
        citations: its quotes; those that do not stand in their source do not count.
        beside: what else names who speaks and when: title and author of the sources.
        around: the text around the quotes, where a name that a quote only points to may stand.
    """
    held = [c for c in citations if c.verdict == "supported" and c.quote]
    if not held:
        return Reading("unverified", "no quote of it stands in a source")
    quotes = [c.quote for c in held]
    bare = _unquoted(text, quotes)
    if not bare.strip(" .:,;") or _verbatim(bare, quotes):
        return SUPPORTED
    return (
        _figures(bare, held, beside)
        or _names(bare, held, beside, around)
        or _attribution(bare, text, held, beside)
        or _meaning(bare, held, beside)
        or SUPPORTED
    )


def _unquoted(text: str, quotes: Sequence[str]) -> str:
    """The statement's own words: without a lead such as `For:` and without what it quotes to the letter."""
    own = _QUOTED.sub(lambda m: "" if _verbatim(m[1], quotes) else m[0], _LEAD.sub("", text))
    return own.strip()


def _verbatim(text: str, quotes: Sequence[str]) -> bool:
    wanted = plain(text).rstrip(".").lower()
    return any(_whole(wanted, plain(quote).lower()) for quote in quotes)


def _whole(wanted: str, quote: str) -> bool:
    """Whether a quote holds a text as whole sentences: of a sentence cut in two, either half may say something else."""
    at = quote.find(wanted)
    if at < 0:
        return False
    before, after = quote[:at].rstrip(), quote[at + len(wanted) :].lstrip()
    return before[-1:] in ("", ".", "!", "?", '"') and after[:1] in ("", ".", "!", "?", '"')


def _figures(text: str, held: Sequence[Citation], beside: str) -> Reading | None:
    quotes = [c.quote for c in held]
    figure = strange_figure(text, quotes)
    if figure is not None:
        sentence = rendered(text, quotes)
        near = sentence if closeness(text, sentence) >= _SAME_THING else ""
        other = rival(figure, text, near)
        if other:
            return Reading("contradicted", f"it says {figure.text} where its quote says {other.text}")
        return Reading("partial", f"{figure.text} stands in no quote of it")
    year = strange_year(text, held, beside)
    return Reading("partial", f"{year} stands in no quote of it") if year else None


def _names(text: str, held: Sequence[Citation], beside: str, around: str) -> Reading | None:
    places = [*(f"{c.quote} {c.publisher}" for c in held), beside]
    name = strange_name(text, places)
    if not name:
        return None
    near = bool(around) and not strange_name(name, [around])
    return Reading("partial", f"{name} stands in no quote of it", decided=not near)


def _attribution(bare: str, text: str, held: Sequence[Citation], beside: str) -> Reading | None:
    """Supported, where beside what is quoted to the letter a statement only says who said it and when."""
    told = stem_set(" ".join((*(c.publisher for c in held), beside))) | _MONTHS
    return SUPPORTED if bare != text and stem_set(bare) <= told else None


def _meaning(text: str, held: Sequence[Citation], beside: str) -> Reading | None:
    """What words alone can tell of sense: turned round, said without its reservation, or of something else."""
    quotes = [c.quote for c in held]
    sentence = rendered(text, quotes)
    why, beyond_doubt = turned(text, sentence) if sentence else ("", False)
    if why:
        return Reading("contradicted" if beyond_doubt else "partial", why, decided=beyond_doubt)
    speaker = next((c.publisher for c in held if sentence and sentence in c.quote), "")
    if sentence and (missing := lost(text, sentence, speaker)):
        return Reading("partial", missing, decided=False)
    piece = plain(text).strip('". ').lower()
    if any(piece in plain(quote).lower() for quote in quotes):
        return Reading("partial", "it is cut out of a sentence that says more", decided=False)
    if _distance(text, [*quotes, *(c.publisher for c in held), beside]) > FAR:
        return Reading(
            "partial", "it is worded too far from its quotes to be checked by rules", decided=False
        )
    return None


def _distance(text: str, quotes: Sequence[str]) -> float:
    said = stem_set(text)
    return len(said - stem_set(" ".join(quotes))) / len(said) if said else 0.0
