"""Where a sentence says that something stands: `NVIDIA's gross margin was 75.0% …`, `Open models held less than 30% of tokens`.

Only what is counted again and again has a level: a price, a margin, a share, a demand. What a product can do has none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from triptych.agents.language.figures import Figure, figures
from triptych.agents.language.measures import core
from triptych.agents.language.text import stem_set

_NEARLY_ALL = 90  # per cent, from which a share leaves nothing to bet on
_LONGEST = 14  # words of what stands somewhere
_MEASURED = re.compile(
    r"\b(?:margins?|shares?|prices?|revenues?|sales|spending|expenditure|demand|volumes?|backlog|fees?|income|loss|losses|capacity|"
    r"supply|shipments|premium|discount|rates?|use|valuation|output|consumption|unit costs?|costs? per \w+)\b"
)
_PARTED = re.compile(
    r"\b(?:spending|revenue|sales|shipments|electricity|tokens?|markets?|power|demand|profits?|users|volume|output|supply|capacity)\b"
)
_HOLDS = {
    "hold": "hold|holds|held",
    "take": "take|takes|took",
    "supply": "supply|supplies|supplied",
    "account for": "account for|accounts for|accounted for",
    "make up": "make up|makes up|made up",
    "generate": "generate|generates|generated",
    "carry": "carry|carries|carried",
}
_NEAR = r"(?:(?:about|around|roughly|nearly|almost|approximately|only|just|slightly|well|some|still) )*"
_BOUND = r"(?P<bound>(?:more|less|fewer) than |over |above |below |under |at least |up to )?"
_AT = rf"{_NEAR}{_BOUND}(?P<figure>(?:US\$|[$€£])?\d)"
_WHAT = r"(?P<subject>[^,;:]{2,90}?)(?:, including [^,;]+,)?"
_EARNED = r"(?P<what>(?:annualised )?(?:revenue|sales))"
_STANDS = (
    r"(?:was|were|is|are|stood at|stands at|stayed near|stayed at|reached|amounted to|amounts to|ran at|fell to|rose to|grew to|"
    r"passed|exceeded|dropped to|rose \w+ to|(?:rose|grew|fell|dropped|declined) (?:by )?[\d.]+% to)"
)
_MOVED = (
    r"(?:(?:rose|grew|fell|dropped|climbed|declined|increased|decreased)(?: \w+)?|ha[sd] (?:risen|grown|fallen|dropped|climbed))"
    r" from [^,;]{2,50}? to"
)
_END = (
    r"(?= (?:when|in|despite|and|at|because|while|after|before|since|for|between|with|from|by|up)\b|[,;.]|$)"
)
_SHAPES = tuple(
    map(
        re.compile,
        (
            rf"^{_WHAT} (?P<verb>{'|'.join(_HOLDS.values())}) {_AT}[\d.]*% (?P<of>of [^,;.]+?){_END}",
            rf"^{_WHAT} {_MOVED} {_AT}",
            rf"^(?P<who>[^,;:]{{2,60}}?) (?:earned|reported|posted|had|reached) {_EARNED} of {_AT}",
            rf"^[^,;:]{{2,60}}? puts? {_WHAT} at {_AT}",
            rf"^{_WHAT} {_STANDS} {_AT}",
        ),
    )
)
_WHEN = re.compile(
    r" (?:in|of|for|at|during|since|by) (?:the )?(?:(?:early|late|mid|end of|start of)[- ])?(?:whole of )?"
    r"(?:(?:first|second|third|fourth) (?:quarter|half) of )?(?:fiscal )?(?:[A-Z][a-z]+ )?(?:19|20)\d\d\b|"
    r" at present| alone\b| today\b"
)
_ODD = re.compile(r"\b(?:nine|six|three) (?:months|quarters)|first half|second half|within|minus|per day\b")
_GOES_ON = re.compile(
    r"\s?(?:to|-|–)\s?[$€£]?\d|\s(?:more|less|lower|higher|below|above|cheaper|faster|as|of the)\b"
)
_UNFIT = re.compile(
    r"^(?:it|they|its|their|this|these|that|those|there|both|each|he|she|we|you)\b|"
    r"\b(?:that|which|who|because|although|says?|said|found|reported|expects?|would|will|had|been|not|never|can|same|grew|"
    r"and its|and their)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s(?:per|an?)\s[\w-]+|/[a-zA-Z]\w*")
_FLOW = re.compile(
    r"\b(?:revenue|sales|spending|expenditure|demand|income|loss|losses|shipments|consumption)\b"
)
_RATIO = re.compile(r"\b(?:margin|share)\b")
_QUARTER = re.compile(r"\bquarter\b|\bQ[1-4]\b")
_YEARLY = re.compile(r"^(?:the )?(?:annual|yearly)\b", re.IGNORECASE)
_PACED = re.compile(r"annualised|\bper (?:year|month|week|hour)\b")


@dataclass(frozen=True, slots=True)
class Level:
    """What stands where, the last time that somebody counted.

    `verb` and `of` are set where it is a share that somebody holds: `Open models` `hold` 30% `of token volume`. `unit` is
    what money is for where the figure leaves it out, `bound` 1 where the figure is a floor (`more than`), -1 a ceiling.
    """

    subject: str
    figure: Figure
    verb: str
    of: str
    unit: str
    bound: int
    period: str

    @property
    def named(self) -> frozenset[str]:
        """The content stems by which it is known again."""
        return stem_set(f"{self.subject} {self.of}")


@lru_cache(maxsize=20_000)
def level_in(sentence: str) -> Level | None:
    """The level that a sentence gives; None where it gives none that anyone could follow up."""
    said, found = next(_shaped(sentence), ("", None))
    if found is None or _ODD.search(said):
        return None
    parts = found.groupdict(default="")
    subject = parts.get("subject") or f"{_owner(parts['who'])} {parts['what']}"
    subject, of = (_WHEN.sub("", part).strip(" .") for part in (subject, parts.get("of", "")))
    figure = next((f for f in figures(said) if f.start <= found.start("figure") < f.end), None)
    if figure is None or not _sound(subject, of, figure, said):
        return None
    unit = _UNIT.match(said, figure.end) if "usd" in figure.dimension else None
    bound, period = _bound(parts["bound"]), _period(subject, said)
    return Level(
        subject, figure, _verb(parts.get("verb", "")), of, unit.group() if unit else "", bound, period
    )


def _shaped(sentence: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The shapes that fit, on the statement alone or, for `Gartner put the price at $2`, on the whole."""
    for said in (core(sentence), sentence):
        yield from ((said, found) for shape in _SHAPES if (found := shape.match(said)))


