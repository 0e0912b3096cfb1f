"""A memo that follows an earlier one: the same brief put to the evidence of another day.

Invariant: questions, propositions and horizons are those of the earlier memo; only the day from which it looks ahead is new.
"""

from dataclasses import dataclass
from datetime import date

from triptych.agents.language.text import listing
from triptych.errors import InputError
from triptych.store.records import Brief, Dossier, Proposition, Source
from triptych.store.render.wording import day


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The memo that a run updates."""

    id: str
    as_of: date
    bases: tuple[Source, ...] = ()
    """The sources from which its propositions were taken."""

    def told(self) -> str:
        """How the new memo says so."""
        return (
            f"It updates memo {self.id} of {day(self.as_of)}: the same questions and propositions, researched and debated "
            "anew."
        )

    def overdue(self, brief: Brief) -> str:
        """How the new memo says that there is nothing left to foresee in some of its propositions; empty if in none."""
        late = due(brief)
        if not late:
            return ""
        days = {p.horizon: listing(q.id for q in late if q.horizon == p.horizon) for p in late}
        which = listing(f"{ids} ({day(on)})" for on, ids in days.items())
        return (
            f"The day of {which} has passed: what stands there is what the evidence at hand says, no forecast. To put on record "
            f"what came of {'it' if len(late) == 1 else 'them'}: triptych memos resolve {self.id}"
        )


def due(brief: Brief) -> tuple[Proposition, ...]:
    """Its propositions whose day has come when it is put to the panel."""
    return tuple(p for p in brief.propositions if p.horizon <= brief.as_of)


def predecessor(dossier: Dossier) -> Predecessor:
    """What a run needs to know of the memo that it updates."""
    quoted = {p.basis.source_id for p in dossier.brief.propositions if p.basis}
    bases = tuple(source for source in dossier.sources if source.id in quoted)
    return Predecessor(dossier.memo.id, dossier.memo.as_of, bases)


def renewed(dossier: Dossier, as_of: date) -> Brief:
    """The brief of an earlier memo as of another day.

    Raises:
        InputError: the day is before that of the memo.
    """
    if as_of < dossier.memo.as_of:
        raise InputError(
            f"Memo {dossier.memo.id} looks ahead from {dossier.memo.as_of}, which is after {as_of}.",
            "Give --as-of a later day, or drop it: the default is today.",
        )
    return dossier.brief.model_copy(update={"as_of": as_of})
