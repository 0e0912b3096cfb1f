"""The personas as values: whom there is, where each comes from, what is wrong with a file, how near each came. No widget here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.errors import PersonaError

if TYPE_CHECKING:
    from triptych.personas.loader import Origin
    from triptych.store.records import Persona
    from triptych.store.scoring import Score


@dataclass(frozen=True)
class Seat:
    """One persona, or a file that should be one."""

    key: str
    origin: "Origin"
    persona: "Persona | None"
    """None where the file is broken."""
    path: Path | None = None
    """The user's own file; None for a shipped persona."""
    fault: PersonaError | None = None
    place: int = 0
    """Where it sits on the panel of the settings, from 1; 0 where it does not."""


@dataclass(frozen=True)
class Scores:
    """How near forecasts came, by forecaster; empty where nothing is resolved."""

    by_key: "Mapping[str, Score]" = field(default_factory=dict)
    median: "Score | None" = None


def seats(folder: Path, panel: Iterable[str] = ()) -> list[Seat]:
    """Every persona by key, those with a broken file among them.

    Args:
        folder: the user's own personas.
        panel: the keys that sit on the panel, in order.

    Raises:
        PersonaError: the folder cannot be listed.
    """
    from triptych.personas.builtin import is_persona_file, persona_key
    from triptych.personas.loader import load_all, origin

    sound = load_all(folder)
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    own = {persona_key(path.name): path for path in files if is_persona_file(path.name)}
    places = {key: number for number, key in enumerate(panel, start=1)}
    return [
        Seat(key, origin(key, folder), sound.get(key), own.get(key), _fault(own.get(key)), places.get(key, 0))
        for key in sorted({*sound, *own})
    ]


def scores(found: "Iterable[Score]") -> Scores:
    """Those of the personas by key, and that of the panel's median."""
    kept = list(found)
    return Scores(
        {one.forecaster: one for one in kept if not one.is_median},
        next((one for one in kept if one.is_median), None),
    )


def text_of(seat: Seat) -> str:
    """What the file of a persona says. Raises PersonaError if it cannot be read."""
    from triptych.personas.builtin import builtin_files

    try:
        return (seat.path or builtin_files()[seat.key]).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        raise PersonaError(f"{seat.path} cannot be read: {e}.", "Make it readable, and UTF-8.") from e


def _fault(path: Path | None) -> PersonaError | None:
    from triptych.personas.loader import check

    if path is None:
        return None
    try:
        check(path)
    except PersonaError as e:
        return e
    return None
