"""What the environment and a `.env` file say about models and search, laid over the settings file.

A key is sent to the address that it was given for, and to no other: an address out of the `.env` of whatever folder
the user stands in never gets a key from elsewhere, unless it is on this machine itself.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from triptych import addresses, paths
from triptych.errors import InputError
from triptych.keys import UNSENDABLE, Key, sendable
from triptych.settings import Models, ModelSettings, SearchSettings, Settings

MODEL_KEY, MODEL_URL, MODEL_NAME = "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"
TAVILY_KEY, TAVILY_URL, SEARXNG_URL = "TAVILY_API_KEY", "TAVILY_BASE_URL", "SEARXNG_URL"
N = TypeVar("N", bound=str)
_NAMES = (MODEL_KEY, MODEL_URL, MODEL_NAME, TAVILY_KEY, TAVILY_URL, SEARXNG_URL)
_OWN = {MODEL_URL: addresses.OPENAI, TAVILY_URL: addresses.TAVILY}
"""Where a service is, where no address is given."""


@dataclass(frozen=True)
class Variables:
    """The variables that concern us: those of the process, and those of `.env` files."""

    process: Mapping[str, str]
    files: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """The process's value, else that of the file; None where it is absent or empty."""
        return self.process.get(name) or self.files.get(name) or None


def read(folders: tuple[Path, ...] | None = None) -> Variables:
    """The variables of this process, and of the first `.env` in the folders (the working folder, the home).

    Raises:
        InputError: a `.env` cannot be read, or it names an address that would be given a key from elsewhere, or what
            should be an address or a key is none.
    """
    process = _ours(os.environ, "the environment")
    files: dict[str, str] = {}
    for folder in _folders() if folders is None else folders:
        if found := _file(folder / ".env"):
            _refuse_stray(folder / ".env", found, process)
            files = found
            break
    for said in (process, files):
        _refuse_unusable(said)
    return Variables(process, files)


def applied(
    settings: Settings, variables: Variables, model_url: str | None = None, tavily_url: str | None = None
) -> Settings:
    """The settings with what the environment says in the place of what the file says.

    Args:
        settings: those of the file.
        variables: those of the environment.
        model_url: an address that the command line puts over both.
        tavily_url: another.
    """
    update = {
        "model": _model(settings.model, variables, model_url),
        "search": _search(settings.search, variables, tavily_url),
    }
    return settings.model_copy(update=update)


def _model(below: Models, variables: Variables, given: str | None) -> Models:
    url = given or variables.get(MODEL_URL) or below.base_url
    name = variables.get(MODEL_NAME) or below.name
    keys = _keys(variables, MODEL_KEY, MODEL_URL, (below.key, below.base_url))
    update: dict[str, object] = {
        "name": name,
        "base_url": url,
        "key": _fitting(keys, url, addresses.OPENAI),
    }
    if not _same(url, below.base_url, addresses.OPENAI):
        update |= {"roles": _bare(below.roles), "personas": _bare(below.personas)}
    return below.model_copy(update=update | below.without_prices(name, url))


def _bare(tables: Mapping[N, ModelSettings]) -> dict[N, ModelSettings]:
    """The tables without keys that were given for the address of the run, which is another now."""
    return {
        name: table if table.base_url else table.model_copy(update={"key": None})
        for name, table in tables.items()
    }


def _search(below: SearchSettings, variables: Variables, given: str | None) -> SearchSettings:
    url = given or variables.get(TAVILY_URL) or below.tavily_url
    keys = _keys(variables, TAVILY_KEY, TAVILY_URL, (below.tavily_key, below.tavily_url))
    update = {
        "tavily_url": url,
        "tavily_key": _fitting(keys, url, addresses.TAVILY),
        "searxng_url": variables.get(SEARXNG_URL) or below.searxng_url,
    }
    return below.model_copy(update=update)


def _keys(
    variables: Variables, key: str, url: str, below: tuple[str | None, str | None]
) -> Iterator[tuple[str, str | None]]:
    """The keys that there are, the most particular first, each with the address that it was given for.

    A key of the environment without an address beside it is for whatever address the user chooses (None).
    """
    for said in (variables.process, variables.files):
        if said.get(key):
            yield said[key], said.get(url)
    if below[0]:
        yield below[0], below[1] or _OWN[url]


def _fitting(keys: Iterator[tuple[str, str | None]], url: str | None, own: str) -> str | None:
    return next((key for key, its in keys if its is None or _same(its, url, own)), None)


def _same(one: str | None, other: str | None, own: str) -> bool:
    return addresses.same(one or own, other or own)


def _folders() -> tuple[Path, ...]:
    try:
        return Path.cwd(), paths.home()
    except FileNotFoundError:  # somebody removed the working folder under us
        return (paths.home(),)


def _ours(values: Mapping[str, str | None], where: str) -> dict[str, str]:
    """Those that concern us and say something. Keys among them are known from here on."""
    ours = {name: value for name in _NAMES if (value := (values.get(name) or "").strip())}
    for name in (MODEL_KEY, TAVILY_KEY):
        if not sendable(ours.get(name, "")):
            raise InputError(f"{name} in {where} {UNSENDABLE}.", f"Set {name} anew, to the key alone.")
        Key(ours.get(name, ""))
    return ours


def _file(path: Path) -> dict[str, str]:
    from dotenv import dotenv_values

    try:
        # Editors of Windows put a mark at the beginning.
        found = dotenv_values(path, interpolate=False, encoding="utf-8-sig") if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"{path} cannot be read: {e}.", "Mend or remove it.") from e
    return _ours(found, str(path))


def _refuse_stray(path: Path, found: Mapping[str, str], process: Mapping[str, str]) -> None:
    for url, key in ((MODEL_URL, MODEL_KEY), (TAVILY_URL, TAVILY_KEY)):
        strays = url in found and url not in process and key in process
        if strays and not addresses.loopback(found[url]) and not addresses.same(found[url], _OWN[url]):
            raise InputError(
                f"{path} names an address ({url}), and {key} of the environment was not given for it.",
                f"Set {url} in the environment too, or put the key into that file and unset {key}.",
            )


def _refuse_unusable(said: Mapping[str, str]) -> None:
    """The value is not repeated: who mixes up two variables has put a key there."""
    for name in (MODEL_URL, TAVILY_URL, SEARXNG_URL):
        if name in said and not addresses.usable(said[name]):
            raise InputError(f"{name} is no address.", "Write it with http:// or https:// and a host.")
