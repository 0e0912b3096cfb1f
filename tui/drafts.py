"""Drafts: briefs that nobody has put to a panel yet, kept in the home as `triptych run --brief FILE` reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from triptych import paths
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.store.records import Brief, Persona

SUFFIX = ".md"
LONGEST = 1_000_000  # bytes; what is longer is no brief
_WORDS, _LONGEST_NAME = 8, 50  # of the idea, in the name of a file


@dataclass(frozen=True)
class Draft:
    """One draft, as a list shows it."""

    path: Path
    idea: str
    changed: datetime


def folder() -> Path:
    """Where drafts are kept."""
    return paths.home() / "drafts"


def listed() -> list[Draft]:
    """Every draft, the last changed first. Raises InputError if the folder cannot be read."""
    try:
        found = [_glance(path) for path in folder().iterdir() if path.suffix == SUFFIX and path.is_file()]
    except FileNotFoundError:
        return []
    except OSError as e:
        raise InputError(f"{folder()} cannot be read: {e.strerror or e}.", "Make it readable.") from e
    return sorted(found, key=lambda draft: (draft.changed, draft.path.name), reverse=True)


def save(brief: "Brief", personas: "Sequence[Persona]", path: Path | None = None) -> Path:
    """Keep a brief.

    Args:
        brief: as far as it has come.
        personas: its panel.
        path: the draft that it takes the place of; None makes a new one.

    Raises:
        InputError: it cannot be written.
    """
    from triptych.store import files
    from triptych.store.render.brief import markdown

    path = path or _new(brief.idea)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(
            f"{path.parent} cannot become a folder: {e.strerror or e}.", "Make room for it."
        ) from e
    files.write(path, markdown(brief, personas))
    return path


def load(path: Path, personas_folder: Path, as_of: date) -> "tuple[Brief, tuple[str, ...]]":
    """A draft, and the panel that it is for.

    Args:
        path: the draft.
        personas_folder: the user's own personas.
        as_of: the day of the run.

    Raises:
        InputError: it cannot be read, is no brief, or has a part for somebody whom there is not.
    """
    from triptych.agents.briefs import read
    from triptych.graphs.state import prefixes
    from triptych.personas.loader import select

    text = _text(path)
    panel = _panel(path, text, personas_folder)
    brief = read(text, select(panel, personas_folder), prefixes(panel), as_of, whole=False)
    return brief, panel


def delete(path: Path) -> None:
    """Delete a draft; one that is gone already is well. Raises InputError if it cannot be."""
    try:
        path.unlink(missing_ok=True)
    except OSError as e:
        raise InputError(f"{path} cannot be deleted: {e.strerror or e}.", "Delete it by hand.") from e


def _panel(path: Path, text: str, personas_folder: Path) -> tuple[str, ...]:
    from triptych.agents.briefs import speakers
    from triptych.personas.loader import load_all

    keys = {persona.name.lower(): key for key, persona in reversed(load_all(personas_folder).items())}
    names = speakers(text)
    if not names:
        raise InputError("The draft has no part for anybody.", f"Delete it, or mend {path}.")
    strange = next((name for name in names if name not in keys), None)
    if strange is not None:
        raise InputError(
            f"The draft has questions for the {strange}, and there is no such persona.",
            f"Bring that persona back, or edit {path}.",
        )
    return tuple(dict.fromkeys(keys[name] for name in names))


def _text(path: Path) -> str:
    from triptych.agents.sources.clean import clean

    try:
        with path.open("rb") as stream:
            return clean(stream.read(LONGEST).decode("utf-8-sig"))
    except OSError as e:
        raise InputError(f"The draft {path} cannot be read: {e.strerror or e}.", "Check the file.") from e
    except UnicodeDecodeError as e:
        raise InputError(f"The draft {path} is not text in UTF-8.", "Save it as plain text.") from e


def _glance(path: Path) -> Draft:
    from triptych.store.render.brief import IDEA
    from triptych.store.render.escape import plain

    with path.open(encoding="utf-8", errors="replace") as stream:
        head = stream.read(LONGEST // 100).splitlines()
    idea = next((plain(line.removeprefix(IDEA)) for line in head if line.startswith(IDEA)), path.stem)
    return Draft(path, idea, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _new(idea: str) -> Path:
    """A name that says what it is on and that no other draft has."""
    from ulid import ULID

    words = "".join(letter if letter.isalnum() else " " for letter in idea.lower()).split()[:_WORDS]
    return folder() / f"{'-'.join(words)[:_LONGEST_NAME]}-{str(ULID())[-6:].lower()}{SUFFIX}"
