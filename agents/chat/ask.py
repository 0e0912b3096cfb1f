"""An answer from the archive in a model's words: it writes sentences and names numbered quotes, code cuts the quotes.

Invariant: a sentence that names no quote of the fenced material, and that no quote there bears to the word, is dropped.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from triptych.agents.analyst import Inquiry
from triptych.agents.asking.focus import focused
from triptych.agents.asking.wanted import Wanted, wanted
from triptych.agents.chat.answers import Filled
from triptych.agents.chat.fence import Labelled, labelled
from triptych.agents.chat.fields import Line, Numbers, some
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import needed, unheld, without_tail
from triptych.agents.chat.words import said, shortened, shown
from triptych.agents.models.speaker import Speaker
from triptych.agents.verification.reading import read
from triptych.store.records import Citation, Sentence

MOST = 4
"""Sentences of an answer."""
_EARLIER = 3  # turns of the conversation that are shown
_TURN = 300  # characters of each of their answers
_LONGEST = 300
_FEWEST = 4  # words of a sentence; a name alone says nothing
_CLOSER = 0.3  # of a sentence's words that another quote must have more, to be the one that was meant
_STRANGE = 0.8  # of a sentence's words that its quotes may lack


class Told(Filled):
    """A sentence and the numbers of what it rests on."""

    text: Line
    sentences: Numbers


class Answered(Filled):
    """An answer; empty where the passages have none."""

    answer: Annotated[list[Told], Field(max_length=MOST), BeforeValidator(lambda v: some(v, MOST))]


async def answers(speaker: Speaker, inquiry: Inquiry) -> list[Sentence]:
    """What the model answers from the evidence, each sentence with its quotes; none where it finds no answer.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    earlier = _earlier(inquiry)
    room = max(0, speaker.room("edit", "") - len(earlier))
    sheet = labelled(focused(inquiry, room), room)
    if not sheet.passages:
        return []
    asked = prompt(
        "ask",
        "edit",
        max_tokens=600,
        earlier=earlier or "none",
        question=shown(inquiry.read_as or inquiry.question),
        passages=sheet.text,
        most=str(MOST),
    )
    answer = await speaker.fill(asked, Answered)
    found = list(_sentences(answer.answer, sheet, inquiry))
    return found if any(_asked(inquiry).timely(one.text) for one in found) else []


def _asked(inquiry: Inquiry) -> Wanted:
    return wanted(inquiry.read_as or inquiry.question)


def _earlier(inquiry: Inquiry) -> str:
    """The last turns of the conversation, each in a fence."""
    turns = (
        f"<turn>\nasked: {shown(shortened(question, _TURN))}\nanswered: {shown(shortened(answer, _TURN))}\n</turn>"
        for question, answer in inquiry.earlier[-_EARLIER:]
    )
    return "\n".join(turns)


def _sentences(told: Sequence[Told], sheet: Labelled, inquiry: Inquiry) -> Iterator[Sentence]:
    """The sentences that rest on a quote, each once, on no more quotes together than the answer may have.

    One that has no word of the question, and whose quotes have none, was taken from beside it.
    """
    asked = _asked(inquiry)
    seen: set[str] = set()
    spans: set[tuple[str, int]] = set()
    for one in told:
        text = said(one.text, _LONGEST)
        quotes = _cited(text, one.sentences, sheet)
        text = without_tail(text, [q.quote for q in quotes])
        fresh = {(q.source_id, q.start) for q in quotes} - spans
        beside = asked.about and not asked.count(" ".join((text, *(q.quote for q in quotes))))
        if len(text.split()) < _FEWEST or not quotes or beside or text.lower() in seen:
            continue
        if len(spans) + len(fresh) <= inquiry.most:
            seen.add(text.lower())
            spans |= fresh
            yield Sentence(text=text, citations=quotes)


def _cited(text: str, labels: Sequence[int], sheet: Labelled) -> tuple[Citation, ...]:
    """The quotes that a sentence rests on: those that it names, or where they do not bear it the one that does, or is nearest.

    A small model names whole passages, and miscounts: what it wrote is then what it read elsewhere.
    """
    known = [label for label in dict.fromkeys(labels) if sheet.sentences([label])]
    quotes = [sheet.sentences([label])[0].quote for label in known]
    named = sheet.citations([known[n] for n in needed(text, quotes)]) if known else ()
    if named and _bears(text, named):
        return named
    every = [sheet.citations([label]) for label in range(1, sheet.size + 1)]
    bearing = next((one for one in every if _bears(text, one)), None)
    return bearing or (_closest(text, named, every) if named else ())


def _closest(
    text: str, named: tuple[Citation, ...], every: Sequence[tuple[Citation, ...]]
) -> tuple[Citation, ...]:
    """The quotes named, or the sentence that has much more of the words; none where neither has hardly any."""
    best = min(every, key=lambda one: _unheld(text, one), default=())
    chosen = best if _unheld(text, named) - _unheld(text, best) >= _CLOSER else named
    return chosen if _unheld(text, chosen) <= _STRANGE else ()


def _unheld(text: str, quotes: Sequence[Citation]) -> float:
    return unheld(text, [q.quote for q in quotes])


def _bears(text: str, quotes: Sequence[Citation]) -> bool:
    """Whether rules alone find a sentence borne by sentences of a source, which are verbatim as they stand."""
    return read(text, [q.model_copy(update={"verdict": "supported"}) for q in quotes]).sound
