"""One case in one setting, run and measured; and what several together come to."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from triptych.graphs.evaluation.outcomes import Found, Held
from triptych.store.records import Conformity, Dossier


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of one case came to; `failure` says why where it ended without a memo."""

    case: str
    setting: str
    failure: str = ""
    claims: int = 0
    """Living ones, at the end."""
    supported: int = 0
    corroborated: int = 0
    """With two independent sources or more."""
    disagreements: int = 0
    """Contested claims and propositions on which the panel is split, kept to the end."""
    errors: tuple[Found, ...] = ()
    truths: tuple[Held, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Texts of claims that the case does not state, that say what their quote says, and that were withdrawn."""
    conformity: Conformity = field(default_factory=Conformity)
    asks: int = 0
    """Questions that the graph put to the analyst."""
    calls: int = 0
    """Calls of models."""
    searches: int = 0
    tokens: int = 0
    seconds: float = 0.0
    """As if no other setting had asked its models the same before."""
    cost_usd: float = 0.0
    archive: str = ""
    """The file that holds the run, where it was kept."""

    @property
    def gone(self) -> tuple[str, ...]:
        """Texts of the true claims that it lost, and of untouched quotes that were withdrawn."""
        return (*(t.statement.text for t in self.truths if t.lost), *self.withdrawn)


def as_json(run: Measured) -> dict[str, Any]:
    """A measurement as a JSON object."""
    plain = {f.name: getattr(run, f.name) for f in fields(run)}
    errors = [
        {
            "persona": e.planted.persona,
            "error": e.planted.error,
            "by": e.planted.by,
            "text": e.planted.text,
            "fate": e.fate,
            "caught": e.caught,
            "checks": list(e.checks),
        }
        for e in run.errors
    ]
    truths = [
        {
            "persona": t.statement.persona,
            "text": t.statement.text,
            "lost": t.lost,
            "corrected": t.corrected,
        }
        for t in run.truths
    ]
    return plain | {"errors": errors, "truths": truths, "conformity": run.conformity.model_dump()}


@dataclass(frozen=True, slots=True)
class Total:
    """All cases of one setting together."""

    setting: str
    runs: tuple[Measured, ...]

    def sum(self, name: str) -> float:
        """The sum of a figure over the runs."""
        return float(sum(getattr(run, name) for run in self.runs))

    def share(self, name: str) -> float | None:
        """The share (0 to 1) of living claims that count as this; None without claims."""
        claims = self.sum("claims")
        return self.sum(name) / claims if claims else None

    @property
    def errors(self) -> tuple[Found, ...]:
        """Every planted error of all runs."""
        return tuple(e for run in self.runs for e in run.errors)

    @property
    def caught(self) -> int:
        """Planted errors that were caught."""
        return sum(e.caught for e in self.errors)

    @property
    def lost(self) -> int:
        """True claims that were withdrawn or never got in, and untouched quotes that were withdrawn."""
        return sum(len(run.gone) for run in self.runs)

    @property
    def corrected(self) -> int:
        """True claims whose words were put back into those of their quote for nothing."""
        return sum(t.corrected for run in self.runs for t in run.truths)

    @property
    def failures(self) -> tuple[Measured, ...]:
        """The runs that ended without a memo."""
        return tuple(run for run in self.runs if run.failure)

    @property
    def finished(self) -> frozenset[str]:
        """The ideas whose runs ended in a memo."""
        return frozenset(run.case for run in self.runs if not run.failure)

    def of(self, cases: Container[str]) -> "Total":
        """The same of these ideas alone."""
        return Total(self.setting, tuple(run for run in self.runs if run.case in cases))

    def conformity(self) -> Conformity:
        """The moves of all runs."""
        names = Conformity.model_fields
        return Conformity(**{n: sum(getattr(r.conformity, n) for r in self.runs) for n in names})


def totals(runs: Sequence[Measured]) -> tuple[Total, ...]:
    """The runs by setting, in the order in which settings first come."""
    keys = dict.fromkeys(run.setting for run in runs)
    return tuple(Total(key, tuple(r for r in runs if r.setting == key)) for key in keys)


def contested(dossier: Dossier) -> int:
    """Disagreements that a memo keeps: what it lists, or its contested claims where those are more; most are both."""
    split = [d for d in dossier.memo.disagreements if d.topic]
    return max(len(split), sum(c.status == "contested" for c in dossier.ledger.claims))
