"""What the debate or verification undid: claims withdrawn, and claims that say something else than they said.

Invariant: a quote that this part prints with a number is among the `quotes` of its entry, at the place where it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from triptych.store.records import Change, Citation, Claim, Critique, Ledger
from triptych.store.render.argued import Exchange, exchanges, sharing


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Claims that share a quote and were withdrawn, and what brought them down: critiques, or verification's finding."""

    claims: tuple[Claim, ...]
    exchanges: tuple[Exchange, ...]
    found: tuple[str, ...]

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """Their quotes, then the evidence against them."""
        return (*self.claims[0].citations, *(q for e in self.exchanges for q in e.against))


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a claim: what it was, what it became, and the critique that caused it, if one did."""

    before: Change
    text: str
    confidence: str
    critique: Critique | None

    @property
    def corrects(self) -> bool:
        """False where a critique changed its status alone: that is argued out, not corrected."""
        same = (self.before.text, self.before.confidence) == (self.text, self.confidence)
        return not same or self.critique is None


@dataclass(frozen=True, slots=True)
class Correction:
    """Claims that share a quote and were changed."""

    claims: tuple[Claim, ...]
    steps: tuple[Step, ...]

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """Their quotes, then those of the critiques that corrected them."""
        held = (q for s in self.steps if s.critique for q in s.critique.citations)
        return (*self.claims[0].citations, *held)


def withdrawals(ledger: Ledger) -> list[Withdrawal]:
    """The withdrawn claims."""
    gone = (c for c in ledger.claims if c.status == "withdrawn")
    return [_withdrawal(those, ledger) for those in sharing(gone)]


def corrections(ledger: Ledger) -> list[Correction]:
    """The claims that were changed and not withdrawn."""
    living = sharing(c for c in ledger.claims if c.status != "withdrawn" and c.history)
    made = (Correction(those, tuple(s for c in those for s in _steps(c, ledger))) for those in living)
    return [c for c in made if c.steps]


def _withdrawal(claims: tuple[Claim, ...], ledger: Ledger) -> Withdrawal:
    last = [c.history[-1] for c in claims if c.history]
    caused = {change.because for change in last}
    hit = (e for c in claims for e in exchanges(c.id, ledger) if e.critique.id in caused)
    found = dict.fromkeys(h.reason for h in last if h.reason and not h.because)
    return Withdrawal(claims, tuple(hit), tuple(found))


def _steps(claim: Claim, ledger: Ledger) -> Iterator[Step]:
    """Each correction: a change left behind what it was, and made what the next one left, in the end the claim itself."""
    critiques = {c.id: c for c in ledger.critiques}
    became = [*((h.text, h.confidence) for h in claim.history[1:]), (claim.text, claim.confidence)]
    for before, (text, confidence) in zip(claim.history, became, strict=True):
        step = Step(before, text, confidence, critiques.get(before.because))
        if step.corrects:
            yield step
