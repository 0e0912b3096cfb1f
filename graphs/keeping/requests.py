"""What a run was asked, kept beside its answers without any key, so that another process can ask the same."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from triptych.agents.budget import NOTHING, Amount
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.errors import ArchiveError, InputError
from triptych.graphs.gear import Gear, equipped
from triptych.graphs.keeping.folder import RunFolder, explained
from triptych.graphs.request import Request, decided
from triptych.graphs.setup import Setup
from triptych.graphs.successor import Predecessor
from triptych.settings import SearchSettings
from triptych.store.files import write_whole
from triptych.store.records import Brief, Persona

if TYPE_CHECKING:
    from triptych.settings import Settings

_MAY_DIFFER = ("setup.budget",)
"""What a run may go on with as the user wants it now."""
_UPDATES = TypeAdapter[Predecessor | None](Predecessor | None)
_LONGEST = 60  # characters shown of a value that differs


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked: all that decides its outcome, and what it was equipped with beside the settings."""

    decided: Mapping[str, Any]
    gear: Gear
    endpoints: Endpoints | None
    """Of its models, without their keys."""
    updates: Predecessor | None
    drafted: Amount = NOTHING
    """What its brief took before it."""


def save(folder: RunFolder, request: Request) -> None:
    """Keep what is asked. Raises ArchiveError."""
    body = {
        "decided": decided(request, request.speakers()),
        "gear": asdict(request.gear),
        "endpoints": _without_keys(request.setup.endpoints),
        "updates": _UPDATES.dump_python(request.updates, mode="json"),
        "drafted": request.drafted._asdict(),
    }
    with explained(folder.path):
        write_whole(folder.request, json.dumps(body, ensure_ascii=False, indent=1).encode())


def asked(folder: RunFolder) -> Asked:
    """What the run of that folder was asked.

    Raises:
        ArchiveError: it is not there, or cannot be read.
    """
    with explained(folder.path):
        try:
            body = json.loads(folder.request.read_text("utf-8"))
            gear: dict[str, Any] = {
                name: tuple(one) if isinstance(one, list) else one for name, one in body["gear"].items()
            }
            endpoints = _keyless(body["endpoints"])
            updates, drafted = _UPDATES.validate_python(body["updates"]), Amount(**body.get("drafted", {}))
            was = Asked(body["decided"], Gear(**gear), endpoints, updates, drafted)
            replayable(was)  # says whether all is there
            return was
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            FileNotFoundError,
            IsADirectoryError,
        ) as e:
            raise ArchiveError(
                f"{folder.request} does not say what run {folder.run} was asked.",
                f"Drop what it kept with `triptych runs prune {folder.run}`, and run the idea anew.",
            ) from e


def _without_keys(endpoints: Endpoints | None) -> dict[str, Any] | None:
    """Every endpoint by what it is for, as `Endpoints.places` has it."""
    if endpoints is None:
        return None
    names = [name for name in Endpoint.__slots__ if name != "key"]
    return {at: {n: getattr(one, n) for n in names} for at, one in endpoints.places().items()}


def _keyless(places: Mapping[str, Any] | None) -> Endpoints | None:
    if places is None:
        return None
    made = {at: Endpoint(**one) for at, one in places.items()}
    of: dict[str, dict[Any, Endpoint]] = {"roles": {}, "personas": {}}
    for at, one in made.items():
        kind, _, key = at.partition(".")
        of.get(kind, {})[key] = one
    return Endpoints(made[""], of["roles"], of["personas"])


def replayable(was: Asked) -> Request:
    """The request that a run was asked, for who replays it: nothing of this machine is in it."""
    what = was.decided
    return Request(
        idea=what["idea"],
        panel=tuple(what["personas"]),
        rounds=what["rounds"],
        questions=what["questions"],
        as_of=date.fromisoformat(what["as_of"]),
        brief=_brief(what),
        setup=Setup(endpoints=was.endpoints, search=SearchSettings(providers=("library",))),
        updates=was.updates,
        personas=tuple(Persona.model_validate(one) for one in what["personas"].values()),
    )


def _brief(what: Mapping[str, Any]) -> Brief | None:
    return Brief.model_validate(what["brief"]) if what["brief"] else None


def again(was: Asked, gear: Gear, settings: "Settings") -> Request:
    """The request that asks the same with what is set up now; the memo that it updates need not be there any more.

    Args:
        was: what was asked.
        gear: that of `was`, or what takes its place.
        settings: those of now.

    Raises:
        InputError: a persona is gone, or what the run worked with is not set up any more.
    """
    from triptych import paths
    from triptych.personas.loader import select

    what = was.decided
    panel = tuple(what["personas"])
    personas = select(panel, paths.user_personas())
    return Request(
        idea=what["idea"],
        panel=panel,
        rounds=what["rounds"],
        questions=what["questions"],
        as_of=date.fromisoformat(what["as_of"]),
        brief=_brief(what),
        setup=equipped(gear, settings, personas),
        updates=was.updates,
        gear=gear,
        drafted=was.drafted,
    )


def refuse_other(folder: RunFolder, was: Asked, request: Request) -> None:
    """Refuse to go on with a run under other settings than it was begun with.

    Raises:
        InputError: it says what differs.
    """
    now = json.loads(json.dumps(decided(request, request.speakers())))
    lines = "; ".join(differences(was.decided, now))
    if lines:
        raise InputError(
            f"Run {folder.run} was begun under other settings: {lines}.",
            "Set them back, or start a new run from the same point with --fork.",
        )


def differences(before: Any, after: Any, at: str = "") -> Iterator[str]:
    """What differs between two values of JSON, a line each: where, from what, to what."""
    if at in _MAY_DIFFER or before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            name = f"{at}.{key}" if at else str(key)
            yield from differences(before.get(key), after.get(key), name)
    else:
        yield f"{at} {_short(before)} → {_short(after)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