def _sound(subject: str, of: str, figure: Figure, said: str) -> bool:
    """Whether it is a thing that is counted again, named without its sentence's context."""
    counted = _PARTED.search(of) if of else _MEASURED.search(subject)
    odd = figure.dimension in ("", "[multiple]") or (
        figure.dimension == "[share]" and figure.value >= _NEARLY_ALL
    )
    whole = not odd and figure.value > 0 and not _GOES_ON.match(said, figure.end)
    return bool(counted) and whole and len(subject.split()) <= _LONGEST and not _UNFIT.search(subject)


def _owner(name: str) -> str:
    return f"{name}'" if name.endswith("s") and name[-2:-1].islower() else f"{name}'s"


def _verb(spoken: str) -> str:
    return next((base for base, forms in _HOLDS.items() if spoken in forms.split("|")), "")


def _bound(said: str) -> int:
    word = said.split(" ")[0]
    return (word in ("more", "over", "above", "at")) - (word in ("less", "fewer", "below", "under", "up"))


def _period(subject: str, said: str) -> str:
    """The span that a flow or a ratio is counted over; a price has none."""
    flow, ratio = _FLOW.search(subject), _RATIO.search(subject) or "%" in said
    if _PACED.search(said) or _YEARLY.search(subject) or not (flow or ratio):
        return ""
    return "in a quarter" if _QUARTER.search(said) else "in a year" if flow else ""
