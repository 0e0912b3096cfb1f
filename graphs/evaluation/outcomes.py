"""What became of each planted statement: read off the ledger and the memo that the run published."""

from collections.abc import Container
from dataclasses import dataclass

from triptych.graphs.evaluation.cases import Case, Outcome, Planted, Statement
from triptych.store.records import Claim, Dossier

Fate = Outcome | str
"""An outcome, or `missed`: it stands as if nothing were wrong with it."""
MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Found:
    """One planted error after a run."""

    planted: Planted
    fate: Fate
    checks: tuple[str, ...]
    """The checks that critiques held against it, and what verification found wanting."""

    @property
    def caught(self) -> bool:
        """Whether it ended in a way that counts as caught."""
        return self.fate in self.planted.outcomes


@dataclass(frozen=True, slots=True)
class Held:
    """One true claim after a run."""

    statement: Statement
    lost: bool
    """Withdrawn, or not in the ledger at all."""
    corrected: bool
    """Put into the words of its quote though its own were true."""


def found(case: Case, dossier: Dossier, stated: Container[Statement]) -> tuple[Found, ...]:
    """Every planted error of the case that was stated, in the order of the set.

    Args:
        stated: what the run's analyst stated; what nobody stated cannot be caught.
    """
    errors = ((p, _claim(p, dossier)) for p in case.planted if p in stated)
    return tuple(Found(p, _fate(p, claim), _checks(claim, dossier)) for p, claim in errors)


def held(case: Case, dossier: Dossier, stated: Container[Statement]) -> tuple[Held, ...]:
    """Every true claim of the case that was stated; `stated` as for `found`."""
    truths = ((s, _claim(s, dossier)) for s in case.true if s in stated)
    return tuple(
        Held(s, claim is None or claim.status == "withdrawn", bool(claim and _restated(claim)))
        for s, claim in truths
    )


def withdrawn(case: Case, dossier: Dossier) -> tuple[Claim, ...]:
    """The withdrawn claims that the case does not state and that say what their quote says, word for word."""
    told = {c.id for s in (*case.planted, *case.true) if (c := _claim(s, dossier))}
    gone = (c for c in dossier.ledger.claims if c.status == "withdrawn" and c.id not in told)
    return tuple(c for c in gone if any(c.text.rstrip(".").lower() in q.quote.lower() for q in c.citations))


def _claim(statement: Statement, dossier: Dossier) -> Claim | None:
    """The claim that was born with this text and spoken by this persona."""
    own = (c for c in dossier.ledger.claims if c.persona == statement.persona)
    return next((c for c in own if _born(c) == statement.text), None)


def _born(claim: Claim) -> str:
    return claim.history[0].text if claim.history else claim.text


def _restated(claim: Claim) -> bool:
    """Whether verification put a claim into the words of its quote."""
    return any(not change.because for change in claim.history)


def _fate(planted: Planted, claim: Claim | None) -> Fate:
    if claim is None:
        return "dropped"
    if planted.error == "copied text" and claim.independent == 1:
        return "counted once"
    if claim.status == "withdrawn":
        return "withdrawn"
    if _restated(claim):
        return "corrected"
    if claim.status in ("contested", "revised"):
        return claim.status
    return "flagged" if claim.verdict != "supported" else MISSED


def _checks(claim: Claim | None, dossier: Dossier) -> tuple[str, ...]:
    if claim is None:
        return ("its quote stands in no source",)
    wanting = [change.reason for change in claim.history if not change.because]
    held_against = [c.check or c.kind for c in dossier.ledger.critiques if c.target == claim.id]
    return tuple(dict.fromkeys((*wanting, *held_against)))
