"""What is asked of a run as it stands in a form, and how it becomes a request. No widget is known here."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from triptych.errors import InputError, PersonaError

if TYPE_CHECKING:
    from triptych.graphs.gear import Gear
    from triptych.graphs.plan import Plan
    from triptych.graphs.request import Request
    from triptych.settings import ProviderName, Settings
    from triptych.store.records import Persona
    from triptych.tui.context import Context

ROLES = ("brief", "research", "debate", "edit", "audit")
LIMITS = {"cost": "US dollars", "tokens": "tokens", "searches": "searches", "minutes": "minutes"}
QUESTIONS = (3, 6)
ROUNDS = (0, 10)


@dataclass(frozen=True)
class Engine:
    """Somewhere to look for evidence."""

    name: "ProviderName"
    title: str
    about: str
    """What it is, or what is missing so that it can be asked."""
    ready: bool
    chosen: bool
    """Whether it is asked where nobody says otherwise."""


@dataclass(frozen=True)
class Offer:
    """What there is to choose from on this machine."""

    settings: "Settings"
    """The file's, not yet overlaid by the environment."""
    personas: "tuple[Persona, ...]"
    broken: tuple[str, ...]
    """What is wrong with persona files, a sentence each."""
    engines: tuple[Engine, ...]
    models: Mapping[str, str]
    """Who answers: for the run under the empty key, for each role under its own; none where no chat model is set up."""
    model_host: str = ""


@dataclass(frozen=True)
class Form:
    """What stands in the form, as it was typed."""

    idea: str = ""
    panel: tuple[str, ...] = ()
    questions: int = 6
    rounds: int = 2
    as_of: str = ""
    engines: "frozenset[ProviderName]" = frozenset()
    limits: Mapping[str, str] = field(default_factory=dict)
    """By the names of `LIMITS`."""
    embedded: bool = False
    models: Mapping[str, str] = field(default_factory=dict)
    """As in `Offer`; what is empty stays as it is set up."""


@dataclass(frozen=True)
class Checked:
    """What became of a form."""

    request: "Request | None"
    """None where something other than the idea is at fault."""
    plan: "Plan | None"
    faults: Mapping[str, str]
    """What is wrong, in a line each, by the part of the form: idea, panel, engines, limits, as_of, models."""


def offered(context: "Context") -> Offer:
    """What there is to choose from. Raises InputError if settings, environment or the folder of personas are broken."""
    from triptych import environment
    from triptych.personas.loader import load_all, problems

    settings = context.settings
    applied = environment.applied(settings, environment.read())
    models, host = _models(applied)
    return Offer(
        settings=settings,
        personas=tuple(load_all(context.personas).values()),
        broken=tuple(e.message for e in problems(context.personas)),
        engines=_engines(applied),
        models=models,
        model_host=host,
    )


def _engines(settings: "Settings") -> tuple[Engine, ...]:
    search = settings.search
    there: Iterable[tuple[ProviderName, str, str, str, bool]] = (
        (
            "library",
            "Library",
            "your documents, or else the starter collection",
            "",
            True,
        ),
        ("tavily", "Tavily", "the web", "no key: set TAVILY_API_KEY", bool(search.tavily_key)),
        (
            "searxng",
            "SearXNG",
            "the web, by your own instance",
            "no address: set SEARXNG_URL",
            bool(search.searxng_url),
        ),
    )
    return tuple(
        Engine(name, title, about if ready else missing, ready, ready and _chosen(search.providers, name))
        for name, title, about, missing, ready in there
    )


def _chosen(providers: "tuple[ProviderName, ...] | None", name: "ProviderName") -> bool:
    return providers is None or name in providers


def _models(settings: "Settings") -> tuple[dict[str, str], str]:
    """The names of the models that answer, and where they are asked; no names where no chat model is set up."""
    from triptych.addresses import OPENAI, place
    from triptych.agents.models.endpoints import resolved

    try:
        endpoints = resolved(settings.model)
    except InputError:  # an address without a model: it can be named in the form
        return dict.fromkeys(("", *ROLES), ""), place(settings.model.base_url or OPENAI)
    if endpoints is None:
        return {}, ""
    roles: dict[str, str] = {role: endpoint.model for role, endpoint in endpoints.roles.items()}
    whole = endpoints.whole.model
    return {"": whole, **{role: roles.get(role, whole) for role in ROLES}}, endpoints.whole.host


