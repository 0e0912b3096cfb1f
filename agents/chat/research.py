"""Claims from passages: a model says what they establish and names the sentences; code makes the quotes and checks the words."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from triptych.agents.analyst import DEBATED, ClaimDraft
from triptych.agents.chat.answers import Claims, Query, SharedClaims, Stated
from triptych.agents.chat.fence import Labelled, labelled
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import needed, without_tail
from triptych.agents.chat.words import said, shortened, shown
from triptych.agents.language.sentences import kind_of
from triptych.agents.models.speaker import Speaker
from triptych.agents.sources import terms
from triptych.agents.sources.sentences import sentences
from triptych.agents.verification.reading import read
from triptych.errors import ServiceError
from triptych.store.records import Brief, Citation, ClaimKind, Confidence, Passage, Persona, Question

_ATTRIBUTED = re.compile(
    r"\b(?:according to|says?|said|claims?|claimed|argues?|argued|counters?|expects?|estimates?|forecasts?|reports?)\b"
)
ENOUGH = 2  # publishers that must answer a question before it counts as answered
MOST, MOST_SHARED = 4, 8
_QUERY = 12  # words
_GIST = 240  # characters of a question that a query is written for
_NO_OPERATORS = str.maketrans(dict.fromkeys('"“”()?:*;', " "))
_LONGEST = 300  # characters of a claim's text


async def draft_claims(
    speaker: Speaker, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
) -> list[ClaimDraft]:
    """What the passages establish for a question, best first, each claim on verbatim quotes.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    sheet = labelled(passages, speaker.room("research", persona.key))
    if not sheet.passages:
        return []
    shared = question.lens == DEBATED
    asked = prompt(
        "claims",
        "research",
        persona,
        max_tokens=1200 if shared else 700,
        idea=shown(brief.idea),
        lens=shown(question.lens),
        asked=shown(question.text),
        passages=sheet.text,
        most=str(MOST_SHARED if shared else MOST),
    )
    answer: Claims = await speaker.fill(asked, SharedClaims if shared else Claims)
    return list(_drafts(answer.claims, sheet))


def _drafts(stated: Sequence[Stated], sheet: Labelled) -> Iterator[ClaimDraft]:
    """One draft for each statement that names a sentence; no two on the same first quote."""
    seen: set[tuple[str, int]] = set()
    rank = count()
    for one in stated:
        text = _bare(said(one.text, _LONGEST), one.sentences, sheet)
        quotes = _cited(text, sheet.citations(_borne(text, one.sentences, sheet)), sheet)
        place = (quotes[0].source_id, quotes[0].start) if quotes else None
        if place and place not in seen:
            seen.add(place)
            yield _draft(one, text, quotes, 1.0 / (1 + next(rank)))


def _cited(text: str, named: tuple[Citation, ...], sheet: Labelled) -> tuple[Citation, ...]:
    """The quotes that a statement names; where they refute it, the sentence beside them that bears it to the word.

    A small model states what it read and miscounts the label; what it read is then what it meant.
    """
    if not named or _bears(text, named):
        return named
    every = (sheet.citations([label]) for label in range(1, sheet.size + 1))
    return next((one for one in every if _bears(text, one)), named)


def _bears(text: str, quotes: Sequence[Citation]) -> bool:
    """Whether rules alone find a statement borne by sentences of a page, which are verbatim as they stand."""
    return read(text, [q.model_copy(update={"verdict": "supported"}) for q in quotes]).sound


def _bare(text: str, labels: Sequence[int], sheet: Labelled) -> str:
    return without_tail(text, [q.quote for q in sheet.sentences(labels)])


def _borne(text: str, labels: Sequence[int], sheet: Labelled) -> list[int]:
    """Of the sentences that a statement names, those that it rests on: small models name whole passages."""
    known = [label for label in dict.fromkeys(labels) if sheet.sentences([label])]
    quotes = [sheet.sentences([label])[0].quote for label in known]
    return [known[n] for n in needed(text, quotes)]


def _draft(stated: Stated, text: str, quotes: tuple[Citation, ...], score: float) -> ClaimDraft:
    """The claim in the model's words; verification puts what its quotes do not bear back into theirs."""
    return ClaimDraft(
        text=text or own_words(quotes[0]),
        kind=_kind(stated, quotes[0]),
        confidence=_confidence(stated, text, quotes[0]),
        citations=quotes,
        publisher=quotes[0].publisher,
        score=score,
    )


def _kind(stated: Stated, quote: Citation) -> ClaimKind:
    """What the model takes it for; where that is a fact, what the quote's own words make of it."""
    year = quote.published_at.year if quote.published_at else None
    return kind_of(quote.quote, year) if stated.kind == "fact" else stated.kind


def _confidence(stated: Stated, text: str, quote: Citation) -> Confidence:
    """At most medium where somebody's word is stated as if it were known."""
    lost = bool(_ATTRIBUTED.search(quote.quote)) and not _ATTRIBUTED.search(text)
    return "medium" if lost and stated.confidence == "high" else stated.confidence


def own_words(citation: Citation) -> str:
    """The first sentence of a quote, on one line."""
    start, end = next(iter(sentences(citation.quote)), (0, len(citation.quote)))
    return shortened(said(citation.quote[start:end], len(citation.quote) + 1), 2 * _LONGEST)


async def open_query(
    speaker: Speaker, persona: Persona, question: Question, drafts: Sequence[ClaimDraft]
) -> str | None:
    """One more query where fewer than two publishers answer a question; None where enough do or no query comes.

    Raises:
        BudgetError: there is nothing left to pay it with.
    """
    if len({d.publisher for d in drafts}) >= ENOUGH:
        return None
    found = "\n".join(f"- {shown(d.text)} ({shown(d.publisher)})" for d in drafts) or "nothing"
    asked = prompt(
        "gap", "research", persona, max_tokens=80, asked=shown(shortened(question.text, _GIST)), found=found
    )
    try:
        query = query_of((await speaker.fill(asked, Query)).query)
    except ServiceError:  # what has been found so far is worth more than one further query
        return None
    return query if query and query not in question.queries else None


def query_of(text: str) -> str:
    """A model's words as a query of at most twelve words: no operators, and of a sentence only what carries meaning."""
    plain = " ".join(said(text, 300).translate(_NO_OPERATORS).split())
    words = plain.split()
    if len(words) > _QUERY or text.rstrip().endswith("?"):
        words = list(dict.fromkeys(w for w in words if terms.stems(w)))
    return " ".join(words[:_QUERY])
