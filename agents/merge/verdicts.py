"""Where the panel stands, counted from the ledger: medians, bets, and who is apart from whom on what evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triptych.agents.distinct import first_of_each
from triptych.agents.language.text import listing
from triptych.store import standing
from triptych.store.records import (
    Bet,
    Brief,
    Citation,
    Claim,
    Critique,
    Disagreement,
    Ledger,
    Persona,
    Proposition,
    Sentence,
    Side,
    Stance,
)
from triptych.store.render.wording import day


@dataclass(frozen=True, slots=True)
class Verdict:
    """One proposition as the panel leaves it: the last stance of each persona that has one, in panel order."""

    proposition: Proposition
    stances: tuple[Stance, ...]
    names: dict[str, str]
    claims: dict[str, Claim]
    critiques: tuple[Critique, ...]

    @property
    def values(self) -> list[int]:
        return [s.probability for s in self.stances if s.probability is not None]

    @property
    def middle(self) -> int:
        return standing.middle(self.values)

    @property
    def lean(self) -> int:
        """1 when the panel leans to yes and nobody to no, -1 when to no and nobody to yes, else 0."""
        return standing.lean(self.values)

    def tally(self) -> str:
        """Median and each persona's probability, as a statement; empty where everybody abstains."""
        if not self.values:
            return ""
        each = listing(f"{self.names[s.persona].lower()} {s.probability}%" for s in self.stances)
        return f"{self.proposition.id}: “{self.proposition.text.rstrip('.')}”: panel median {self.middle}% ({each})."

    def bet(self) -> Bet | None:
        """The side to which the panel leans, with what carries it and what was held against that."""
        if not self.values or not self.lean:
            return None
        carrying = self._reasons(self.stances)
        if not carrying:
            return None
        return Bet(
            text=f"{'For' if self.lean > 0 else 'Against'}: {self.proposition.text}",
            proposition=self.proposition.id,
            conviction=self.middle if self.lean > 0 else 100 - self.middle,
            carried_by=tuple(sentence(c) for c in carrying[:3]),
            killed_by=tuple(self._against(carrying))[:2],
        )

    def split(self) -> Disagreement | None:
        """The personas furthest apart, each with its reasons; None where they are close or one has none."""
        if len(self.values) < 2 or max(self.values) - min(self.values) < standing.SPREAD:
            return None
        ordered = sorted(self.stances, key=lambda s: -(s.probability or 0))
        sides = tuple(self._side(s) for s in (ordered[0], ordered[-1]))
        if not all(s.sentences for s in sides):
            return None
        return Disagreement(
            topic=self.proposition.text,
            sides=sides,
            settled_by=f"The outcome itself, due {day(self.proposition.horizon)}.",
        )

    def _side(self, stance: Stance) -> Side:
        return Side(
            label=f"{self.names[stance.persona]}: {stance.probability}%",
            personas=(stance.persona,),
            sentences=tuple(sentence(c) for c in self._reasons([stance])[:2]),
        )

    def _reasons(self, stances: Iterable[Stance]) -> list[Claim]:
        """The living claims that stances rest on, one of each persona in turn, each quote once."""
        named = [[self.claims[r] for r in s.reasons if r in self.claims] for s in stances]
        turns = [
            those[n] for n in range(max(map(len, named), default=0)) for those in named if n < len(those)
        ]
        return first_of_each((c for c in turns if c.citations), lambda c: c.citations[0].quote)

    def _against(self, carrying: Sequence[Claim]) -> Iterable[Sentence]:
        """The quotes that critics held against what carries a bet."""
        carried = {c.id for c in carrying}
        quotes = {q.quote: q for c in self.critiques if c.target in carried for q in c.citations}
        return (quotation(q) for q in quotes.values())


def verdicts(brief: Brief, personas: Sequence[Persona], ledger: Ledger) -> list[Verdict]:
    """The panel's verdict on each proposition of the brief."""
    names = {p.key: p.name for p in personas}
    claims = {c.id: c for c in ledger.claims if c.status != "withdrawn"}
    return [
        Verdict(p, _latest(ledger, p.id, personas), names, claims, ledger.critiques)
        for p in brief.propositions
    ]


def _latest(ledger: Ledger, proposition: str, personas: Sequence[Persona]) -> tuple[Stance, ...]:
    last = standing.latest(ledger.stances, proposition)
    return tuple(last[p.key] for p in personas if p.key in last)


def sentence(claim: Claim) -> Sentence:
    """A claim as a sentence of the memo."""
    return Sentence(text=claim.text, claims=(claim.id,))


def quotation(citation: Citation) -> Sentence:
    """A quote that no claim of the panel holds."""
    return Sentence(text=f"“{citation.quote}”", citations=(citation,))
