"""What a run works with, from the command line, the environment and the settings, in this order."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import addresses
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.agents.models.endpoints import Endpoints
    from triptych.graphs.setup import Setup
    from triptych.settings import Models, ModelSettings, SearchSettings, Settings
    from triptych.store.records import Budget, Persona

Command = TypeVar("Command", bound=Callable[..., Any])

_ENGINES = ("tavily", "searxng", "library")


class ProvidersType(click.ParamType[tuple[str, ...]]):
    """Names of search providers with commas between them."""

    name = "providers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(name.strip().lower() for name in value.split(",") if name.strip()))
        unknown = [name for name in names if name not in _ENGINES]
        if unknown or not names:
            self.fail(f"{', '.join(unknown) or value!r} is none of {', '.join(_ENGINES)}.", param, ctx)
        return names


class UrlType(click.ParamType[str]):
    """An http(s) address."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not addresses.usable(str(value)):
            self.fail(f"{value!r} is no address. Write it with http:// or https://.", param, ctx)
        return str(value)


class LimitType(click.FloatRange):
    """A number above 0 that something can reach."""

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no limit. Give a number, or leave the option out.", param, ctx)
        return number


_OF_MODELS = (
    click.option(
        "--model",
        "models",
        multiple=True,
        metavar="[KEY=]NAME",
        help="The chat model; for one role or persona with its KEY, e.g. debate=NAME. May be repeated.",
    ),
    click.option("--base-url", type=UrlType(), metavar="URL", help="An OpenAI-compatible address."),
    click.option("--embedded", is_flag=True, help="Use no chat model, whatever is set up."),
)
_OF_SEARCH = (
    click.option(
        "--search",
        "providers",
        type=ProvidersType(),
        metavar="NAME,NAME",
        help="Where to look: tavily, searxng, library. Default: all that are set up.",
    ),
    click.option("--tavily-url", type=UrlType(), metavar="URL", help="Tavily's address, if not its own."),
    click.option("--searxng-url", type=UrlType(), metavar="URL", help="The address of a SearXNG instance."),
    click.option(
        "--depth", type=click.Choice(["basic", "advanced", "fast", "ultra-fast"]), help="Tavily's depth."
    ),
    click.option("--topic", type=click.Choice(["general", "news", "finance"]), help="Tavily's topic."),
    click.option(
        "--time-range", type=click.Choice(["day", "week", "month", "year"]), help="How old pages may be."
    ),
    click.option(
        "--include-domain", multiple=True, metavar="DOMAIN", help="Only pages of it. May be repeated."
    ),
    click.option(
        "--exclude-domain", multiple=True, metavar="DOMAIN", help="No pages of it. May be repeated."
    ),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="HOST",
        help="Read pages of it though it is in a private network.",
    ),
    click.option(
        "--fresh", is_flag=True, help="Ask search engines and read pages anew, whatever is in the cache."
    ),
    click.option("--offline", is_flag=True, help="Take answers and pages from the cache alone."),
)
_OF_BUDGET = (
    click.option(
        "--max-cost",
        type=LimitType(),
        metavar="USD",
        help="Stop before more is spent.",
    ),
    click.option(
        "--max-tokens", type=click.IntRange(1), metavar="N", help="Tokens at most, in and out together."
    ),
    click.option("--max-searches", type=click.IntRange(1), metavar="N", help="Searches at most."),
    click.option(
        "--max-minutes",
        type=LimitType(),
        metavar="N",
        help="Begin nothing new after N minutes.",
    ),
)


UNSEARCHED: Mapping[str, Any] = {
    **dict.fromkeys(("tavily_url", "searxng_url", "depth", "topic", "time_range")),
    **dict.fromkeys(("include_domain", "exclude_domain", "allow_host"), ()),
    "providers": ("library",),
    "fresh": False,
    "offline": False,
}
"""What `setup` is given for the options on search by a command that has none of them: the library alone."""


def equipping(command: Command) -> Command:
    """The options of `run` and `brief` on models, search and budget; their values come as keyword arguments."""
    return _with(command, (*_OF_MODELS, *_OF_SEARCH, *_OF_BUDGET))


def thinking(command: Command) -> Command:
    """The options on models and budget alone; with `UNSEARCHED` their values are what `setup` takes."""
    return _with(command, (*_OF_MODELS, *_OF_BUDGET))


def _with(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def setup(given: Mapping[str, Any], settings: "Settings", personas: "Sequence[Persona]") -> "Setup":
    """How the run is equipped.

    Args:
        given: the values of the options of `equipping`.
        settings: the settings file's.
        personas: the panel, whose files may name models.

    Raises:
        InputError: something that was asked for is not set up, or is asked for in a way that cannot be.
    """
    from triptych import environment
    from triptych.agents.sources.web.chosen import web_providers
    from triptych.graphs.setup import Setup
    from triptych.keys import Key

    if given["fresh"] and given["offline"]:
        raise InputError("--fresh and --offline exclude each other.", "Give one of them.")
    if given["embedded"] and (given["models"] or given["base_url"]):
        raise InputError("--embedded uses no chat model, and one is named.", "Drop --embedded, or the model.")
    settings = environment.applied(settings, environment.read(), given["base_url"], given["tavily_url"])
    search = _search(given, settings.search)
    budget = _budget(given, settings)
    key = Key(search.tavily_key) if search.tavily_key else None
    endpoints = None if given["embedded"] else _endpoints(given, settings.model, personas)
    _refuse_unpriced(endpoints, budget)
    web_providers(search, key)
    return Setup(
        endpoints=endpoints,
        search=search,
        tavily_key=key,
        cache="fresh" if given["fresh"] else "offline" if given["offline"] else "normal",
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


def _search(given: Mapping[str, Any], below: "SearchSettings") -> "SearchSettings":
    names = ("providers", "searxng_url", "depth", "topic", "time_range")
    update = {name: given[name] for name in names if given[name] is not None}
    lists = {
        "include_domain": "include_domains",
        "exclude_domain": "exclude_domains",
        "allow_host": "allow_hosts",
    }
    update |= {field: tuple(given[option]) for option, field in lists.items() if given[option]}
    return below.model_copy(update=update)


def _budget(given: Mapping[str, Any], settings: "Settings") -> "Budget":
    from triptych.store.records import Budget

    below = settings.budget
    return Budget(
        cost_usd=given["max_cost"] or below.cost,
        tokens=given["max_tokens"] or below.tokens,
        searches=given["max_searches"] or below.searches,
        minutes=given["max_minutes"] or below.minutes,
    )


def _endpoints(
    given: Mapping[str, Any], below: "Models", personas: "Sequence[Persona]"
) -> "Endpoints | None":
    from triptych.agents.models.endpoints import resolved

    _refuse_unknown(below)
    models = below
    for named in given["models"]:
        models = _named(models, named, personas)
    endpoints = resolved(models, personas)
    if endpoints is None and given["models"]:
        raise InputError(
            f"--model {given['models'][0]}: no chat model is set up, so there is none to differ from.",
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
