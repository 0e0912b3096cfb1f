"""Statements that any field can be asked about (`frames.toml`), for what an idea and the evidence leave unsaid."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from triptych.agents.embedded.comparisons import Comparison, comparison
from triptych.agents.embedded.corpus import concepts
from triptych.agents.language.sentences import capitalised
from triptych.agents.propositions import YEARS_AHEAD
from triptych.store.records import Entities, Proposition

_PRICE = concepts("price cost fee")
_DEMAND = concepts("demand spending expenditure capex revenue sales consumption")
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
    compared = None if decided else _compared(_within(named, said), entities or Entities())
    kinds = _fitting(named, entities or Entities(), decided, compared)
    leader = leader_of(named, entities or Entities())
    spoken = [text for text in said if leader and leader in text]
    fitting = (
        f for kind in kinds for f in _frames() if kind in f["of"].split() and _heard(f, leader, spoken)
    )
    subject = named.replace("one's", "its") if decided else _within(_bought(named), said)
    values = _values(subject, leader, horizon) | (compared._asdict() if compared else {})
    return [Proposition(id="", text=_filled(f["text"], values), horizon=horizon) for f in fitting]


def leader_of(named: str, entities: Entities) -> str:
    """The organisation that an idea is about, or that most sources name; empty where none is named."""
    return named if named in entities.organisations else next(iter(entities.organisations), "")


def _bought(named: str) -> str:
    """What of a subject has vendors and prices: nobody sells `the value in LLM inference`, nor `export controls and chips`."""
    part = _PART.match(named)
    return (part["whole"] if part else named).rpartition(" and ")[2]


def _within(named: str, said: Sequence[str]) -> str:
    """A subject as it stands within a sentence: a first word that the evidence writes small is no name."""
    small = f"{named[:1].lower()}{named[1:]}"
    word = re.compile(rf"\b{re.escape(small.partition(' ')[0])}\b")
    return small if any(word.search(text) for text in said) else named


def _compared(named: str, entities: Entities) -> Comparison | None:
    """What a subject compares; of two firms the one that more sources name comes first."""
    found = comparison(named)
    rank = {name: n for n, name in enumerate(entities.organisations)}
    if found and rank.get(found.second, len(rank)) < rank.get(found.first, len(rank)):
        return found._replace(first=found.second, second=found.first)
    return found


def _fitting(named: str, entities: Entities, decided: bool, compared: Comparison | None) -> tuple[str, ...]:
    if decided:
        return ("decision",)
    if compared is None:
        return _kinds(named, entities)
    return (
        ("rivals",) if {compared.first, compared.second} <= set(entities.organisations) else ("comparison",)
    )


def _kinds(named: str, entities: Entities) -> tuple[str, ...]:
    """What kinds of frames fit, those that fit best first."""
    led = ("leader", "company") if entities.organisations else ()
    if named in entities.organisations:
        return led if named == entities.organisations[0] else ("company",)
    if named in (*entities.techniques, *entities.products):
        return ("technique",)
    own = [kind for kind, words in (("price", _PRICE), ("demand", _DEMAND)) if words & concepts(named)]
    return led if led and _HELD & concepts(named) else (*(own or ["field"]), *led)


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
