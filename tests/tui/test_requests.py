"""A form and the request that it becomes: what is wrong is told by its part, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.tui.briefs import TODAY

from triptych.settings import BudgetSettings, Models, ModelSettings, SearchSettings, Settings
from triptych.tui import requests
from triptych.tui.context import Context
from triptych.tui.requests import Checked, Form, Offer

CHAT = Models(name="gpt-5-mini", key="sk-test-CANARY-of-a-form", roles={"edit": ModelSettings(name="gpt-5")})
Made = Callable[..., tuple[Offer, Form]]


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """A session without an archive."""
    return Context(tmp_path / "archive.duckdb", personas=tmp_path / "personas")


@pytest.fixture
def made(context: Context) -> Made:
    """`made(settings…)`: what there is to choose from, and the form as it is at first."""

    def make(**settings: Any) -> tuple[Offer, Form]:
        context.__dict__["settings"] = Settings(**settings)
        offer = requests.offered(context)
        return offer, requests.initial(offer, TODAY)

    return make


@pytest.fixture
def check(context: Context, made: Made) -> Callable[..., Checked]:
    """`check(form…, settings…)`: what became of the first form with these changes."""

    def checked(settings: dict[str, Any] | None = None, **form: Any) -> Checked:
        offer, first = made(**(settings or {}))
        return requests.checked(replace(first, **{"idea": "GPU hours?", **form}), offer, context)

    return checked


def test_the_first_form_is_what_the_settings_say(made: Made) -> None:
    offer, form = made(
        panel=("sceptic", "engineer"), rounds=1, questions=2, budget=BudgetSettings(cost=1.5, tokens=20000)
    )
    assert form.panel == ("sceptic", "engineer")
    assert (form.rounds, form.questions, form.as_of) == (1, 3, "2026-03-01")
    assert form.limits == {"cost": "1.5", "tokens": "20000", "searches": "", "minutes": ""}
    assert form.engines == {"library"}
    assert form.embedded
    assert offer.models == {}


def test_engines_that_are_not_ready_say_what_is_missing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    offer, _ = made()
    assert {e.name: e.ready for e in offer.engines} == {"library": True, "tavily": False, "searxng": False}
    assert "TAVILY_API_KEY" in offer.engines[1].about
    monkeypatch.setenv("TAVILY_API_KEY", "tvly-test-CANARY-of-a-form")
    offer, form = made(search=SearchSettings(providers=("library",)))
    assert [e.name for e in offer.engines if e.ready] == ["library", "tavily"]
    assert form.engines == {"library"}


def test_models_are_those_of_the_settings_and_the_form_puts_others_in(check: Any, made: Made) -> None:
    offer, _ = made(model=CHAT)
    assert offer.models == {**dict.fromkeys(("", *requests.ROLES), "gpt-5-mini"), "edit": "gpt-5"}
    found = check({"model": CHAT}, models={"": "gpt-5-nano", "debate": "gpt-5"})
    endpoints = found.request.setup.endpoints
    assert not found.faults
    assert (endpoints.whole.model, endpoints.of("debate").model) == ("gpt-5-nano", "gpt-5")
    assert check({"model": CHAT}, embedded=True).request.setup.endpoints is None


def test_an_estimate_follows_the_form(check: Any) -> None:
    def told(found: Checked) -> str:
        assert found.plan is not None
        assert found.request is not None
        return requests.estimate(found.plan, found.request)

    assert told(check()).startswith("No model is called and nothing is paid; about ")
    assert told(check()).endswith("searches of the library.")
    long, short = check({"model": CHAT}), check({"model": CHAT}, rounds=0, questions=3)
    assert "about $" in told(long)
    assert long.plan.calls > short.plan.calls
    unpriced = check({"model": Models(name="own", base_url="http://127.0.0.1:1/v1", price_in=None)})
    assert "calls" in told(unpriced)


@pytest.mark.parametrize(
    ("form", "part", "told"),
    [
        ({"idea": "  "}, "idea", "There is no idea yet"),
        ({"idea": "x" * 2001}, "idea", "2000 is the most"),
        ({"panel": ()}, "panel", "The panel is empty"),
        ({"panel": ("ghost",)}, "panel", "ghost"),
        ({"engines": frozenset()}, "engines", "Nothing is chosen"),
        ({"as_of": "tomorrow"}, "as_of", "not a day"),
        ({"as_of": "0001-01-01"}, "as_of", "too far away"),
        ({"limits": {"cost": "much"}}, "limits", "no number of US dollars"),
        ({"limits": {"minutes": "-1"}}, "limits", "no number of minutes"),
        ({"limits": {"cost": "nan"}}, "limits", "no number"),
        ({"limits": {"tokens": "1.5"}}, "limits", "no whole number of tokens"),
    ],
)
def test_what_is_wrong_is_told_by_its_part(check: Any, form: dict[str, Any], part: str, told: str) -> None:
    found = check(**form)
    assert list(found.faults) == [part]
    assert told in found.faults[part]
    assert (found.plan is None) == (part != "idea")


def test_a_key_that_is_missing_is_told_where_the_model_is(check: Any) -> None:
    found = check({"model": Models(name="gpt-5-mini")})
    assert "there is no key. Set OPENAI_API_KEY" in found.faults["models"]
    lacking = check({"model": Models(base_url="http://127.0.0.1:1/v1")})
    assert "no model is named" in lacking.faults["models"]
    assert not check({"model": Models(base_url="http://127.0.0.1:1/v1")}, models={"": "llama"}).faults


def test_limits_are_read_as_people_write_them_and_may_be_taken_away(check: Any) -> None:
    found = check(limits={"cost": "$2", "tokens": "1,000,000", "searches": "9", "minutes": "0.5"})
    budget = found.request.setup.budget
    assert (budget.cost_usd, budget.tokens, budget.searches, budget.minutes) == (2.0, 1_000_000, 9, 0.5)
    free = check({"budget": BudgetSettings(tokens=5)}, limits={"tokens": ""})
    assert free.request.setup.budget.tokens is None
