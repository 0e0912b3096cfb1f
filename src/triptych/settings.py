"""What a user may set once for all runs; the environment and the command line override it, run by run."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from triptych import addresses, paths
from triptych.errors import InputError
from triptych.keys import UNSENDABLE, Key, alike, sendable

RoleName = Literal["brief", "research", "debate", "edit", "audit"]
ProviderName = Literal["tavily", "searxng", "library"]


def _each_once(keys: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(keys)) < len(keys):
        raise ValueError("a key twice")
    return keys


def _address(url: str) -> str:
    if not addresses.usable(url):
        raise ValueError("it must be an address with http:// or https:// and a host")
    return url


def _secret(value: str) -> str:
    value = value.strip()
    if not sendable(value):
        raise ValueError(f"it {UNSENDABLE}; copy it again")
    return value


Address = Annotated[str, AfterValidator(_address)]
Secret = Annotated[str, AfterValidator(_secret)]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True)]


class _Table(BaseModel):
    """A table of the settings file: frozen, closed to keys it does not know, and its numbers are finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)
    """Built when a table is first checked, and defaults are made unchecked below: to build what checks takes a short command
    long."""


class ModelSettings(_Table):
    """A chat model. What is left out is taken from the run's model, or stays as `Endpoint` has it."""

    name: str | None = Field(default=None, min_length=1)
    """The model's name, as its endpoint knows it."""
    base_url: Address | None = None
    """An OpenAI-compatible address, e.g. `http://127.0.0.1:11434/v1`."""
    key: Secret | None = Field(default=None, repr=False)
    """The endpoint's key; only in a file that nobody else may read."""
    temperature: Number | None = Field(default=None, ge=0, le=2)
    timeout: Number | None = Field(default=None, gt=0)
    retries: Whole | None = Field(default=None, ge=0, le=10)
    concurrency: Whole | None = Field(default=None, ge=1, le=256)
    requests_per_minute: Number | None = Field(default=None, gt=0)
    context: Whole | None = Field(default=None, ge=2048)
    structured: Literal["auto", "schema", "tools", "text"] | None = None
    price_in: Number | None = Field(default=None, ge=0)
    """US dollars per million tokens sent, where the published price is not known or not yours."""
    price_out: Number | None = Field(default=None, ge=0)

    def over(self, other: "ModelSettings") -> "ModelSettings":
        """These settings, with what they leave out taken from another.

        A key goes with its address only, and prices with their model.
        """
        given = {name: getattr(self, name) for name in ModelSettings.model_fields}
        below = {name: getattr(other, name) for name in ModelSettings.model_fields}
        if self.base_url and not addresses.same(self.base_url, other.base_url or addresses.OPENAI):
            below["key"] = None
        below |= other.without_prices(self.name, self.base_url)
        return ModelSettings(**below | {name: value for name, value in given.items() if value is not None})

    def without_prices(self, name: str | None, base_url: str | None) -> dict[str, object]:
        """An update that takes the prices away, if that model or address is another than the one they are for."""
        other_name = name and self.name and name != self.name
        other_url = base_url and self.base_url and not addresses.same(base_url, self.base_url)
        return {"price_in": None, "price_out": None} if other_name or other_url else {}


class Models(ModelSettings):
    """The model of all runs, and what differs by role and by persona."""

    roles: dict[RoleName, ModelSettings] = Field(default_factory=dict)
    personas: dict[str, ModelSettings] = Field(default_factory=dict)


class SearchSettings(_Table):
    """Where a run looks for evidence."""

    providers: Annotated[tuple[ProviderName, ...], AfterValidator(_each_once)] | None = None
    """None: Tavily where there is a key, SearXNG where there is an address, and the library always."""
    tavily_url: Address | None = None
    tavily_key: Secret | None = Field(default=None, repr=False)
    searxng_url: Address | None = None
    depth: Literal["basic", "advanced", "fast", "ultra-fast"] = "basic"
    topic: Literal["general", "news", "finance"] = "general"
    time_range: Literal["day", "week", "month", "year"] | None = None
    include_domains: tuple[str, ...] = ()
    exclude_domains: tuple[str, ...] = ()
    results: Whole = Field(default=6, ge=1, le=20)
    """Pages read for one query."""
    cache_days: Number = Field(default=7, ge=0)
    """Days for which an answer of a search engine and a page are taken from the disk instead."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that may be read though they are in a private network."""


