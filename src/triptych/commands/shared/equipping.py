"""What a run works with, as the command line says it; the environment and the settings come below it (`graphs.gear`)."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import addresses
from triptych.graphs.gear import Gear, equipped, refuse_keyless

if TYPE_CHECKING:
    from triptych.graphs.setup import Setup
    from triptych.settings import Settings
    from triptych.store.records import Persona

__all__ = ["UNSEARCHED", "equipping", "refuse_keyless", "setup", "thinking"]

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
    return equipped(Gear(**given), settings, personas)
