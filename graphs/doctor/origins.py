"""Where a key, an address or a model's name comes from, and so the line that changes it.

Invariant: values are compared here, and none of them is told.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from triptych import addresses, environment, paths
from triptych.environment import (
    MODEL_KEY,
    MODEL_NAME,
    MODEL_URL,
    SEARXNG_URL,
    TAVILY_KEY,
    TAVILY_URL,
    Variables,
)
from triptych.settings import ModelSettings, Settings

OPEN = "…"
"""Stands in a line where the user is to put something in."""
_VARIABLES = {
    "key": MODEL_KEY,
    "base_url": MODEL_URL,
    "name": MODEL_NAME,
    "tavily_key": TAVILY_KEY,
    "tavily_url": TAVILY_URL,
    "searxng_url": SEARXNG_URL,
}


@dataclass(frozen=True)
class Origin:
    """Where a value was found, empty for a default; and the line that puts another in its place."""

    says: str
    mend: str
    place: Literal["default", "environment", ".env", "file"] = "default"


class Origins:
    """Knows what the settings file says and what the environment says over it.

    Args:
        settings: those of the file alone.
        variables: those of the environment and of a `.env`.
    """

    def __init__(self, settings: Settings, variables: Variables) -> None:
        self._settings, self._variables = settings, variables

    def model(self, place: str, field: str, used: str | None, other: str = OPEN) -> Origin:
        """Where a field of a chat model comes from.

        Args:
            place: the table below `model` in the settings, such as `roles.debate`; empty for the run's own.
            field: key, base_url or name.
            used: the value that is used; None where there is none.
            other: what the line is to put in its place.
        """
        table = self._table(place)
        if table is not None and _same(getattr(table, field), used):
            return _file(f"model.{place}", field, other)
        own_address = table is not None and table.base_url is not None
        if used is None and own_address:
            return Origin("", setting(f"model.{place}", field, other))
        found = self._any("model", field, getattr(self._settings.model, field), used, other)
        # What only a persona's file says is said over in the settings.
        return found if found.says or not place or field != "name" else _file(f"model.{place}", field, other)

    def search(self, field: str, used: str, other: str = OPEN) -> Origin:
        """Where tavily_key, tavily_url or searxng_url comes from."""
        return self._any("search", field, getattr(self._settings.search, field), used, other)

    def _table(self, place: str) -> ModelSettings | None:
        kind, _, key = place.partition(".")
        models = self._settings.model
        tables: dict[str, Mapping[str, ModelSettings]] = {
            "roles": {str(role): table for role, table in models.roles.items()},
            "personas": models.personas,
        }
        return tables.get(kind, {}).get(key)

    def _any(self, table: str, field: str, in_file: str | None, used: str | None, other: str) -> Origin:
        variable = _VARIABLES[field]
        line = f"{variable}={other if other == OPEN else shlex.quote(other)}"
        if _same(self._variables.process.get(variable), used):
            return Origin(f"{variable} from the environment", f"export {line}", "environment")
        if _same(self._variables.files.get(variable), used):
            file = _dotenv()
            return Origin(f"{variable} from {file}", f"Put {line} into {file}.", ".env")
        return _file(table, field, other) if _same(in_file, used) else Origin("", f"export {line}")


def setting(table: str, field: str, value: str = OPEN) -> str:
    """The sentence that puts a value into the settings file."""
    return f"Put {field} = {json.dumps(value, ensure_ascii=False)} under [{table}] in {paths.config()}."


def _file(table: str, field: str, other: str) -> Origin:
    return Origin(f"{table}.{field} in {paths.config()}", setting(table, field, other), "file")


def _same(one: str | None, used: str | None) -> bool:
    return one is not None and used is not None and (one == used or addresses.same(one, used))


def _dotenv() -> Path:
    """The `.env` that is used: of the working folder, or else of the home."""
    here = Path.cwd()
    return (here if environment.read((here,)).files else paths.home()) / ".env"
