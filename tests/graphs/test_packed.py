"""What a checkpoint holds is packed once, and to the same bytes as LangGraph packs it."""

from datetime import date
from typing import Any

import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Send

from triptych.agents.analyst import ClaimDraft
from triptych.graphs.keeping.packed import Packed
from triptych.store.records import Citation, Claim, Record

QUOTE = Citation(source_id="s", quote="für", start=1, end=4, published_at=date(2026, 1, 2))
CLAIM = Claim(
    id="E1",
    persona="engineer",
    question="E.q1",
    text="It holds.",
    kind="fact",
    confidence="medium",
    citations=(QUOTE,),
)
DRAFT = ClaimDraft("It holds.", "fact", "medium", (QUOTE,), "A", 1.0)
STATE = {"claims": {"E1": CLAIM}, "drafts": {"E.q1": [DRAFT]}, "round": 1}


@pytest.mark.parametrize(
    "value",
    [CLAIM, STATE, [Send("reply", {"persona": "engineer", "state": STATE})], (CLAIM, DRAFT), None, b"1", "x"],
)
def test_it_is_the_same_to_the_byte(value: Any) -> None:
    own = JsonPlusSerializer()
    packed = Packed(own.dumps_typed, (Record, ClaimDraft))
    for _ in range(2):
        assert own.dumps_typed(packed.all_of(value)) == own.dumps_typed(value)


def test_a_value_is_packed_once() -> None:
    asked: list[Any] = []

    def dump(value: Any) -> tuple[str, bytes]:
        asked.append(value)
        return JsonPlusSerializer().dumps_typed(value)

    packed = Packed(dump, (Record,))
    for _ in range(3):
        packed.all_of([STATE, CLAIM])
    assert asked == [CLAIM]