class BudgetSettings(_Table):
    """The most that one run may use; left out, there is no limit."""

    cost: Number | None = Field(default=None, gt=0)
    """US dollars."""
    tokens: Whole | None = Field(default=None, gt=0)
    searches: Whole | None = Field(default=None, gt=0)
    minutes: Number | None = Field(default=None, gt=0)


class Settings(_Table):
    """The settings of this machine's user, from `config.toml` in the home."""

    panel: Annotated[tuple[str, ...], AfterValidator(_each_once)] = Field(
        default=("engineer", "investor", "strategist"), min_length=1
    )
    """Persona keys, in the order in which they speak."""
    rounds: Whole = Field(default=2, ge=0, le=10)
    """Debate rounds at most; 0 switches the debate off."""
    questions: Whole = Field(default=6, ge=2, le=6)
    """Research questions of each persona, at most, the one that all share included."""
    lock_wait: Number = Field(default=20.0, gt=0)
    """Seconds to wait for another process to let go of the archive."""
    max_file_mb: Whole = Field(default=50, gt=0)
    """The largest file or page that is read, in megabytes (10^6 bytes)."""
    keep_calls: bool = True
    """Whether the archive keeps what models were asked and what they answered; tokens and costs it always keeps."""
    model: Models = Field(default_factory=Models.model_construct)
    search: SearchSettings = Field(default_factory=SearchSettings.model_construct)
    budget: BudgetSettings = Field(default_factory=BudgetSettings.model_construct)


_EXPECTED = {
    "panel": "must be a list of persona keys, each once",
    "rounds": "must be a whole number from 0 to 10",
    "questions": "must be a whole number from 2 to 6",
    "lock_wait": "must be a number of seconds above 0",
    "max_file_mb": "must be a whole number above 0",
    "keep_calls": "must be true or false",
}


def load(path: Path | None = None) -> Settings:
    """Read the settings file; no file means the defaults.

    Raises:
        InputError: the file cannot be read or is not TOML, a key is unknown or out of range, or it holds a secret that
            others may read.
    """
    path = path or paths.config()
    if not path.is_file():
        return Settings.model_construct()  # defaults need no check, and what checks them takes long to build
    try:
        settings = Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        known = [Key(value) for value in _keys(settings)]
        if known and os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError(f"{path} holds a key and others may read it.", f"Run: chmod 600 '{path}'")
    except ValidationError as e:
        raise InputError(f"{path}: {_fault(e)}.", "Mend or remove that line.") from None  # it may quote a key
    except tomllib.TOMLDecodeError as e:
        raise InputError(f"{path}: {_broken(e)}.", "The settings file must be TOML in UTF-8.") from None
    except UnicodeDecodeError as e:
        raise InputError(f"{path}: {e}.", "The settings file must be TOML in UTF-8.") from e
    except OSError as e:
        raise InputError(
            f"{path} cannot be read: {e.strerror or e}.", "Make it readable, or remove it."
        ) from e
    return settings


def _keys(settings: Settings) -> Iterator[str]:
    model = settings.model
    tables = [model, *model.roles.values(), *model.personas.values()]
    yield from filter(None, [settings.search.tavily_key, *(table.key for table in tables)])


def _fault(error: ValidationError) -> str:
    """Where the first fault is and what is wrong with it, without the value that was given."""
    first: Any = error.errors(include_input=False, include_url=False)[0]
    place = tuple(str(part) for part in first["loc"] if part != "[key]")
    told = ".".join("[…]" if alike(part) else part for part in place)
    if first["type"] == "extra_forbidden":
        return f"{told}: is no setting; there are {', '.join(_known(place[:-1]))}"
    if place[0] in _EXPECTED:
        return f"{place[0]}: {_EXPECTED[place[0]]}"
    wrong = first["msg"].removeprefix("Value error, ")
    return f"{told}: {wrong[0].lower()}{wrong[1:]}"


def _broken(error: tomllib.TOMLDecodeError) -> str:
    """What is wrong with the TOML, without the names that it quotes of what stands there twice."""
    return re.sub(r"(declare|namespace) \(.*\)(?= twice| \(at )", r"\1 a name", str(error))


def _known(place: tuple[str, ...]) -> tuple[str, ...]:
    """The settings that there are in a table."""
    tables: dict[str, type[_Table]] = {"search": SearchSettings, "budget": BudgetSettings}
    if not place:
        return tuple(Settings.model_fields)
    table = (Models if len(place) == 1 else ModelSettings) if place[0] == "model" else tables.get(place[0])
    return tuple(table.model_fields) if table else ()
