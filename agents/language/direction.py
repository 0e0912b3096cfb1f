"""Which way a statement points, and whether two statements pull apart.

A direction is counted from cue words (`cues.toml`), negation turning it. It is a coarse instrument: a statement without
cues has none, and then nothing is concluded from it.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from triptych.agents.language.figures import measured
from triptych.agents.language.text import overlap, stem_set, stems, words

_REACH = 3  # words behind a negation that it still turns
_CLAUSE = 12  # behind one that turns a clause
_BEFORE, _AFTER = 10, 20  # words before and behind a concept that may speak of it
_JOINTS = frozenset(
    ["because", "while", "whereas", "although", "though", "but", "who", "which", "that", "so"]
)
# Cue words that give no direction here: `up to 70%` is a bound, and what keeps falling falls.
_MOVING = (
    r"(?:fall|ris|grow|los|gain|shrink|declin|climb|dropp|increas|decreas|erod|expand|cutt|improv|weaken)ing"
)
_IDLE = re.compile(
    rf"\b(?:up (?=to\b)|(?:make|makes|made|making) up\b|(?:keep|keeps|kept|keeping) (?:on )?(?={_MOVING}\b))",
    re.IGNORECASE,
)
_BETWEEN = 60  # characters between two figures that are compared
_AGAINST = re.compile(r"\b(?:against|compared with|versus|up from|down from|after)\b")
_OBJECT = 4  # words behind an act within which a state is its object
_LIKE = 0.3  # overlap of what two judgements are about, from which they speak of one thing


@dataclass(frozen=True, slots=True)
class _Cues:
    acts: dict[str, int]
    states: dict[str, int]
    plain: dict[str, int]
    negation: frozenset[str]
    clauses: frozenset[str]
    not_cues: frozenset[str]
    things: frozenset[str]
    market: frozenset[str]
    kin: dict[str, str]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    data = tomllib.loads(files("triptych.agents.language").joinpath("cues.toml").read_text(encoding="utf-8"))
    acts, states = (_signs(data[kind]["up"], data[kind]["down"]) for kind in ("acts", "states"))
    plain = {w: sign for side, sign in (("up", 1), ("down", -1)) for w in data["plain"][side].split()}
    kin = {s: stems(group)[0] for group in data["kin"]["groups"] for s in stems(group)}
    market = frozenset(kin.get(s, s) for s in stems(data["market"]["words"]))
    return _Cues(
        acts,
        states,
        plain,
        frozenset(data["negation"]["words"].split()),
        frozenset(data["negation"]["clauses"].split()),
        frozenset(data["not_cues"]["words"].split()),
        frozenset(data["things"]["words"].split()),
        market,
        kin,
    )


def _signs(up: str, down: str) -> dict[str, int]:
    return dict.fromkeys(stems(down), -1) | dict.fromkeys(stems(up), 1)


@lru_cache(maxsize=20_000)
def direction(text: str) -> int:
    """1 when a text points up (more, stronger, kept), -1 when down, 0 when it says neither or both alike."""
    return _sign(_count(words(text))) or _compared(text)


@lru_cache(maxsize=20_000)
def cues(text: str) -> frozenset[str]:
    """The cue words of a text, acts and states as stems: what its direction was counted from."""
    known = _cues()
    spoken = [w for w in words(text) if w.lower() not in known.not_cues | known.things]
    found = {s for w in spoken for s in stem_set(w) if s in known.acts or s in known.states}
    return frozenset(found | {w.lower() for w in spoken if w.lower() in known.plain})


@lru_cache(maxsize=50_000)
def direction_of(text: str, about: frozenset[str]) -> int:
    """The direction of what a text says of the named concepts: near them, in their clause, and not gainsaid by the whole."""
    spoken = words(text)
    near = {i for place in _places(spoken, about) for i in _clause(spoken, place)}
    local = _sign(_count([spoken[i] for i in sorted(near)])) or _compared(text)
    return local if local == direction(text) else 0


def _places(spoken: Sequence[str], about: frozenset[str]) -> list[int]:
    return [i for i, w in enumerate(spoken) if about & {kin(s) for s in stem_set(w)}]


def _clause(spoken: Sequence[str], place: int) -> range:
    """The words around a place, up to where another clause begins or the reach ends."""
    first = place
    while first > max(0, place - _BEFORE) and spoken[first - 1].lower() not in _JOINTS:
        first -= 1
    last = place + 1
    while last < min(len(spoken), place + _AFTER) and spoken[last].lower() not in _JOINTS:
        last += 1
    return range(first, last)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _count(spoken: Sequence[str]) -> int:
    """Cue words for up less those for down, in the order in which they are spoken."""
    cues = _cues()
    total = turned = act = reach = 0
    for word in _IDLE.sub("", " ".join(spoken)).split():
        if word.lower() in cues.negation or word.lower().endswith(("n't", "n’t")):
            turned = _CLAUSE if word.lower() in cues.clauses else _REACH
            continue
        sign = -1 if turned else 1
        turned, reach = max(0, turned - 1), max(0, reach - 1)
        found = frozenset() if word.lower() in cues.not_cues | cues.things else stem_set(word)
        state = sum(cues.states.get(s, 0) for s in found)
        if state and reach:  # the act was counted already: what it does to the state replaces it
            total, reach = total - act + act * state, 0
        elif state:
            total += sign * state
        elif moved := sum(cues.acts.get(s, 0) for s in found) or cues.plain.get(word.lower(), 0):
            act, reach = sign * moved, _OBJECT
            total += act
    return total


def _compared(text: str) -> int:
    """The direction of a figure set beside an earlier one: `74.9%, against 60.5% the year before` points up."""
    found = measured(text)
    for now, before in pairwise(found):
        between = text[now.end : before.start]
        if now.dimension == before.dimension and len(between) < _BETWEEN and _AGAINST.search(between):
            return _sign(now.value - before.value)
    return 0


def market(text: str) -> frozenset[str]:
    """The market concepts that a text names, `market` in `cues.toml`: price, margin, spending, bottleneck and the like."""
    return subject(text) & _cues().market


@lru_cache(maxsize=20_000)
def subject(text: str) -> frozenset[str]:
    """What a text is about: its content stems, words of one kin as one, words that only give a direction left out."""
    cues = _cues()
    found = (s for w in text.split() if w.lower().strip(",.;:") not in cues.not_cues for s in stem_set(w))
    return frozenset(
        cues.kin.get(s, s) for s in found if s in cues.kin or (s not in cues.acts and s not in cues.states)
    )


def kin(stem: str) -> str:
    """The stem that stands for a stem's kin; itself where it has none."""
    return _cues().kin.get(stem, stem)


@lru_cache(maxsize=1_000)
def kindred(concept: str) -> tuple[str, ...]:
    """All stems that a concept stands for."""
    return (concept, *sorted(s for s, head in _cues().kin.items() if head == concept and s != concept))


def opposed(a: str, b: str) -> bool:
    """Whether two judgements are about one thing and point opposite ways; figures are compared as figures."""
    return direction(a) * direction(b) == -1 and _one_thing(a, b)


def aligned(a: str, b: str) -> bool:
    """Whether two statements are about one thing and point the same way."""
    return direction(a) * direction(b) == 1 and _one_thing(a, b)


def _one_thing(a: str, b: str) -> bool:
    one, two = subject(a), subject(b)
    alike = len(one & two) >= 4 and overlap(one, two) >= _LIKE
    return alike and not (measured(a) or measured(b))
