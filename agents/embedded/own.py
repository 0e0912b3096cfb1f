"""What an idea itself asks, as propositions: its yes-or-no questions as statements, each with what would settle it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from triptych.agents.embedded.questions import Asked, questions_in
from triptych.agents.language.sentences import capitalised
from triptych.agents.propositions import YEARS_AHEAD, fault
from triptych.store.records import Proposition

_KEEPING = re.compile(r"keep|remain|stay|hold|survive|last|continue|lead|dominate|retain|maintain")
# `half of all tokens` is a bound: who asks whether something will have it asks for as much or more.
_PARTS = {"half": 50, "a third": 33, "one third": 33, "two thirds": 66, "a quarter": 25, "three quarters": 75}
_PART = re.compile(
    rf"(?P<bound>\b(?:more than|less than|over|at least|at most|fewer than|under|about|nearly|almost) )?"
    rf"\b(?P<part>{'|'.join(_PARTS)}|\d+(?:\.\d+)?%)(?= of )",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\s+(?:with|by|in|for|on|through|at|from|before|over|as|to)\b.*$")


@dataclass(frozen=True, slots=True)
class _Criterion:
    """What settles a predicate that its own words leave open."""

    when: re.Pattern[str]
    told: str
    about: re.Pattern[str] | None = None
    restated: str = ""
    always: bool = False

    def fits(self, asked: Asked) -> bool:
        """Whether it is the one for this question."""
        on = self.about is None or self.about.search(asked.subject)
        return bool(on and self.when.search(f"{asked.verb}{asked.rest}"))


def own(idea: str, horizon: date) -> list[Proposition]:
    """The idea's own questions as resolvable statements without ids, in its order; the form ends in the date.

    Args:
        horizon: the day by which a question without a year of its own is judged.
    """
    made = (_proposition(asked, horizon) for asked in questions_in(idea))
    return list({p.text: p for p in made}.values())


def bare(idea: str, horizon: date) -> list[Proposition]:
    """The same in the idea's words alone, without what would settle them, as a person may leave them in a brief."""
    return [
        Proposition(id="", text=f"{_dated(a, horizon)}.", horizon=_due(a, horizon))
        for a in questions_in(idea)
    ]


def _proposition(asked: Asked, horizon: date) -> Proposition:
    due = _due(asked, horizon)
    plain = f"{_dated(asked, horizon)}."
    criterion = next(c for c in _criteria() if c.fits(asked))
    # Whether its day has passed is for whoever knows the day; here it counts whether anyone could settle it.
    settled = not criterion.always and not fault(plain, due, date(due.year - 1, 12, 31))
    text = plain if settled else _measured(asked, criterion, due, _today(horizon))
    return Proposition(id="", text=text, horizon=due)


def _measured(asked: Asked, criterion: _Criterion, due: date, base: int) -> str:
    values = {"subject": asked.subject, "year": str(due.year), "base": str(base)} | _acted_on(asked)
    outcome = _filled(criterion.restated, values) or f"{asked.subject} will {asked.told}"
    bound = "by the end of" if criterion.restated else _bound(asked)
    return f"{capitalised(outcome)} {bound} {due.year}{_filled(criterion.told, values)}."


def _acted_on(asked: Asked) -> dict[str, str]:
    """What a verb acts on, and how it would fall."""
    acted_on = _OBJECT.sub("", asked.rest).strip()
    return {"object": acted_on, "fall": "fall" if acted_on.endswith("s") else "falls"}


def _dated(asked: Asked, horizon: date) -> str:
    year = _due(asked, horizon).year
    return f"{capitalised(_parted(asked.subject))} will {_parted(asked.told)} {_bound(asked)} {year}"


def _parted(said: str) -> str:
    """A share in figures, with the bound that it stands for."""

    def told(found: re.Match[str]) -> str:
        part = found["part"].lower()
        return f"{found['bound'] or 'at least '}{_PARTS.get(part, part.rstrip('%'))}%"

    return _PART.sub(told, said)


def _bound(asked: Asked) -> str:
    return "through" if _KEEPING.fullmatch(asked.verb) else "by the end of"


def _due(asked: Asked, horizon: date) -> date:
    later = _today(horizon) + asked.within if asked.within else horizon.year
    return date(asked.year or later, 12, 31)


def _today(horizon: date) -> int:
    return horizon.year - YEARS_AHEAD


def _filled(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


@lru_cache(maxsize=1)
def _criteria() -> tuple[_Criterion, ...]:
    return tuple(_read())


def _read() -> Iterator[_Criterion]:
    text = files("triptych.agents.embedded").joinpath("frames.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["criterion"]:
        about = re.compile(row["about"], re.IGNORECASE) if "about" in row else None
        when = re.compile(row["when"], re.IGNORECASE)
        yield _Criterion(when, row["told"], about, row.get("restated", ""), row.get("always", False))
