"""What a model is asked to fill in: flat, small, every string and list bounded.

Bounds are told to the model by the schema; an answer that runs over them is cut, not refused. Only what code cannot mend
(an unknown word of a closed list, a probability outside 0 to 100) fails and is asked for again.
"""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

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


def _cut(value: Any, most: int) -> Any:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)[:most]
    return value[:most] if isinstance(value, str) else value


def _some(value: Any, most: int) -> Any:
    """The first of a list; one string is read as a list of words with commas between."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [part for part in value.replace(";", ",").split(",") if part.strip()]
    return value[:most] if isinstance(value, list) else value


Short = Annotated[str, Field(max_length=120), BeforeValidator(partial(_cut, most=120))]
Line = Annotated[str, Field(max_length=300), BeforeValidator(partial(_cut, most=300))]
Statement = Annotated[str, Field(max_length=400), BeforeValidator(partial(_cut, most=400))]
Name = Annotated[str, Field(max_length=60), BeforeValidator(partial(_cut, most=60))]
Label = Annotated[str, Field(max_length=12), BeforeValidator(partial(_cut, most=12))]
Labels = Annotated[list[Label], Field(max_length=4), BeforeValidator(partial(_some, most=4))]
Ids = Annotated[list[Label], Field(max_length=6), BeforeValidator(partial(_some, most=6))]


class Filled(BaseModel):
    """An answer; keys that nobody asked for are let pass and dropped."""

    model_config = ConfigDict(extra="ignore")


class Asked(Filled):
    lens: Name
    question: Statement
    queries: Annotated[list[Short], Field(max_length=2), BeforeValidator(partial(_some, most=2))]


class Questions(Filled):
    questions: Annotated[list[Asked], Field(max_length=5), BeforeValidator(partial(_some, most=5))]


class Statable(Filled):
    statement: Line
    year: int


class Framing(Filled):
    topic: Short
    objective: Line
    propositions: Annotated[list[Statable], Field(max_length=5), BeforeValidator(partial(_some, most=5))]


class Stated(Filled):
    sentences: Labels
    text: Line
    kind: ClaimKind
    confidence: Confidence


class Claims(Filled):
    claims: Annotated[list[Stated], Field(max_length=4), BeforeValidator(partial(_some, most=4))]


class SharedClaims(Claims):
    claims: Annotated[list[Stated], Field(max_length=8), BeforeValidator(partial(_some, most=8))]


class Query(Filled):
    query: Short


class Judged(Filled):
    because: Statement
    reasons: Ids
    probability: Annotated[int, Field(ge=0, le=100)] | None


class Objection(Filled):
    target: Label
    argument: Statement
    evidence: Annotated[list[Label], Field(max_length=2), BeforeValidator(partial(_some, most=2))]
    check: Check
    kind: CritiqueKind
    severity: Severity


class Objections(Filled):
    critiques: Annotated[list[Objection], Field(max_length=3), BeforeValidator(partial(_some, most=3))]


class Weighed(Filled):
    supports: Labels
    opposes: Labels


class Replied(Filled):
    argument: Statement
    answer: Answer
    text: Line


class Said(Filled):
    text: Line
    claims: Ids


class BottomLine(Filled):
    title: Short
    bottom_line: Annotated[list[Said], Field(max_length=6), BeforeValidator(partial(_some, most=6))]
    change_our_mind: Annotated[list[Said], Field(max_length=3), BeforeValidator(partial(_some, most=3))]


class Patched(Filled):
    text: Statement


class Entailed(Filled):
    missing: Line
    supported: bool
