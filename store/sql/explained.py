"""The driver's errors about a query, in words that a user can act on.

The driver tells them as JSON (`errors_as_json`): kind and place need not be read out of its prose. That a query asked for
what its configuration forbids, and that it would write, the driver says in prose alone.
"""

import json
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from triptych.errors import TriptychError
from triptych.store import driver
from triptych.store.sql.faults import QueryFailed, QueryRefused

SCHEMA_HINT = "See what there is: triptych sql --schema"


def explained(
    error: duckdb.Error, text: str, path: Path, memory: int, views: Sequence[str] = ()
) -> TriptychError:
    """What to tell the user about an error of the driver.

    Args:
        error: as it was raised, told as JSON or not.
        text: the query.
        path: the archive's file.
        memory: the limit of the database, in MiB.
        views: names that a misspelt table may have meant.
    """
    told = _told(error)
    message = f"{_message(told)}{_place(told, text)}."
    if isinstance(error, duckdb.OutOfMemoryException):
        return out_of_memory(memory)
    if isinstance(error, duckdb.PermissionException) or "disabled by configuration" in message:
        return QueryRefused("A query reads the archive only: no file and no address.", SCHEMA_HINT)
    if "read-only mode" in message:
        return QueryRefused("A query only reads; this one would write.", SCHEMA_HINT)
    if isinstance(error, _WRONG):
        return QueryRefused(message, _hint(told, views))
    if isinstance(error, _BROKEN):
        return driver.explained(error, path)
    return QueryFailed(message, "TRY(…) gives NULL instead." if "TRY(" in str(error) else "")


def out_of_memory(memory: int) -> QueryFailed:
    """The error for a query that needs more memory than it may use."""
    return QueryFailed(f"The query needs more than {memory} MiB of memory.", "Ask for fewer rows or columns.")


_WRONG = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.SyntaxException,
    duckdb.NotImplementedException,
)
_BROKEN = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
_ADVICE = re.compile(
    r"\bDid you mean .*|\bUse (TRY\(|\"?SET ).*|\bCandidate bindings: .*|\bCandidate functions:.*", re.DOTALL
)


def _told(error: duckdb.Error) -> dict[str, Any]:
    text = str(error)
    try:
        told = json.loads(text[text.index("{") :])
    except ValueError:
        return {"exception_message": text}
    return told if isinstance(told, dict) else {"exception_message": text}


def _message(told: dict[str, Any]) -> str:
    """What happened, on one line, without the driver's own advice."""
    words = " ".join(_ADVICE.sub("", str(told.get("exception_message", ""))).split())
    return words.rstrip(" .!:") or "The database gave no reason"


def _place(told: dict[str, Any], text: str) -> str:
    """Where in the text, counted as an editor counts."""
    position = str(told.get("position", ""))
    if not position.isdigit():
        return ""
    before = text.encode()[: int(position)].decode(errors="ignore")
    return f" (line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))})"


def _hint(told: dict[str, Any], views: Sequence[str]) -> str:
    """What the user may have meant, where it is near what stands there."""
    name, among = str(told.get("name", "")), str(told.get("candidates", "")).split(",")
    if told.get("type") == "Table":
        among = [*views]
    elif told.get("error_subtype") not in ("COLUMN_NOT_FOUND", "MISSING_ENTRY"):
        return ""
    near = get_close_matches(name.lower(), [one.strip() for one in among], n=1)
    return f"Did you mean {near[0]}? {SCHEMA_HINT}" if near else SCHEMA_HINT
