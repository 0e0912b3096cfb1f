"""What is different between two memos. The same two always give the same answer."""

from collections.abc import Iterator, Sequence

from triptych.agents.comparison.claims import changes, likeness
from triptych.agents.comparison.pairs import Paired, paired, rest
from triptych.agents.comparison.records import (
    ChangedClaim,
    Cited,
    Comparison,
    Edition,
    Moved,
    Named,
    Put,
    Rewritten,
)
from triptych.agents.language.figures import figures, years
from triptych.store import standing
from triptych.store.records import Dossier, Proposition, Question, Source, Stance

NEAR = 88.0
"""Least likeness in words (rapidfuzz ratio, 0-100) of two questions that are one, or propositions with the same figures."""


def compare(before: Dossier, after: Dossier) -> Comparison:
    """What is different between an earlier and a later memo; they need not be on one brief."""
    old, new = before.ledger.claims, after.ledger.claims
    same = paired(old, new, likeness)
    both = [
        ChangedClaim(before=old[n], after=new[m], changes=tuple(changes(old[n], new[m]))) for n, m in same
    ]
    put = paired(before.brief.propositions, after.brief.propositions, _same_proposition)
    asked = paired(before.brief.questions, after.brief.questions, _same_question)
    gone, fresh = _alone(before, after), _alone(after, before)
    again = paired(before.sources, fresh, _rewritten)
    replaced = {before.sources[n].id for n, _ in again}
    return Comparison(
        before=_edition(before),
        after=_edition(after),
        claims_appeared=tuple(rest(new, [m for _, m in same])),
        claims_vanished=tuple(rest(old, [n for n, _ in same])),
        claims_changed=tuple(one for one in both if one.changes),
        claims_same=sum(not one.changes for one in both),
        stances_moved=tuple(_moved(before, after, put)),
        propositions_new=_propositions(rest(after.brief.propositions, [m for _, m in put])),
        propositions_gone=_propositions(rest(before.brief.propositions, [n for n, _ in put])),
        questions_new=_questions(rest(after.brief.questions, [m for _, m in asked])),
        questions_gone=_questions(rest(before.brief.questions, [n for n, _ in asked])),
        sources_new=tuple(map(Cited.of, rest(fresh, [m for _, m in again]))),
        sources_gone=tuple(Cited.of(s) for s in gone if s.id not in replaced),
        sources_rewritten=tuple(
            Rewritten(before=Cited.of(before.sources[n]), after=Cited.of(fresh[m])) for n, m in again
        ),
    )


def _edition(dossier: Dossier) -> Edition:
    memo = dossier.memo
    bottom_line = " ".join(sentence.text for sentence in memo.bottom_line)
    return Edition(id=memo.id, title=memo.title, as_of=memo.as_of, bottom_line=bottom_line)


def _same_proposition(old: Proposition, new: Proposition) -> float:
    """Nearly the same words with the same figures and years: a higher bar is another proposition."""
    same = _bars(old) == _bars(new) and old.horizon == new.horizon
    return _near(old.text, new.text) if same else 0.0


def _bars(proposition: Proposition) -> tuple[object, ...]:
    found = sorted((f.dimension, f"{f.value:.9g}") for f in figures(proposition.text))
    return tuple(found), years(proposition.text)


def _same_question(old: Question, new: Question) -> float:
    return _near(old.text, new.text) if old.persona == new.persona else 0.0


def _near(old: str, new: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(old.casefold(), new.casefold(), score_cutoff=NEAR))


def _moved(before: Dossier, after: Dossier, put: Sequence[Paired]) -> Iterator[Put]:
    """The propositions of both on which somebody, or the panel's median, stands elsewhere."""
    for n, m in put:
        old, new = before.brief.propositions[n], after.brief.propositions[m]
        moves = tuple(_moves(_last(before, old), _last(after, new)))
        if moves:
            yield Put(before=old.id, after=new.id, text=new.text, moves=moves)


def _last(dossier: Dossier, proposition: Proposition) -> dict[str, Stance]:
    return standing.latest(dossier.ledger.stances, proposition.id)


def _moves(old: dict[str, Stance], new: dict[str, Stance]) -> Iterator[Moved]:
    for who in dict.fromkeys((*old, *new)):
        was, now = _probability(old, who), _probability(new, who)
        if was != now:
            yield Moved(who=who, median=False, before=was, after=now)
    was, now = _median(old), _median(new)
    if was != now:
        yield Moved(who="panel", median=True, before=was, after=now)


def _probability(stances: dict[str, Stance], who: str) -> int | None:
    return stances[who].probability if who in stances else None


def _median(stances: dict[str, Stance]) -> int | None:
    values = standing.probabilities(stances)
    return standing.middle(values) if values else None


def _propositions(those: Sequence[Proposition]) -> tuple[Named, ...]:
    return tuple(Named(id=one.id, persona="", text=one.text) for one in those)


def _questions(those: Sequence[Question]) -> tuple[Named, ...]:
    return tuple(Named(id=one.id, persona=one.persona, text=one.text) for one in those)


def _alone(those: Dossier, others: Dossier) -> list[Source]:
    """The texts that only the first of two memos cites."""
    known = {source.id for source in others.sources}
    return [source for source in those.sources if source.id not in known]


def _rewritten(old: Source, new: Source) -> float:
    """Whether two texts are of one address."""
    return float(bool(old.url) and old.url == new.url)
