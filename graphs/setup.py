"""What a run thinks with, where it looks and what it may use: settled before it begins, and nothing of it is secret
but the keys, which show themselves to nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from triptych.agents.models.base import Model
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.agents.sources.web.cache import CacheMode
from triptych.agents.sources.web.chosen import web_providers
from triptych.keys import Key
from triptych.settings import SearchSettings
from triptych.store.records import Budget

if TYPE_CHECKING:
    import httpx

    from triptych.agents.analyst import Analyst
    from triptych.agents.desk import Desk, SearchProvider


def connect(endpoint: Endpoint) -> Model:
    """The model behind an endpoint."""
    from triptych.agents.models.openai import OpenAIModel

    return OpenAIModel(endpoint)


@dataclass(frozen=True)
class Setup:
    """How one run is equipped. The default is the bare machine: the embedded analyst on the library."""

    endpoints: Endpoints | None = None
    """None: the embedded analyst."""
    search: SearchSettings = field(default_factory=SearchSettings)
    tavily_key: Key | None = None
    cache: CacheMode = "normal"
    budget: Budget = field(default_factory=Budget)
    keep_calls: bool = True
    max_page_bytes: int = 10_000_000

    @property
    def engines(self) -> tuple[str, ...]:
        """The web search engines that are asked. Raises InputError where one was chosen without key or address."""
        return web_providers(self.search, self.tavily_key)

    @property
    def library(self) -> bool:
        """Whether the library is read."""
        return self.search.providers is None or "library" in self.search.providers

    @property
    def starter(self) -> bool:
        """Whether the starter collection is read: where it was asked for, or where there is nothing else."""
        return self.library and (self.search.providers is not None or not self.engines)

    def decides(self) -> dict[str, Any]:
        """What of it decides the outcome of a run, without its keys, for the run's hash."""
        named = {
            place: [e.model, e.host, e.temperature, e.structured, e.context]
            for place, e in (self.endpoints.places() if self.endpoints else {}).items()
        }
        plain = self.search.model_dump(mode="json", exclude={"tavily_key", "cache_days"})
        return {"models": named, "search": plain, "engines": self.engines, "budget": self.budget.model_dump()}


@dataclass(frozen=True)
class Outside:
    """The seams to the outside: how models are reached, and through what HTTP goes. Doubles are put in here."""

    connect: Callable[[Endpoint], Model] = connect
    transport: "Callable[[], httpx.AsyncBaseTransport] | None" = None
    """Makes what search engines are asked through; None is the network."""
    looking: "Callable[[SearchProvider], SearchProvider]" = lambda provider: provider
    """What stands between a run's desk and where it looks."""
    thinking: "Callable[[Analyst, Desk], Analyst]" = lambda analyst, desk: analyst
    """What stands between the graph and its analyst; an evaluation plants errors there."""


NETWORK = Outside()
"""The real one."""
