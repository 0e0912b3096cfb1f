"""What is different in what two memos were asked, and in where their panels stand on it."""

from collections.abc import Iterable, Iterator, Sequence

from triptych.agents.comparison.changes import objections
from triptych.agents.comparison.claims import plain
from triptych.agents.comparison.near import near
from triptych.agents.comparison.pairs import Likeness, Paired, paired
from triptych.agents.comparison.records import Changed, Moved, Named, Put
from triptych.agents.language.figures import figures, years
from triptych.store import standing
from triptych.store.records import Dossier, Proposition, Question, Stance


def stances(before: Dossier, after: Dossier, put: Sequence[Paired]) -> Iterator[Put]:
    """The propositions of both on which somebody or the median stands elsewhere, or that are worded or objected to otherwise."""
    for n, m in put:
        old, new = before.brief.propositions[n], after.brief.propositions[m]
        moves = tuple(_moves(_Stood(before, old), _Stood(after, new)))
        changes = (*_reworded(old, new), *objections(old.id, new.id, before.ledger, after.ledger))
        if moves or changes:
            yield Put(before=old.id, after=new.id, text=new.text, moves=moves, changes=changes)


def _reworded(old: Proposition, new: Proposition) -> Iterator[Changed]:
    if plain(old.text) != plain(new.text):
        yield Changed(aspect="wording", before=old.text, after=new.text)


def same_proposition(old: Proposition, new: Proposition) -> Likeness:
    """Nearly the same words with the same figures and years: a higher bar is another proposition."""
    same = old.horizon == new.horizon and _bars(old) == _bars(new)
    return near(old.text, new.text) if same else ()


def same_question(old: Question, new: Question) -> Likeness:
    """The same words of the same persona: what is asked otherwise is told as another question."""
    same = old.persona == new.persona and plain(old.text) == plain(new.text)
    return (1.0,) if same else ()


def known_as(before: Dossier, after: Dossier) -> dict[str, str]:
    """Id of a question of the later memo -> that in the earlier one of the same or of what was nearly that."""
    old, new = before.brief.questions, after.brief.questions
    return {new[m].id: old[n].id for n, m in paired(old, new, _near_question).found()}


def _near_question(old: Question, new: Question) -> Likeness:
    return near(old.text, new.text) if old.persona == new.persona else ()


def propositions(those: Iterable[Proposition]) -> tuple[Named, ...]:
    """What is told of propositions that only one memo has."""
    return tuple(Named(id=one.id, persona="", text=one.text, due=one.horizon) for one in those)


def questions(those: Iterable[Question]) -> tuple[Named, ...]:
    """The same of questions."""
    return tuple(Named(id=one.id, persona=one.persona, text=one.text) for one in those)


def _bars(proposition: Proposition) -> tuple[object, ...]:
    found = sorted((f.dimension, f"{f.value:.9g}") for f in figures(proposition.text))
    return tuple(found), years(proposition.text)


class _Stood:
    """Where a panel stood on a proposition in the end."""

    def __init__(self, dossier: Dossier, proposition: Proposition) -> None:
        said: tuple[Stance, ...] = dossier.ledger.stances
        self.asked = {s.persona for s in said if s.proposition == proposition.id}
        last = standing.latest(said, proposition.id)
        self.by = {who: stance.probability for who, stance in last.items()}
        values = standing.probabilities(last)
        self.median = standing.middle(values) if values else None


def _moves(old: _Stood, new: _Stood) -> Iterator[Moved]:
    for who in dict.fromkeys((*old.by, *new.by)):
        if old.by.get(who) != new.by.get(who):
            yield Moved(
                who=who,
                median=False,
                before=old.by.get(who),
                after=new.by.get(who),
                asked_before=who in old.asked,
                asked_after=who in new.asked,
            )
    if old.median != new.median:
        yield Moved(
            who="panel",
            median=True,
            before=old.median,
            after=new.median,
            asked_before=bool(old.asked),
            asked_after=bool(new.asked),
        )
