"""Statements that any field can be asked about (`frames.toml`), for what an idea and the evidence leave unsaid."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from triptych.agents.embedded.comparisons import Comparison, comparison
from triptych.agents.embedded.corpus import concepts
from triptych.agents.embedded.questions import AUXILIARY, QUESTION_WORD
from triptych.agents.language.sentences import capitalised
from triptych.agents.propositions import YEARS_AHEAD
from triptych.store.records import Entities, Proposition

_PRICE = concepts("price cost fee")
_DEMAND = concepts("demand spending expenditure revenue sales consumption")
_FIGURES = (
    _PRICE | _DEMAND | concepts("margin supply share latency throughput performance yield capacity growth")
)
# What a question or a list leaves behind, of which nothing has a price.
_NO_NOUN = re.compile(rf"^(?:{QUESTION_WORD}|{AUXILIARY})\b|\b(?:will|does|vs\.?|versus|or)\b", re.IGNORECASE)
_HELD = concepts("moat lead")
_PART = re.compile(
    r"^(?:the |an? )?(?:value|bubble|margins?|profits?|money|winners?|future|economics|role|rise|impact|history) "
    r"(?:in|of|from|on|behind) (?P<whole>.+)$",
    re.IGNORECASE,
)


def frames(
    named: str,
    horizon: date,
    entities: Entities | None = None,
    said: Sequence[str] = (),
    *,
    decided: bool = False,
) -> list[Proposition]:
    """The frames that make sense of a subject: no price of a price, nothing of a leader where nobody is named.

    Args:
        named: the subject as a noun phrase.
        entities: what the evidence names; the first organisation is the leader.
        said: sentences at hand, which tell what kind of company the leader is.
        decided: whether the subject is something to be done, as `renting GPUs`.
    """
    known = entities or Entities()
    compared = None if decided else _compared(named, known, said)
    kinds = _kinds(named, known, compared, decided)
    leader = leader_of(named, known)
    spoken = [text for text in said if leader and leader in text]
    fitting = (
        f for kind in kinds for f in _frames() if kind in f["of"].split() and _heard(f, leader, spoken)
    )
    subject = named.replace("one's", "its") if decided else _within(_bought(named), known, said)
    values = _values(subject, leader, horizon) | (_sides(compared, kinds) if compared else {})
    return [Proposition(id="", text=_filled(f["text"], values), horizon=horizon) for f in fitting]


def leader_of(named: str, entities: Entities) -> str:
    """The organisation that an idea is about, or that most sources name; empty where none is named."""
    return named if named in entities.organisations else next(iter(entities.organisations), "")


def _bought(named: str) -> str:
    """What of a subject has vendors and prices: nobody sells `the value in LLM inference`, nor `export controls and chips`."""
    part = _PART.match(named)
    return (part["whole"] if part else named).rpartition(" and ")[2]


def _within(named: str, entities: Entities, said: Sequence[str]) -> str:
    """A subject as it stands within a sentence: a first word that the evidence writes small, and no name has, is no name."""
    first, small = named.partition(" ")[0], f"{named[:1].lower()}{named[1:]}"
    names = {
        word for kind in Entities.model_fields for name in getattr(entities, kind) for word in name.split()
    }
    word = re.compile(rf"\b{re.escape(small.partition(' ')[0])}\b")
    return small if first not in names and any(word.search(text) for text in said) else named


def _compared(named: str, entities: Entities, said: Sequence[str]) -> Comparison | None:
    """What a subject compares, as it stands within a sentence; what more sources name comes first."""
    found = comparison(named, said)
    if found is None:
        return None
    rank = {name.lower(): (n, name) for n, name in enumerate(entities.organisations)}
    unknown = len(rank)
    sides = [rank.get(side.lower(), (unknown, _within(side, entities, said))) for side in found[:2]]
    first, second = (name for _, name in sorted(sides, key=lambda side: side[0]))
    return Comparison(first, second, found.rest)


def _kinds(named: str, entities: Entities, compared: Comparison | None, decided: bool) -> tuple[str, ...]:
    """What kinds of frames fit, those that fit best first; none fits what is no noun phrase."""
    if decided:
        return ("decision",)
    if compared:
        return (_kind_of_comparison(compared, entities),)
    led = ("leader", "company") if entities.organisations else ()
    if named in entities.organisations:
        return led if named == entities.organisations[0] else ("company",)
    if named in (*entities.techniques, *entities.products):
        return ("technique",)
    if _NO_NOUN.search(named):
        return led
    own = [kind for kind, words in (("price", _PRICE), ("demand", _DEMAND)) if words & concepts(named)]
    return led if led and _HELD & concepts(named) else (*(own or ["field"]), *led)


def _kind_of_comparison(compared: Comparison, entities: Entities) -> str:
    """Two firms, two figures, or two things that money is spent on."""
    if {compared.first, compared.second} <= set(entities.organisations):
        return "rivals"
    return "figures" if any(_FIGURES & concepts(side) for side in compared[:2]) else "comparison"


def _sides(compared: Comparison, kinds: Sequence[str]) -> dict[str, str]:
    """What fills the frames of a comparison; what firms earn comes from a business."""
    rest = re.sub(r"^ for ", " from ", compared.rest) if "rivals" in kinds else compared.rest
    return {
        "first": compared.first,
        "First": capitalised(compared.first),
        "second": compared.second,
        "rest": rest,
    }


def _heard(frame: dict[str, str], leader: str, spoken: Sequence[str]) -> bool:
    """Whether a sentence on the leader says what a frame needs, and none says what rules it out."""
    wanted, barred = (
        frame.get(key, "").replace("{leader}", re.escape(leader)) for key in ("where", "unless")
    )
    said = [text for text in spoken if re.search(wanted, text)]
    return bool(said or not wanted) and not (barred and any(re.search(barred, text) for text in spoken))


def _values(named: str, leader: str, horizon: date) -> dict[str, str]:
    base = str(horizon.year - YEARS_AHEAD)
    return {
        "topic": named,
        "Topic": capitalised(named),
        "leader": leader,
        "year": str(horizon.year),
        "base": base,
    }


def _filled(template: str, values: dict[str, str]) -> str:
    """The template with its placeholders replaced once; a brace of the subject's own stays as it is."""
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


@lru_cache(maxsize=1)
def _frames() -> tuple[dict[str, str], ...]:
    text = files("triptych.agents.embedded").joinpath("frames.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["frame"])
