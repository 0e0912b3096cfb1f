"""Conversations are kept as they were held, and can be read by SQL."""

from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from triptych.errors import ArchiveCorrupt, InputError
from triptych.store import conversations
from triptych.store.archive import Archive
from triptych.store.conversations import Answer, Quoted, Resting, Said, Turn
from triptych.store.records import Spend
from triptych.store.rows import fetch

NOON = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)
COLUMNS = "id number asked_at question read_as known answer why analyst memo_id quotes calls tokens_in tokens_out cost_usd"


def answered(make: ModuleType) -> Answer:
    """An answer in which every kind of value occurs."""
    source = make.source("Decoding is bound by memory. Prices fall.")
    claim = Resting(
        memo="MEMO-0001",
        memo_title="A “memo”",
        id="E1",
        persona="engineer",
        text="Decoding is bound by memory.",
        kind="fact",
        status="contested",
        verdict="partial",
        why="One source.",
    )
    return Answer(
        read_as="decoding: what limits it?",
        analyst="chat model x",
        written=True,
        sentences=(Said(text="Memory does.", quotes=(1,), contested=True), Said(text="Really.", quotes=(1,))),
        quotes=(
            Quoted(
                number=1,
                citation=make.quote(source, "Decoding is bound by memory."),
                title=source.title,
                url=source.url,
                kind="web",
                claims=(claim,),
            ),
        ),
        withdrawn=(claim.model_copy(update={"id": "E2", "status": "withdrawn"}),),
        memo="MEMO-0001",
        cut=1,
        spend=Spend(node="ask", calls=3, tokens_in=100, tokens_out=20, cost_usd=0.5, seconds=2.5),
    )


def turn(answer: Answer, number: int = 1, conversation: str = "01A", when: datetime = NOON) -> Turn:
    return Turn(
        conversation=conversation, number=number, asked_at=when, question="What limits it?", answer=answer
    )


def test_a_conversation_comes_back_as_it_was_held(archive: Archive, make: ModuleType) -> None:
    held = (turn(answered(make)), turn(Answer(analyst="embedded", why="nothing there"), number=2))
    for one in reversed(held):
        conversations.put(archive, one)
    assert conversations.latest(archive) == held


def test_the_latest_is_the_one_in_which_was_spoken_last(archive: Archive) -> None:
    silent = Answer(analyst="embedded")
    conversations.put(archive, turn(silent, conversation="01A"))
    conversations.put(archive, turn(silent, conversation="01B", when=NOON.replace(hour=13)))
    conversations.put(archive, turn(silent, conversation="01A", number=2, when=NOON.replace(hour=14)))
    assert [(t.conversation, t.number) for t in conversations.latest(archive)] == [("01A", 1), ("01A", 2)]


def test_without_a_conversation_there_is_none_to_continue(archive: Archive) -> None:
    with pytest.raises(InputError, match="no conversation to continue"):
        conversations.latest(archive)


def test_a_turn_that_is_there_already_stays_as_it_is(archive: Archive) -> None:
    first = turn(Answer(analyst="embedded", why="the first"))
    conversations.put(archive, first)
    conversations.put(archive, turn(Answer(analyst="embedded", why="the second")))
    assert conversations.latest(archive) == (first,)


def test_an_answer_that_somebody_edited_to_nonsense_is_told(archive: Archive) -> None:
    conversations.put(archive, turn(Answer(analyst="embedded")))
    with archive.session() as connection:
        connection.execute("UPDATE conversation SET answer = '{\"sentences\": 7}'")
    with pytest.raises(ArchiveCorrupt, match="01A"):
        conversations.latest(archive)


def _rows(archive: Archive, query: str) -> list[dict[str, Any]]:
    with archive.session() as connection:
        return fetch(connection, query)


def test_the_view_tells_question_answer_and_spend(archive: Archive, make: ModuleType) -> None:
    conversations.put(archive, turn(answered(make)))
    conversations.put(archive, turn(Answer(analyst="embedded", why="nothing there"), number=2))
    one, two = _rows(archive, "SELECT * FROM conversations ORDER BY number")
    assert one["answer"] == "Memory does. Really."
    assert (one["known"], one["quotes"], one["calls"], one["cost_usd"]) == (True, 1, 3, 0.5)
    assert (one["read_as"], one["memo_id"], one["why"]) == (
        "decoding: what limits it?",
        "MEMO-0001",
        None,
    )
    assert (two["known"], two["answer"], two["why"], two["read_as"]) == (False, "", "nothing there", None)


def test_the_view_has_the_documented_columns_and_says_what_they_are(archive: Archive) -> None:
    query = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'conversations' ORDER BY column_index"
    rows = _rows(archive, query)
    assert [row["column_name"] for row in rows] == COLUMNS.split()
    assert all(row["comment"] for row in rows)
