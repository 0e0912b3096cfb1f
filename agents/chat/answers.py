"""What a model is asked to fill in: flat, small, every string and list bounded.

Only what code cannot mend (an unknown word of a closed list, a probability outside 0 to 100) fails and is asked for again.
"""

from functools import partial
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from triptych.agents.chat.fields import Id, Ids, Line, Name, Numbers, Short, Statement, some
from triptych.store.records import Answer, ClaimKind, Confidence, CritiqueKind, Severity

Check = Literal[
    "",
    "single source",
    "stale",
    "vendor on itself",
    "figure not in quote",
    "says more than its quote",
    "outside its question",
    "conflicting figures",
    "opposite direction",
    "definition differs",
]
"""The named checks that a critique may hold against a claim; empty where only evidence speaks."""


class Filled(BaseModel):
    """An answer; keys that nobody asked for are let pass and dropped."""

    model_config = ConfigDict(extra="ignore")


class Asked(Filled):
    lens: Name
    question: Statement
    queries: Annotated[list[Short], Field(max_length=2), BeforeValidator(partial(some, most=2))]


class Questions(Filled):
    questions: Annotated[list[Asked], Field(max_length=5), BeforeValidator(partial(some, most=5))]


class Statable(Filled):
    measure: Short = ""
    statement: Line
    year: int


class Framing(Filled):
    topic: Short
    objective: Line
    propositions: Annotated[list[Statable], Field(max_length=5), BeforeValidator(partial(some, most=5))]


class Stated(Filled):
    sentences: Numbers
    text: Line
    kind: ClaimKind
    confidence: Confidence


class Claims(Filled):
    claims: Annotated[list[Stated], Field(max_length=4), BeforeValidator(partial(some, most=4))]


class SharedClaims(Claims):
    claims: Annotated[list[Stated], Field(max_length=8), BeforeValidator(partial(some, most=8))]


class Query(Filled):
    query: Short


class Judged(Filled):
    because: Statement
    reasons: Ids
    probability: Annotated[int, Field(ge=0, le=100)] | None


class Objection(Filled):
    target: Id
    argument: Statement
    evidence: Annotated[list[Id], Field(max_length=2), BeforeValidator(partial(some, most=2))]
    query: Short
    check: Check
    kind: CritiqueKind
    severity: Severity


class Objections(Filled):
    critiques: Annotated[list[Objection], Field(max_length=3), BeforeValidator(partial(some, most=3))]


class Weighed(Filled):
    supports: Numbers
    opposes: Numbers


class Replied(Filled):
    argument: Statement
    answer: Answer
    text: Line


class Said(Filled):
    text: Line
    claims: Ids


class Prose(Filled):
    sentences: Annotated[list[Said], Field(max_length=12), BeforeValidator(partial(some, most=12))]


class BottomLine(Filled):
    title: Short
    bottom_line: Annotated[list[Said], Field(max_length=6), BeforeValidator(partial(some, most=6))]
    change_our_mind: Annotated[list[Said], Field(max_length=3), BeforeValidator(partial(some, most=3))]


class Patched(Filled):
    text: Statement


class Entailed(Filled):
    missing: Line
    verdict: Literal["supported", "partial", "contradicted"]
