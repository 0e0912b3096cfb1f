"""What a user asks of a run, and all of it that decides what comes out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from triptych import paths
from triptych.agents.budget import NOTHING, Amount
from triptych.errors import InputError
from triptych.graphs.gear import Gear
from triptych.graphs.setup import Setup
from triptych.graphs.successor import Predecessor
from triptych.personas.loader import select
from triptych.store.records import Brief, Persona

LONGEST_IDEA = 2000  # characters


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for."""

    idea: str
    panel: tuple[str, ...] = ("engineer", "investor", "strategist")
    rounds: int = 2
    questions: int = 6
    as_of: date = field(default_factory=lambda: datetime.now(UTC).date())
    brief: Brief | None = None
    personas_folder: Path = field(default_factory=paths.user_personas)
    setup: Setup = field(default_factory=Setup)
    updates: Predecessor | None = None
    """The memo whose brief is put to the evidence anew."""
    gear: Gear = field(default_factory=Gear)
    """What `setup` was made from beside the settings, so that the run can be equipped again in another process."""
    personas: tuple[Persona, ...] = ()
    """Who speaks, where that is not read from the personas' files."""
    drafted: Amount = NOTHING
    """What its brief took before it, which counts against its budget."""
    lasting: bool = True
    """Whether it keeps what it needs to go on in another process, and to be replayed."""

    def speakers(self) -> tuple[Persona, ...]:
        """The personas of the panel. Raises PersonaError where one is not there, or its file does not say what it must."""
        return self.personas or select(self.panel, self.personas_folder)


def plain_idea(text: str) -> str:
    """The idea on one line. Raises InputError if it is empty or too long."""
    idea = " ".join(text.split())
    if not idea:
        raise InputError(
            "The idea is empty.", 'Say what to look into, e.g. triptych run "the LLM inference stack".'
        )
    if len(idea) > LONGEST_IDEA:
        raise InputError(
            f"The idea has {len(idea)} characters; {LONGEST_IDEA} is the most.",
            "Put the material into the library instead.",
        )
    return idea


def decided(request: Request, personas: Sequence[Persona]) -> dict[str, Any]:
    """Everything that decides the outcome of a run, without any key, as JSON has it."""
    return {
        "idea": plain_idea(request.idea),
        "personas": {p.key: p.model_dump(mode="json") for p in personas},
        "rounds": request.rounds,
        "questions": request.questions,
        "as_of": request.as_of.isoformat(),
        "brief": request.brief.model_dump(mode="json") if request.brief else None,
        "setup": request.setup.decides(),
        "updates": request.updates.id if request.updates else "",
    }


def config(what: Mapping[str, Any]) -> str:
    """The hash over what decides the outcome of a run."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
