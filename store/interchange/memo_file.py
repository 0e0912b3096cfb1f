"""The file of a memo with all that it rests on: what a published schema describes and another archive takes in.

Invariant: one memo is one text. Keys stand in the order of the model, times are UTC, what is not to be seen is escaped,
and a file that was taken in and written again is the same to the byte. A change of the model is a new version.
"""

import json
import re
from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from triptych.store.records import Brief, Dossier, Ledger, Memo, Persona, Record, Run, Source, Spend

FORMAT: Literal["triptych-memo"] = "triptych-memo"
VERSION: Literal[1] = 1
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
# What JSON may hold raw and a terminal or a reader should not get raw.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e0fff]"
)


class Outcome(Record):
    """What came of a proposition, as it is on record."""

    proposition: str
    outcome: bool
    """True where it came true."""
    resolved_on: date
    recorded_at: AwareDatetime


class MemoFile(Record):
    """A memo with its brief, personas, ledger, spend, run, tags, outcomes and every source that any of it quotes.

    What a run asked of models and which pages it read are not in it.
    """

    format: Literal["triptych-memo"] = Field(default=FORMAT)
    version: Literal[1] = Field(default=VERSION)
    created_at: AwareDatetime
    """When the memo was published, UTC."""
    memo: Memo
    brief: Brief
    personas: tuple[Persona, ...]
    ledger: Ledger
    spend: tuple[Spend, ...]
    run: Run
    tags: tuple[str, ...]
    """By name."""
    resolutions: tuple[Outcome, ...]
    """By proposition."""
    sources: tuple[Source, ...]
    """Those that the memo lists, in its order, then those that only the ledger quotes, by id."""

    @property
    def dossier(self) -> Dossier:
        """The memo as it is published and rendered."""
        known = {source.id: source for source in self.sources}
        return Dossier(
            memo=self.memo,
            brief=self.brief,
            personas=self.personas,
            ledger=self.ledger,
            sources=tuple(known[name] for name in self.memo.sources if name in known),
            spend=self.spend,
        )


def text(file: MemoFile) -> str:
    """The file's own text, with one line end at its end."""
    return _json(file.model_dump(mode="json"))


def schema() -> str:
    """The JSON Schema of the file, as text with one line end at its end."""
    described = MemoFile.model_json_schema(mode="serialization")
    head = {"$schema": SCHEMA, "$id": f"urn:{FORMAT}:{VERSION}"}
    return _json(head | described)


def _json(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], written) + "\n"