def initial(offer: Offer, today: date) -> Form:
    """The form before anybody has touched it."""
    settings, keys = offer.settings, {p.key for p in offer.personas}
    budget = settings.budget.model_dump()
    return Form(
        panel=tuple(key for key in settings.panel if key in keys),
        questions=max(QUESTIONS[0], settings.questions),
        rounds=settings.rounds,
        as_of=today.isoformat(),
        engines=frozenset(engine.name for engine in offer.engines if engine.chosen),
        limits={name: f"{budget[name]:g}" if budget[name] else "" for name in LIMITS},
        embedded=not offer.models,
    )


def checked(form: Form, offer: Offer, context: "Context") -> Checked:
    """The request that a form asks for, what it would take, and what is wrong with the form."""
    from triptych.graphs.gear import equipped, refuse_keyless
    from triptych.graphs.plan import planned
    from triptych.graphs.request import Request, plain_idea
    from triptych.personas.loader import select

    faults: dict[str, str] = {}
    idea = _tried(faults, "idea", lambda: plain_idea(form.idea))
    personas = _tried(faults, "panel", lambda: select(form.panel, context.personas))
    as_of = _tried(faults, "as_of", lambda: day(form.as_of))
    gear = _tried(faults, "limits", lambda: _gear(form, offer))
    if not form.engines:
        faults["engines"] = "Nothing is chosen: without a source there is no evidence."
    if personas is None or as_of is None or gear is None or "engines" in faults:
        return Checked(None, None, faults)
    # What the settings limit stands in the form, where it can be taken away.
    free = offer.settings.model_copy(update={"budget": type(offer.settings.budget)()})
    setup = _tried(faults, "models", lambda: equipped(gear, free, personas))
    if setup is None:
        return Checked(None, None, faults)
    try:
        refuse_keyless(setup)
    except InputError as e:
        faults["models"] = f"{e.message} Set OPENAI_API_KEY, or let the embedded analyst think."
    request = Request(
        idea or "",
        panel=form.panel,
        rounds=form.rounds,
        questions=form.questions,
        as_of=as_of,
        personas_folder=context.personas,
        setup=setup,
        gear=gear,
    )
    return Checked(request, planned(request, personas), faults)


def _tried(faults: dict[str, str], part: str, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except PersonaError as e:
        faults[part] = f"{e.message} {e.hint}"
    except InputError as e:
        faults[part] = _MENDS.get(e.message) or f"{e.message} {e.hint}"
    return None


_MENDS = {"The idea is empty.": "There is no idea yet: say what to look into."}
"""What is said in the place of a hint that is about the command line."""


def _gear(form: Form, offer: Offer) -> "Gear":
    from triptych.graphs.gear import Gear

    default = {engine.name for engine in offer.engines if engine.chosen}
    named = () if form.embedded else tuple(_named(form.models))
    return Gear(
        models=named,
        embedded=form.embedded,
        providers=None if form.engines == default else tuple(sorted(form.engines)),
        max_cost=_limit(form, "cost"),
        max_tokens=_whole(form, "tokens"),
        max_searches=_whole(form, "searches"),
        max_minutes=_limit(form, "minutes"),
    )


def _named(models: Mapping[str, str]) -> Iterable[str]:
    if name := models.get("", "").strip():
        yield name
    yield from (f"{role}={name.strip()}" for role in ROLES if (name := models.get(role, "")).strip())


def _limit(form: Form, name: str) -> float | None:
    text = form.limits.get(name, "").replace(",", "").removeprefix("$").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number <= 0:
        raise InputError(
            f"“{form.limits[name]}” is no number of {LIMITS[name]}.", "Write one above 0, or nothing."
        )
    return number


def _whole(form: Form, name: str) -> int | None:
    number = _limit(form, name)
    if number is not None and number != int(number):
        raise InputError(
            f"“{form.limits[name]}” is no whole number of {LIMITS[name]}.", "Write one without a part."
        )
    return None if number is None else int(number)


def day(text: str) -> date:
    """A day, as YYYY-MM-DD. Raises InputError if it is none."""
    from triptych.graphs.gear import YEARS

    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"“{text}” is not a day.", "Write it as YYYY-MM-DD.") from None
    if found.year not in YEARS:
        raise InputError(f"“{text}” is too far away.", "Write a day nearer to today.")
    return found


def estimate(plan: "Plan", request: "Request") -> str:
    """What a run would take, in a line."""
    from triptych.agents.budget import dollars

    where = [*(["the library"] if request.setup.library else []), *request.setup.engines]
    searches = f"about {plan.searches} searches of {' and '.join(where)}"
    if not plan.steps:
        return f"No model is called and nothing is paid; {searches}."
    cost = "price not known" if plan.cost_usd is None else f"about {dollars(plan.cost_usd)}"
    return f"About {plan.calls} calls, {plan.tokens:,} tokens, {cost}; {searches}."
