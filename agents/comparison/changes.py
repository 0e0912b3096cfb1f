"""What is different about a claim that two memos make. What may be the cause of a change is told before it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from triptych.agents.comparison.claims import plain, said
from triptych.agents.comparison.records import Aspect, Changed, ChangedClaim
from triptych.agents.language.figures import Figure, figures
from triptych.store.records import Citation, Claim, Ledger

_JUDGED: tuple[Aspect, ...] = ("verdict", "status", "confidence", "kind", "persona")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a memo has around a claim."""

    ledger: Ledger
    questions: dict[str, str]
    """Question id -> its text."""
    known_as: dict[str, str]
    """Question id -> that of the same question in the earlier memo; none for one that is new."""


def changed(before: Claim, after: Claim, was: Setting, now: Setting) -> ChangedClaim:
    """A claim with all that is different about it."""
    lost, gained = _quotes(before, after), _quotes(after, before)
    found = (
        *changes(before, after),
        *_evidence(before, after, bool(lost or gained)),
        *objections(before.id, after.id, was.ledger, now.ledger),
        *_judged(before, after),
        *_question(before, after, was, now),
    )
    return ChangedClaim(before=before, after=after, changes=found, quotes_gained=gained, quotes_lost=lost)


def changes(before: Claim, after: Claim) -> Iterator[Changed]:
    """What is different in its text: figures first."""
    old, new = said(before), said(after)
    if plain(old) != plain(new):
        yield from _figures(old, new)
        yield Changed(aspect="wording", before=before.text, after=after.text)
    elif plain(before.text) != plain(after.text):
        yield Changed(aspect="attribution", before=before.text, after=after.text)


def objections(old_id: str, new_id: str, was: Ledger, now: Ledger) -> Iterator[Changed]:
    """Objections to a claim or a proposition that only one memo has, and those that got another weight or answer."""
    old, new = Counter(_raised(old_id, was)), Counter(_raised(new_id, now))
    fresh = list((new - old).elements())
    for whose, how in (old - new).elements():
        other = next((one for one in fresh if one[0] == whose), None)
        if other is not None:
            fresh.remove(other)
        now_told = f"{whose}, {other[1]}" if other else ""
        yield Changed(aspect="objection", before=f"{whose}, {how}", after=now_told)
    yield from (Changed(aspect="objection", before="", after=f"{whose}, {how}") for whose, how in fresh)


def _raised(target: str, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Who objects to what, and how grave that is and what its owner answered."""
    for critique in ledger.critiques:
        if critique.target == target:
            answers = (
                f"{r.answer}, refused" if r.refused else r.answer
                for r in ledger.replies
                if r.critique == critique.id
            )
            how = ", ".join((critique.severity, *(f"answer: {one}" for one in answers)))
            yield f"{critique.check or critique.kind} by the {critique.critic}", how


def _quotes(those: Claim, others: Claim) -> tuple[Citation, ...]:
    """The quotes that only one of two claims has; those that a changed wording tells of are left out."""
    reworded = plain(said(those)) != plain(said(others))
    left = Counter(_whose(c) for c in others.citations)
    left.subtract(_whose(c) for c in those.citations)
    found = []
    for one in reversed(those.citations):
        if left[_whose(one)] < 0:
            left[_whose(one)] += 1
            if not (reworded and one.quote in those.text):
                found.append(one)
    return tuple(reversed(found))


def _whose(citation: Citation) -> tuple[str, str]:
    return plain(citation.quote), citation.publisher.casefold()


def _evidence(before: Claim, after: Claim, other: bool) -> Iterator[Changed]:
    if other:
        yield Changed(
            aspect="evidence", before=_many(len(before.citations)), after=_many(len(after.citations))
        )
    if before.independent != after.independent:
        yield Changed(
            aspect="independent sources", before=str(before.independent), after=str(after.independent)
        )


def _many(quotes: int) -> str:
    return f"{quotes} quote{'' if quotes == 1 else 's'}"


def _judged(before: Claim, after: Claim) -> Iterator[Changed]:
    for aspect in _JUDGED:
        was, now = getattr(before, aspect), getattr(after, aspect)
        if was != now:
            yield Changed(aspect=aspect, before=was, after=now)


def _question(before: Claim, after: Claim, was: Setting, now: Setting) -> Iterator[Changed]:
    """The question under which it stands, if it is another; another persona has questions of its own."""
    if before.persona == after.persona and now.known_as.get(after.question) != before.question:
        old = was.questions.get(before.question, before.question)
        new = now.questions.get(after.question, after.question)
        if old != new:
            yield Changed(aspect="question", before=old, after=new)


def _figures(old: str, new: str) -> Iterator[Changed]:
    """Figures that stand in one text alone, paired with one of the same kind in the other."""
    gone, fresh = _without(figures(old), figures(new)), _without(figures(new), figures(old))
    for figure in gone:
        other = next((f for f in fresh if f.dimension == figure.dimension), None)
        if other is not None:
            fresh.remove(other)
        yield Changed(aspect="figure", before=figure.text, after=other.text if other else "")
    yield from (Changed(aspect="figure", before="", after=figure.text) for figure in fresh)


def _without(those: Sequence[Figure], others: Iterable[Figure]) -> list[Figure]:
    """The figures that have no equal among the others, which stand for one each."""
    left = Counter(_value(f) for f in others)
    found = []
    for figure in those:
        if left[_value(figure)] > 0:
            left[_value(figure)] -= 1
        else:
            found.append(figure)
    return found


def _value(figure: Figure) -> tuple[str, str]:
    return figure.dimension, f"{figure.value:.9g}"
