"""Walking a memo in the order in which it is printed: its sentences, and the sources that they cite."""

from collections.abc import Callable, Iterator

from triptych.store.records import (
    Bet,
    Brief,
    Citation,
    Disagreement,
    Ledger,
    Memo,
    Paragraph,
    Section,
    Sentence,
    Side,
)
from triptych.store.render.argued import matters
from triptych.store.render.undone import corrections, withdrawals

Change = Callable[[Sentence], Sentence | None]


def sentences(memo: Memo) -> Iterator[Sentence]:
    """Every sentence of a memo in printed order."""
    yield from memo.bottom_line
    for section in memo.sections:
        for paragraph in section.paragraphs:
            yield from paragraph.sentences
    for disagreement in memo.disagreements:
        for side in disagreement.sides:
            yield from side.sentences
    for bet in memo.bets:
        yield from bet.carried_by
        yield from bet.killed_by
    yield from memo.scenarios
    yield from memo.change_our_mind


def citations(sentence: Sentence, ledger: Ledger) -> list[Citation]:
    """The quotes under a sentence: its own, then those of its claims; unknown claim ids have none."""
    claims = {c.id: c for c in ledger.claims}
    return [*sentence.citations, *(q for i in sentence.claims if i in claims for q in claims[i].citations)]


def cited_sources(memo: Memo, brief: Brief, ledger: Ledger) -> tuple[str, ...]:
    """Source ids in order of first use: number n of the printed memo is the n-th of these."""
    return tuple(dict.fromkeys(q.source_id for q in _printed(memo, brief, ledger)))


def _printed(memo: Memo, brief: Brief, ledger: Ledger) -> Iterator[Citation]:
    """All that is printed with a number, where it stands: between the memo's sentences its agreements and propositions,
    after them what was argued out, withdrawn and corrected."""
    said = list(sentences(memo))
    opened = len(memo.bottom_line) + sum(len(p.sentences) for s in memo.sections for p in s.paragraphs)
    closed = len(said) - len(memo.change_our_mind)
    agreed = [Sentence(text="", claims=a.claims) for a in memo.agreements]
    put = [Sentence(text="", citations=(p.basis,)) for p in brief.propositions if p.basis]
    for sentence in (*said[:opened], *agreed, *said[opened:closed], *put, *said[closed:]):
        yield from citations(sentence, ledger)
    for matter in matters(brief, ledger):
        yield from matter.quotes
    for withdrawal in withdrawals(ledger):
        yield from withdrawal.quotes
    for correction in corrections(ledger):
        yield from correction.quotes


def changed(memo: Memo, change: Change) -> Memo:
    """The memo with every sentence put through `change`; None cuts it, and what is left empty by that goes too."""
    return memo.model_copy(
        update={
            "bottom_line": _each(memo.bottom_line, change),
            "sections": tuple(_section(s, change) for s in memo.sections),
            "disagreements": tuple(
                d for d in (_disagreement(d, change) for d in memo.disagreements) if len(d.sides) > 1
            ),
            "bets": tuple(new for b in memo.bets if (new := _bet(b, change)) is not None),
            "scenarios": _each(memo.scenarios, change),
            "change_our_mind": _each(memo.change_our_mind, change),
        }
    )


def _each(those: tuple[Sentence, ...], change: Change) -> tuple[Sentence, ...]:
    return tuple(new for s in those if (new := change(s)) is not None)


def _section(section: Section, change: Change) -> Section:
    kept = (Paragraph(heading=p.heading, sentences=_each(p.sentences, change)) for p in section.paragraphs)
    return section.model_copy(update={"paragraphs": tuple(p for p in kept if p.sentences)})


def _disagreement(disagreement: Disagreement, change: Change) -> Disagreement:
    sides = (s.model_copy(update={"sentences": _each(s.sentences, change)}) for s in disagreement.sides)
    return disagreement.model_copy(update={"sides": tuple(s for s in sides if _speaks(s))})


def _speaks(side: Side) -> bool:
    return bool(side.sentences)


def _bet(bet: Bet, change: Change) -> Bet | None:
    """None for a bet that has lost all that carried it: what is left would be a conclusion without evidence."""
    carried, killed = _each(bet.carried_by, change), _each(bet.killed_by, change)
    if bet.carried_by and not carried:
        return None
    return bet.model_copy(update={"carried_by": carried, "killed_by": killed})
