"""What a user may set once for all runs; the command line overrides it run by run."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from triptych import paths
from triptych.errors import InputError


def _each_once(keys: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(keys)) < len(keys):
        raise ValueError("a key twice")
    return keys


class Settings(BaseModel):
    """The settings of this machine's user, from `config.toml` in the home."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    panel: Annotated[tuple[str, ...], AfterValidator(_each_once)] = Field(
        default=("engineer", "investor", "strategist"), min_length=1
    )
    """Persona keys, in the order in which they speak."""
    rounds: int = Field(default=2, ge=0, le=10)
    """Debate rounds at most; 0 switches the debate off."""
    lock_wait: float = Field(default=20.0, gt=0)
    """Seconds to wait for another process to let go of the archive."""
    max_file_mb: int = Field(default=50, gt=0)
    """The largest file that the library takes, in megabytes (10^6 bytes)."""


_EXPECTED = {
    "panel": "must be a list of persona keys, each once",
    "rounds": "must be a whole number from 0 to 10",
    "lock_wait": "must be a number of seconds above 0",
    "max_file_mb": "must be a whole number above 0",
}
_UNKNOWN = f"is no setting; there are {', '.join(_EXPECTED)}"


def load(path: Path | None = None) -> Settings:
    """Read the settings file; no file means the defaults.

    Raises:
        InputError: the file is not TOML, or a key is unknown or out of range.
    """
    path = path or paths.config()
    if not path.is_file():
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as e:
        key = str(e.errors()[0]["loc"][0])
        raise InputError(
            f"{path}: {key}: {_EXPECTED.get(key, _UNKNOWN)}.", "Mend or remove that line."
        ) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as e:
        raise InputError(f"{path}: {e}.", "The settings file must be TOML in UTF-8.") from e
