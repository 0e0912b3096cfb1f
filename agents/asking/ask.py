"""Asks the archive: finds what bears on a question, has it answered, audits the answer, and stores the turn.

Invariant: nothing is answered but from verbatim quotes of stored sources. Where nothing bears on the question, or nothing
of an answer stands the audit, the archive does not know.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from ulid import ULID

from triptych.agents.analyst import Analyst, Inquiry
from triptych.agents.asking import answers
from triptych.agents.asking.auditing import audited
from triptych.agents.asking.bearing import ENOUGH, Bearing, bearing
from triptych.agents.asking.evidence import Searching, held
from triptych.agents.asking.follow_up import read_as
from triptych.agents.asking.leads import Held
from triptych.agents.asking.wanted import Wanted, wanted
from triptych.agents.asking.weights import Weigh, Weights
from triptych.agents.language.text import listing
from triptych.errors import InputError
from triptych.store import conversations, sources
from triptych.store.archive import Archive
from triptych.store.conversations import Answer, Resting, Turn
from triptych.store.records import Sentence, Spend
from triptych.store.search.hits import Place

LONGEST = 2_000
"""Characters of a question."""
MOST = 6
_WITHDRAWN = 5  # claims that are told
_UNANSWERED = "what it holds on this does not answer the question"
_UNSOUND = "nothing of the answer stood the audit"
PLACES: tuple[Place, ...] = ("claims", "sources")
"""Where an answer is looked for if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a user asks of the archive."""

    question: str
    places: tuple[Place, ...] = PLACES
    memo: str = ""
    """Full id of the memo to which the question is put; empty for the whole archive."""
    most: int = MOST
    """Quotes that the answer may rest on."""
    before: tuple[Turn, ...] = ()
    """The conversation that it continues, from its first turn."""


async def ask(
    asked: Ask,
    archive: Archive,
    search: Searching,
    weigh: Weigh,
    analyst: Analyst,
    spent: Callable[[], Spend] = lambda: Spend(node="ask"),
) -> Turn:
    """The answer, as it was stored.

    Args:
        asked: the question.
        archive: what is asked, and where the turn is stored.
        search: the search over it.
        weigh: tells how much words say, by how often they stand in it.
        analyst: who answers.
        spent: what the analyst has used so far.

    Raises:
        InputError: the question is empty, too long, or has no word to look for.
        ServiceError: the analyst's model did not answer.
        BudgetError: the budget does not bear an answer.
        ArchiveError: the archive cannot be used.
    """
    question = plain_question(asked.question)
    alone = read_as(question, asked.before)
    looked_for = _looked_for(alone or question)
    found = await asyncio.to_thread(held, archive, search, looked_for, asked.places, asked.memo or None)
    weights = await asyncio.to_thread(weigh, looked_for.about)
    bears = bearing(looked_for, found.leads, weights)
    answer = Answer(
        read_as=alone, analyst=analyst.label, memo=asked.memo, places=asked.places, missing=bears.missing
    )
    if not bears.leads:
        answer = answer.model_copy(update={"why": _ignorance(bears)})
    else:
        inquiry = _inquiry(asked, question, alone, bears, weights)
        answer = await _answered(answer, inquiry, found, archive, analyst)
    turn = _turn(
        asked,
        question,
        answer.model_copy(update={"spend": spent(), "withdrawn": _withdrawn(found, looked_for, weights)}),
    )
    await asyncio.to_thread(conversations.put, archive, turn)
    return turn


def plain_question(text: str) -> str:
    """The question on one line. Raises InputError if it is empty or too long."""
    question = " ".join(text.split())
    if not question:
        raise InputError("The question is empty.", 'Ask something, e.g. triptych ask "what limits decoding?"')
    if len(question) > LONGEST:
        raise InputError(
            f"The question has {len(question)} characters; {LONGEST} is the most.",
            "Ask for one thing; material goes into the library: triptych library add FILE",
        )
    return question


def _looked_for(question: str) -> Wanted:
    looked_for = wanted(question)
    if looked_for.empty:
        raise InputError(
            "The question has no word to look for.",
            "Name what it is about; a question that leans on the last one goes with --continue.",
        )
    return looked_for


def _inquiry(asked: Ask, question: str, alone: str, bears: Bearing, weights: Weights) -> Inquiry:
    return Inquiry(
        question=question,
        evidence=tuple(lead.passage for lead in bears.leads),
        read_as=alone,
        weights=weights,
        said=answers.words_said(bears.leads),
        earlier=tuple((turn.question, _told(turn.answer)) for turn in asked.before),
        most=asked.most,
    )


def _ignorance(bears: Bearing) -> str:
    if bears.missing:
        return f"nothing that was found there speaks of {listing(f'“{word}”' for word in bears.missing)}"
    return "no passage there speaks of enough of the question"


def _told(answer: Answer) -> str:
    return " ".join(s.text for s in answer.sentences) or "The archive does not know."


async def _answered(
    answer: Answer, inquiry: Inquiry, found: Held, archive: Archive, analyst: Analyst
) -> Answer:
    """The answer with what stands of what the analyst says."""
    said = await analyst.answer(inquiry)
    ids = list(dict.fromkeys(c.source_id for s in said for c in s.citations))
    cited = {s.id: s for s in await asyncio.to_thread(sources.load, archive, ids)}
    left = await audited(said, cited, analyst)
    return answer.model_copy(
        update={
            "written": left.restored > 0 or any(not _is_quote(s) for s in left.sentences),
            "sentences": answers.said(left.sentences, found),
            "quotes": answers.quotes(left.sentences, found, cited),
            "cut": left.cut,
            "restored": left.restored,
            "why": "" if left.sentences else _UNANSWERED if not said else _UNSOUND,
        }
    )


def _is_quote(sentence: Sentence) -> bool:
    return sentence.text == f"“{sentence.citations[0].quote}”"


def _withdrawn(found: Held, looked_for: Wanted, weights: Weights) -> tuple[Resting, ...]:
    """The withdrawn claims that are about what is asked, the best few."""
    about = (c for c in found.withdrawn if looked_for.share(c.text, weights) >= ENOUGH)
    return tuple(islice(about, _WITHDRAWN))


def _turn(asked: Ask, question: str, answer: Answer) -> Turn:
    before = asked.before
    return Turn(
        conversation=before[-1].conversation if before else str(ULID()),
        number=before[-1].number + 1 if before else 1,
        asked_at=datetime.now(UTC),
        question=question,
        answer=answer,
    )
