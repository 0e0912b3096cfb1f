"""The audit of a memo: each sentence is read against the quotes under it, and none rests on what is not there.

Rules come first; what they cannot decide is listed apart, for whoever can read. Claims were verified before (verification/).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from triptych.agents.verification.citations import checked
from triptych.agents.verification.claims import reading_of
from triptych.agents.verification.reading import SUPPORTED, Reading
from triptych.store import citing
from triptych.store.records import Claim, Ledger, Memo, Sentence, Source


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that fails the audit, and why."""

    sentence: Sentence
    reason: str
    arguable: bool = False
    """Whether it is somebody's reading that faults it, not a rule."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that rules cannot decide, the quotes under it, and what makes them doubt."""

    sentence: Sentence
    quotes: tuple[str, ...]
    reason: str


def audit(memo: Memo, ledger: Ledger, sources: Mapping[str, Source]) -> tuple[list[Fault], list[Doubt]]:
    """What fails, and what rules cannot decide, in printed order, each sentence once.

    Args:
        memo: what is to be audited.
        ledger: the claims that it names.
        sources: by id, those that are quoted.
    """
    claims = {c.id: c for c in ledger.claims}
    faults: list[Fault] = []
    doubts: list[Doubt] = []
    for sentence in dict.fromkeys(citing.sentences(memo)):
        if reason := _unfounded(sentence, claims) or _misquoting(sentence, sources):
            faults.append(Fault(sentence, reason))
            continue
        found = SUPPORTED if sentence.computed else _read(sentence, ledger, sources)
        if not found.decided:
            doubts.append(Doubt(sentence, _quotes(sentence, ledger), found.wanting))
        elif not found.sound:
            faults.append(Fault(sentence, found.wanting))
    return faults, doubts


def _unfounded(sentence: Sentence, claims: Mapping[str, Claim]) -> str:
    """Why a sentence has nothing to stand on; empty where it has."""
    unknown = [i for i in sentence.claims if i not in claims]
    if unknown:
        return f"unknown claim {', '.join(unknown)}"
    named = [claims[i] for i in sentence.claims]
    if sentence.computed:
        return ""
    if named and all(c.status == "withdrawn" for c in named):
        return f"it rests on {', '.join(c.id for c in named)}, withdrawn in the debate"
    if not (sentence.citations or any(c.citations for c in named)):
        return "no citation"
    return ""


def _misquoting(sentence: Sentence, sources: Mapping[str, Source]) -> str:
    """Why a quote of its own does not count, whatever its author says of it; empty where all stand where they point."""
    loose = [c for c in sentence.citations if checked(c, sources).checked != "substring"]
    if not loose:
        return ""
    alone = len(loose) == len(sentence.citations) and not sentence.claims
    return "no quote of it stands in a source" if alone else "a quote of it does not stand where it points"


def _read(sentence: Sentence, ledger: Ledger, sources: Mapping[str, Source]) -> Reading:
    """A claim's own text was read before, whatever became of it; anything else is read here."""
    own = [c for c in ledger.claims if c.id in sentence.claims and c.text == sentence.text]
    if own and own[0].checked:
        return SUPPORTED
    return reading_of(sentence.text, citing.citations(sentence, ledger), sources)


def _quotes(sentence: Sentence, ledger: Ledger) -> tuple[str, ...]:
    return tuple(dict.fromkeys(q.quote for q in citing.citations(sentence, ledger)))
