"""Conversations with the archive: what was asked, in order, and what was answered with which quotes.

Invariant: an answer is stored as it was given; nothing that happens to a memo later changes it.
"""

from datetime import UTC, datetime
from typing import Any

import duckdb
from pydantic import ValidationError

from triptych.errors import ArchiveCorrupt, InputError
from triptych.store.archive import Archive
from triptych.store.records import Citation, ClaimKind, ClaimStatus, Record, SourceKind, Spend, Verdict
from triptych.store.rows import fetch, insert, stored
from triptych.store.search.hits import Place


class Resting(Record):
    """A claim of a memo that rests on a quote, as it stands after the debate."""

    memo: str
    """Id of the memo."""
    memo_title: str
    id: str
    persona: str
    text: str
    kind: ClaimKind
    status: ClaimStatus
    verdict: Verdict
    why: str = ""
    """What was held against it first, in the words of who objected; empty where nothing was."""


class Quoted(Record):
    """A numbered quote of an answer: `citation.quote == source.text[citation.start:citation.end]`."""

    number: int
    citation: Citation
    title: str
    """Of the source."""
    url: str
    kind: SourceKind
    claims: tuple[Resting, ...] = ()
    """The claims in the archive that rest on it, withdrawn ones too."""


class Said(Record):
    """A sentence of an answer and the numbers of the quotes that it rests on, one or more."""

    text: str
    quotes: tuple[int, ...]
    contested: bool = False
    """Whether a claim on one of its quotes is contested."""
    marked: bool = False
    """Whether it goes beyond its quotes, and the audit could not mend it."""


class Answer(Record):
    """What the archive answers. Without sentences it does not know."""

    read_as: str = ""
    """The words that were looked for, where the question alone did not say enough."""
    analyst: str
    written: bool = False
    """Whether the sentences are an analyst's own; else they are the quotes themselves."""
    sentences: tuple[Said, ...] = ()
    quotes: tuple[Quoted, ...] = ()
    withdrawn: tuple[Resting, ...] = ()
    """Claims that bear on the question and were withdrawn in their debates; no part of the answer."""
    missing: tuple[str, ...] = ()
    """Words of the question of which nothing that was found speaks."""
    why: str = ""
    """Why there is no answer, half a sentence; empty where there is one."""
    memo: str = ""
    """Id of the memo to which the question was put; empty for the whole archive."""
    places: tuple[Place, ...] = ("claims", "sources")
    """Where it was looked for."""
    cut: int = 0
    """Sentences that failed the audit and were cut."""
    restored: int = 0
    """Sentences that failed the audit and were put back into the words of their quotes."""
    spend: Spend = Spend(node="ask")

    @property
    def known(self) -> bool:
        """Whether there is an answer."""
        return bool(self.sentences)

    @property
    def memos(self) -> dict[str, str]:
        """Id and title of each memo that it names, in the order in which it names them."""
        claims = (*(c for q in self.quotes for c in q.claims), *self.withdrawn)
        return {claim.memo: claim.memo_title for claim in claims}


class Turn(Record):
    """One question of a conversation with its answer."""

    conversation: str
    """A ULID, so that id order is time order."""
    number: int
    """From 1."""
    asked_at: datetime
    question: str
    answer: Answer


def put(archive: Archive, turn: Turn) -> None:
    """Store a turn; one of that number that is there already is left as it is.

    Raises:
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        there = connection.execute(_THERE, [turn.conversation, turn.number]).fetchone()
        if there is None:
            insert(connection, "conversation", [_row(turn)])


def latest(archive: Archive) -> tuple[Turn, ...]:
    """The conversation that was held last, from its first turn.

    Raises:
        InputError: there is none.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        turns = _turns(connection)
    if not turns:
        raise InputError(
            "There is no conversation to continue.", 'Begin one: triptych ask "…", without --continue.'
        )
    return turns


def _turns(connection: duckdb.DuckDBPyConnection) -> tuple[Turn, ...]:
    return tuple(_turn(row) for row in fetch(connection, _LATEST))


_THERE = "SELECT 1 FROM conversation WHERE id = $1 AND number = $2"
_LATEST = """
SELECT * FROM conversation
WHERE id = (SELECT id FROM conversation ORDER BY asked_at DESC, id DESC LIMIT 1)
ORDER BY number
"""


def _row(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.conversation,
        "number": turn.number,
        "asked_at": stored(turn.asked_at),
        "question": turn.question,
        "answer": turn.answer.model_dump_json(),
    }


def _turn(row: dict[str, Any]) -> Turn:
    try:
        answer = Answer.model_validate_json(row["answer"])
    except ValidationError as e:
        raise ArchiveCorrupt(
            f"Conversation {row['id']} is stored in a form that cannot be read.",
            "Begin a new one: triptych ask without --continue.",
        ) from e
    return Turn(
        conversation=row["id"],
        number=row["number"],
        asked_at=row["asked_at"].replace(tzinfo=UTC),
        question=row["question"],
        answer=answer,
    )
