"""What a run works with: what a front end was given, over the environment, over the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.agents.models.endpoints import Endpoints
    from triptych.graphs.setup import Setup
    from triptych.settings import Models, ModelSettings, ProviderName, SearchSettings, Settings
    from triptych.store.records import Budget, Persona


YEARS = range(1900, 2201)
"""Years in which a run may stand."""


@dataclass(frozen=True)
class Gear:
    """What is asked for beside the idea, by the names of the options; what is left out stays as it is set up."""

    models: tuple[str, ...] = ()
    """The chat model; for one role or persona with its key, as `debate=NAME`."""
    base_url: str | None = None
    embedded: bool = False
    """Use no chat model, whatever is set up."""
    providers: "tuple[ProviderName, ...] | None" = None
    tavily_url: str | None = None
    searxng_url: str | None = None
    depth: str | None = None
    topic: str | None = None
    time_range: str | None = None
    include_domain: tuple[str, ...] = ()
    exclude_domain: tuple[str, ...] = ()
    allow_host: tuple[str, ...] = ()
    fresh: bool = False
    offline: bool = False
    max_cost: float | None = None
    max_tokens: int | None = None
    max_searches: int | None = None
    max_minutes: float | None = None


def equipped(given: Gear, settings: "Settings", personas: "Sequence[Persona]") -> "Setup":
    """How the run is equipped.

    Args:
        given: what was asked for.
        settings: the settings file's.
        personas: the panel, whose files may name models.

    Raises:
        InputError: something that was asked for is not set up, or is asked for in a way that cannot be.
    """
    from triptych import environment
    from triptych.agents.sources.web.chosen import web_providers
    from triptych.graphs.setup import Setup
    from triptych.keys import Key

    if given.fresh and given.offline:
        raise InputError("--fresh and --offline exclude each other.", "Give one of them.")
    if given.embedded and (given.models or given.base_url):
        raise InputError("--embedded uses no chat model, and one is named.", "Drop --embedded, or the model.")
    settings = environment.applied(settings, environment.read(), given.base_url, given.tavily_url)
    search = _search(given, settings.search)
    budget = _budget(given, settings)
    key = Key(search.tavily_key) if search.tavily_key else None
    endpoints = None if given.embedded else _endpoints(given, settings.model, personas)
    _refuse_unpriced(endpoints, budget)
    web_providers(search, key)
    return Setup(
        endpoints=endpoints,
        search=search,
        tavily_key=key,
        cache="fresh" if given.fresh else "offline" if given.offline else "normal",
        budget=budget,
        keep_calls=settings.keep_calls,
        max_page_bytes=min(10, settings.max_file_mb) * 1_000_000,
    )


def refuse_keyless(setup: "Setup") -> None:
    """Refuse a run that OpenAI's own address would refuse call by call. Raises InputError."""
    for endpoint in setup.endpoints.all() if setup.endpoints else ():
        if endpoint.keyless:
            raise InputError(
                f"{endpoint.model} is to be asked at {endpoint.host}, but there is no key.",
                "Set OPENAI_API_KEY, or name another address with --base-url, or use --embedded.",
            )


def _search(given: Gear, below: "SearchSettings") -> "SearchSettings":
    names = ("providers", "searxng_url", "depth", "topic", "time_range")
    update = {name: value for name in names if (value := getattr(given, name)) is not None}
    lists = {
        "include_domain": "include_domains",
        "exclude_domain": "exclude_domains",
        "allow_host": "allow_hosts",
    }
    update |= {name: value for option, name in lists.items() if (value := tuple(getattr(given, option)))}
    return below.model_copy(update=update)


def _budget(given: Gear, settings: "Settings") -> "Budget":
    from triptych.store.records import Budget

    below = settings.budget
    return Budget(
        cost_usd=given.max_cost or below.cost,
        tokens=given.max_tokens or below.tokens,
        searches=given.max_searches or below.searches,
        minutes=given.max_minutes or below.minutes,
    )


def _endpoints(given: Gear, below: "Models", personas: "Sequence[Persona]") -> "Endpoints | None":
    from triptych.agents.models.endpoints import resolved

    _refuse_unknown(below)
    models = below
    for named in given.models:
        models = _named(models, named, personas)
    endpoints = resolved(models, personas)
    if endpoints is None and given.models:
        raise InputError(
            f"--model {given.models[0]}: no chat model is set up, so there is none to differ from.",
            "Set OPENAI_API_KEY, or give --base-url and --model NAME.",
        )
    return endpoints


def _refuse_unknown(models: "Models") -> None:
    """A table for a persona that there is not, on the panel or off it, would never be read."""
    from triptych.errors import PersonaError
    from triptych.keys import alike
    from triptych.personas.loader import origin

    for key in models.personas:
        try:
            origin(key)
        except PersonaError as e:
            place = "[model.personas]" if alike(key) else f"[model.personas.{key}]"
            raise InputError(f"{place} of the settings is for a persona that there is not.", e.hint) from None


def _named(models: "Models", named: str, personas: "Sequence[Persona]") -> "Models":
    """The models with `NAME`, or `KEY=NAME`, put in."""
    from triptych.agents.models.endpoints import ROLES
    from triptych.settings import ModelSettings

    key, given, name = named.partition("=")
    if not given:
        if not named.strip():
            raise InputError("--model names no model.", "Give a name, such as gpt-5-mini.")
        return models.model_copy(update=_renamed(models, named))
    keys = {p.key for p in personas}
    known = key in keys | set(ROLES)
    if known and not name.strip():
        raise InputError(f"--model {named} names no model.", f"Write {key}=NAME, with the model's name.")
    if not known:
        raise InputError(
            f"--model {named}: before the = stands a role or a persona of the panel, after it a model.",
            f"The roles are {', '.join(ROLES)}; the panel is {', '.join(sorted(keys))}.",
        )
    table = "personas" if key in keys else "roles"
    there = getattr(models, table)
    own = there.get(key, ModelSettings())
    return models.model_copy(update={table: {**there, key: own.model_copy(update=_renamed(own, name))}})


def _renamed(model: "ModelSettings", name: str) -> dict[str, object]:
    return {"name": name.strip(), **model.without_prices(name.strip(), None)}


def _refuse_unpriced(endpoints: "Endpoints | None", budget: "Budget") -> None:
    """A limit on cost cannot be held for a model whose price nobody knows."""
    if endpoints is None or budget.cost_usd is None:
        return
    from triptych.agents.models.prices import known

    for endpoint in endpoints.all():
        if not known(endpoint):
            raise InputError(
                f"There is a limit on cost, and the price of {endpoint.model} at {endpoint.host} is not known.",
                "Set price_in and price_out beside its name in the settings, or limit tokens with --max-tokens.",
            )
