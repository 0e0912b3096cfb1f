"""A memo that follows an earlier one: the same brief put to the evidence of another day.

Invariant: questions, propositions and horizons are those of the earlier memo; only the day from which it looks ahead is new.
"""

from dataclasses import dataclass
from datetime import date

from triptych.errors import InputError
from triptych.store.records import Brief, Dossier, Source


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
            f"It updates memo {self.id} of {self.as_of:%d %B %Y}: the same questions and propositions, researched and debated "
            "anew."
        )


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
