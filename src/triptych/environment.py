"""What the environment and a `.env` file say about models and search, laid over the settings file.

A key is sent to the address that it was given for, and to no other: an address out of the `.env` of whatever folder
the user stands in never gets a key from elsewhere.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from triptych import paths
from triptych.errors import InputError
from triptych.settings import ModelSettings, SearchSettings, Settings

MODEL_KEY, MODEL_URL, MODEL_NAME = "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"
TAVILY_KEY, TAVILY_URL, SEARXNG_URL = "TAVILY_API_KEY", "TAVILY_BASE_URL", "SEARXNG_URL"
_NAMES = (MODEL_KEY, MODEL_URL, MODEL_NAME, TAVILY_KEY, TAVILY_URL, SEARXNG_URL)


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
        InputError: a `.env` cannot be read, or it names an address that would be given a key from elsewhere.
    """
    process = {name: value for name in _NAMES if (value := os.environ.get(name))}
    files: dict[str, str] = {}
    for folder in folders or (Path.cwd(), paths.home()):
        found = _file(folder / ".env")
        if found:
            _refuse_stray(folder / ".env", found, process)
            files = found
            break
    return Variables(process, files)


def applied(settings: Settings, variables: Variables) -> Settings:
    """The settings with what the environment says in the place of what the file says."""
    model = settings.model.model_copy(update=_model(settings.model, variables))
    return settings.model_copy(update={"model": model, "search": _search(settings.search, variables)})


def _model(below: ModelSettings, variables: Variables) -> dict[str, str | None]:
    url = variables.get(MODEL_URL)
    key = variables.get(MODEL_KEY) or (below.key if url in (None, below.base_url) else None)
    return {"name": variables.get(MODEL_NAME) or below.name, "base_url": url or below.base_url, "key": key}


def _search(below: SearchSettings, variables: Variables) -> SearchSettings:
    url = variables.get(TAVILY_URL)
    key = variables.get(TAVILY_KEY) or (below.tavily_key if url in (None, below.tavily_url) else None)
    update = {
        "tavily_url": url or below.tavily_url,
        "tavily_key": key,
        "searxng_url": variables.get(SEARXNG_URL) or below.searxng_url,
    }
    return below.model_copy(update=update)


def _file(path: Path) -> dict[str, str]:
    from dotenv import dotenv_values

    if not path.is_file():
        return {}
    try:
        found = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"{path} cannot be read: {e}.", "Mend or remove it.") from e
    return {name: value for name in _NAMES if (value := found.get(name))}


def _refuse_stray(path: Path, found: Mapping[str, str], process: Mapping[str, str]) -> None:
    for url, key in ((MODEL_URL, MODEL_KEY), (TAVILY_URL, TAVILY_KEY)):
        strays = url in found and url not in process and key in process
        if strays and not _loopback(found[url]):
            raise InputError(
                f"{path} names an address ({url}), and {key} of the environment was not given for it.",
                f"Set {url} in the environment too, or put the key into that file and unset {key}.",
            )


def _loopback(url: str) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    return host in ("localhost", "::1") or host.startswith("127.")
