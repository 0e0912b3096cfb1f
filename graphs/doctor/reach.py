"""What of the outside answers: the chat models and the search engines that are set up, all asked at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from triptych import environment, paths
from triptych.errors import TriptychError
from triptych.graphs.doctor.finding import Finding
from triptych.graphs.doctor.installation import Installation
from triptych.graphs.doctor.origins import Origins
from triptych.graphs.doctor.servers import PORTS

if TYPE_CHECKING:
    from triptych.store.records import Persona


@dataclass(frozen=True)
class Manner:
    """How the outside is asked; tests ask otherwise."""

    within: float = 30.0
    """Seconds for each of them."""
    ports: Mapping[str, int] = field(default_factory=lambda: PORTS)
    """Where model servers of this machine are looked for, where no chat model is set up."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


MANNER = Manner()


def reached(here: Installation, calls: bool) -> list[Finding]:
    """What there is to say of chat models and search engines.

    Args:
        here: whose archive and settings.
        calls: whether they are asked; else only what is set up is looked at.
    """
    try:
        variables = environment.read()
    except TriptychError as e:
        return [Finding("environment", "broken", e.message, e.hint)]
    return asyncio.run(_reached(here, variables, calls, MANNER))


async def _reached(
    here: Installation, variables: environment.Variables, calls: bool, manner: Manner
) -> list[Finding]:
    from triptych.graphs.doctor.engines import SearchEngines
    from triptych.graphs.doctor.models import ChatModels

    settings, origins = environment.applied(here.settings, variables), Origins(here.settings, variables)
    models = ChatModels(settings.model, _panel(here), origins, manner)
    engines = SearchEngines(settings.search, origins, manner)
    found = await asyncio.gather(models.findings(calls), engines.findings(calls))
    return [one for some in found for one in some]


def _panel(here: Installation) -> "tuple[Persona, ...]":
    from triptych.personas.loader import select

    try:
        return select(here.settings.panel, paths.user_personas())
    except TriptychError:
        return ()  # which has a finding of its own
