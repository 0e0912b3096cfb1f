"""Where a key, an address or a model's name comes from, and so the line that changes it. No key is in what it says."""

from dataclasses import dataclass
from pathlib import Path

from triptych import environment, paths
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

VARIABLES = {"key": MODEL_KEY, "base_url": MODEL_URL, "name": MODEL_NAME}
SEARCH = {"tavily_key": TAVILY_KEY, "tavily_url": TAVILY_URL, "searxng_url": SEARXNG_URL}


@dataclass(frozen=True)
class Origin:
    """Where a value was found, and the line that puts another in its place."""

    says: str
    mend: str


class Origins:
    """Knows what the settings file says and what the environment says over it.

    Args:
        settings: those of the file alone.
        variables: those of the environment and of a `.env`.
    """

    def __init__(self, settings: Settings, variables: Variables) -> None:
        self._settings, self._variables = settings, variables

    def model(self, place: str, field: str, value: str = "…") -> Origin:
        """Where a field of a chat model comes from.

        Args:
            place: the table below `model` in the settings, such as `roles.debate`; empty for the run's own.
            field: key, base_url or name.
            value: what the line is to put in its place.
        """
        table = self._table(place)
        if table is not None and getattr(table, field) is not None:
            return _file(field, f"model.{place}", value)
        return self._any(VARIABLES[field], field, "model", bool(getattr(self._settings.model, field)), value)

    def own_address(self, place: str) -> bool:
        """Whether that table names an address of its own, which the run's key is not for."""
        table = self._table(place)
        return table is not None and table.base_url is not None

    def search(self, field: str, value: str = "…") -> Origin:
        """Where tavily_key, tavily_url or searxng_url comes from."""
        return self._any(SEARCH[field], field, "search", bool(getattr(self._settings.search, field)), value)

    def _table(self, place: str) -> ModelSettings | None:
        kind, _, key = place.partition(".")
        tables = {"roles": self._settings.model.roles, "personas": self._settings.model.personas}
        found: ModelSettings | None = dict(tables.get(kind, {})).get(key)  # type: ignore[call-overload]
        return found

    def _any(self, variable: str, field: str, table: str, in_file: bool, value: str) -> Origin:
        export = f"export {variable}={value}"
        if self._variables.process.get(variable):
            return Origin(f"{variable} from the environment", export)
        if self._variables.files.get(variable):
            file = _dotenv()
            return Origin(f"{variable} from {file}", f"Put {variable}={value} into {file}.")
        return _file(field, table, value) if in_file else Origin("", export)


def setting(table: str, line: str) -> str:
    """The sentence that puts a line into the settings file."""
    return f"Put {line} under [{table}] in {paths.config()}."


def _file(field: str, table: str, value: str) -> Origin:
    return Origin(f"{table}.{field} in {paths.config()}", setting(table, f'{field} = "{value}"'))


def _dotenv() -> Path:
    """The `.env` that is used: of the working folder, or else of the home."""
    here = Path.cwd()
    return (here if environment.read((here,)).files else paths.home()) / ".env"
