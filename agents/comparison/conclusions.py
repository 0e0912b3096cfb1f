"""What is different in what two memos conclude: bets, agreements, disagreements and what stays open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from triptych.agents.comparison.near import near
from triptych.agents.comparison.pairs import Pairing
from triptych.agents.comparison.records import Conclusion, Part
from triptych.store.records import Agreement, Bet, Disagreement, Dossier


@dataclass(frozen=True, slots=True)
class _Said:
    """A conclusion, and the sentences under it."""

    part: Part
    name: str
    """By which it is known again."""
    more: str = ""
    under: tuple[tuple[str, str, str], ...] = ()
    """Of each sentence the side that it takes, how that is called, and its text."""
    about: str | None = None
    """The proposition that it names, by which it is known again where it is worded otherwise."""

    @property
    def text(self) -> str:
        return f"{self.name} {self.more}".strip()

    def without(self, other: "_Said") -> tuple[str, ...]:
        """Its sentences that the other has not, or has on another side."""
        known = {(side, text) for side, _, text in other.under}
        return tuple(f"{called}: {text}" for side, called, text in self.under if (side, text) not in known)


def conclusions(before: Dossier, after: Dossier) -> list[Conclusion]:
    """Those that are changed, new and gone, part by part."""
    old, new = tuple(_all(before)), tuple(_all(after))
    made = Pairing(old, new)
    made.alike(lambda one: (one.part, one.about) if one.about else None, lambda old, new: (1.0,))
    made.alike(lambda one: one.part, lambda old, new: near(old.name, new.name))
    found = [_changed(old[n], new[m]) for n, m in made.found()]
    found += [Conclusion(part=one.part, before="", after=one.text) for one in made.after.values()]
    found += [Conclusion(part=one.part, before=one.text, after="") for one in made.before.values()]
    parts = get_args(Part)
    return sorted(filter(_tells, found), key=lambda one: parts.index(one.part))


def _changed(old: _Said, new: _Said) -> Conclusion:
    """What is different; what is said beside it is told where that is."""
    was, now = (old.name, new.name) if old.more == new.more else (old.text, new.text)
    return Conclusion(part=new.part, before=was, after=now, gained=new.without(old), lost=old.without(new))


def _tells(one: Conclusion) -> bool:
    return one.before != one.after or bool(one.gained or one.lost)


def _all(dossier: Dossier) -> Iterator[_Said]:
    memo, put = dossier.memo, [p.text.rstrip(".") for p in dossier.brief.propositions]
    for one in (
        *map(_bet, memo.bets),
        *map(_agreement, memo.agreements),
        *map(_disagreement, memo.disagreements),
        *(_Said("scenario", s.text) for s in memo.scenarios),
        *(_Said("change of mind", s.text) for s in memo.change_our_mind),
        *(_Said("open question", text) for text in memo.open_questions),
    ):
        yield replace(one, about=next((text for text in put if text in one.name), None))


def _bet(bet: Bet) -> _Said:
    both = (("carried by", bet.carried_by), ("killed by", bet.killed_by))
    under = tuple((side, side, one.text) for side, sentences in both for one in sentences)
    return _Said("bet", bet.text, f"(conviction {bet.conviction}%)", under)


def _agreement(agreement: Agreement) -> _Said:
    return _Said("agreement", agreement.text, "(untested)" if agreement.untested else "")


def _disagreement(disagreement: Disagreement) -> _Said:
    sides = enumerate(disagreement.sides)
    under = tuple((str(n), side.label, one.text) for n, side in sides for one in side.sentences)
    settled = disagreement.settled_by
    return _Said(
        "disagreement", disagreement.topic, f"(would settle it: {settled})" if settled else "", under
    )
