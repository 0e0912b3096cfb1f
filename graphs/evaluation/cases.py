"""The frozen set: ideas, the documents that join the starter collection for each, and the errors planted in them.

A planted error is a claim that a persona will state: its quote is invented, its words say otherwise than its quote, or its
source is wrong, old, a vendor of its own or a copy. Each says what must catch it, and how the ledger shows that it was.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from triptych.store.records import Record

AS_OF = date(2026, 11, 1)
"""The day of every run of the set."""

Error = Literal[
    "fabricated quote",
    "wrong figure",
    "reversed negation",
    "copied text",
    "wrong source",
    "reversed source",
    "stale figure",
    "vendor boast",
]
Catcher = Literal["verification", "debate"]
Outcome = Literal["dropped", "corrected", "flagged", "contested", "revised", "withdrawn", "counted once"]


class Document(Record):
    """A page that joins the collection for one idea."""

    key: str
    title: str
    publisher: str
    url: str
    published: date
    text: str


class Quoted(Record):
    """Where a claim says that its quote stands: a document of the case, or one of the starter collection by file name."""

    quote: str
    document: str = ""
    starter: str = ""


class Statement(Record):
    """A claim that a persona will state, whatever its analyst thinks."""

    persona: str
    text: str
    quotes: tuple[Quoted, ...] = Field(min_length=1)


class Planted(Statement):
    """A claim with an error, what must catch it, and the outcomes that count as caught."""

    error: Error
    by: Catcher
    check: str
    """The check that must find it, e.g. `figure`, `conflicting figures`."""
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    why: str
    """What is wrong with it, for whoever reads the set."""


class Case(Record):
    """One idea with its documents, its planted errors and its true claims."""

    name: str
    idea: str
    documents: tuple[Document, ...] = ()
    planted: tuple[Planted, ...] = Field(min_length=1)
    true: tuple[Statement, ...] = Field(min_length=1)
    """Claims that hold, stated beside the planted ones: none of them may be withdrawn."""


@cache
def cases() -> tuple[Case, ...]:
    """The whole set, in the order of its file names."""
    folder = files("triptych.graphs.evaluation").joinpath("set")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(
        Case.model_validate({"name": f.name.removesuffix(".toml"), **tomllib.loads(f.read_text("utf-8"))})
        for f in found
    )


def statements(case: Case, persona: str) -> Iterator[Statement]:
    """What a persona will state in this case: first what is wrong, then what is true."""
    those: Sequence[Statement] = (*case.planted, *case.true)
    return (s for s in those if s.persona == persona)
