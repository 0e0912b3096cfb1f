"""A memo taken apart into what can be found of it: title, bottom line, paragraphs, bets, disagreements, the rest."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from triptych.store.records import Bet, Disagreement, Memo, Sentence
from triptych.store.search.entries import Entry, owner
from triptych.store.search.hits import Hit


class _Part(NamedTuple):
    """A part's name within its memo, its text, and the persona that speaks in it, if one does."""

    name: str
    text: str
    persona: str = ""


def entries(memo: Memo) -> Iterator[Entry]:
    """All parts of a memo that have a text, in the order in which they are printed."""
    for part in _parts(memo):
        if part.text.strip():
            hit = Hit(
                place="memos",
                id=f"{memo.id}/{part.name}" if part.name else memo.id,
                memo=memo.id,
                title=memo.title,
                text=part.text,
                snippet="",
                persona=part.persona,
                day=memo.as_of,
            )
            yield Entry(owner("memo", memo.id), hit, memo.panel)


def _parts(memo: Memo) -> Iterator[_Part]:
    yield _Part("", memo.title if memo.idea == memo.title else f"{memo.title}\n{memo.idea}")
    yield _Part("bottom-line", _said(memo.bottom_line))
    for section in memo.sections:
        for number, paragraph in enumerate(section.paragraphs, 1):
            text = f"{paragraph.heading}\n{_said(paragraph.sentences)}"
            yield _Part(f"{section.key}/{number}", text, section.key)
    for number, agreement in enumerate(memo.agreements, 1):
        yield _Part(f"agreement-{number}", agreement.text)
    for number, disagreement in enumerate(memo.disagreements, 1):
        yield _Part(f"disagreement-{number}", _disagreement(disagreement))
    for number, bet in enumerate(memo.bets, 1):
        yield _Part(f"bet-{number}", _bet(bet))
    yield _Part("scenarios", _said(memo.scenarios))
    yield _Part("change-our-mind", _said(memo.change_our_mind))
    yield _Part("open-questions", "\n".join(memo.open_questions))


def _said(sentences: Iterable[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def _disagreement(one: Disagreement) -> str:
    sides = (f"{side.label}: {_said(side.sentences)}" for side in one.sides)
    return "\n".join((one.topic, *sides, one.settled_by))


def _bet(one: Bet) -> str:
    return "\n".join((one.text, _said(one.carried_by), _said(one.killed_by)))
