"""Which endpoint speaks for a role and a persona."""

from collections.abc import Sequence
from typing import Any

import pytest

from triptych.addresses import OPENAI
from triptych.agents.models.endpoints import DEFAULT_MODEL, ROLES, Endpoints, resolved
from triptych.errors import InputError
from triptych.keys import Key
from triptych.personas.loader import select
from triptych.settings import Models
from triptych.store.records import Persona

A, B = "https://a.example/v1", "https://b.example/v1"
KEY, OTHER = "sk-of-the-run-0123", "sk-of-the-table-0123"
ONE_S_OWN = ("brief", "research", "debate")
EDITORS = ("edit", "audit")


def panel(tmp_path: Any, **models: str) -> tuple[Persona, ...]:
    """The default panel, some with a model in their file."""
    chosen = select(("engineer", "investor", "strategist"), tmp_path)
    return tuple(p.model_copy(update={"model": models.get(p.key)}) for p in chosen)


def found(given: dict[str, Any], personas: Sequence[Persona] = ()) -> Endpoints:
    endpoints = resolved(Models.model_validate(given), personas)
    assert endpoints is not None
    return endpoints


def test_without_a_name_a_key_and_an_address_there_is_none() -> None:
    assert resolved(Models()) is None
    assert resolved(Models.model_validate({"temperature": 1, "roles": {"edit": {"name": "m"}}})) is None


@pytest.mark.parametrize("given", [{"key": KEY}, {"base_url": OPENAI}, {"base_url": f"{OPENAI}/"}])
def test_openais_own_address_has_a_model_that_is_asked_for_by_default(given: dict[str, Any]) -> None:
    whole = found(given).whole
    assert (whole.model, whole.base_url) == (DEFAULT_MODEL, OPENAI)
    assert whole.key == (Key(KEY) if "key" in given else None)


def test_a_name_alone_is_asked_for_at_openais_own_address() -> None:
    assert (found({"name": "m"}).whole.model, found({"name": "m"}).whole.base_url) == ("m", OPENAI)


@pytest.mark.parametrize("given", [{"base_url": A}, {"key": KEY, "roles": {"edit": {"base_url": A}}}])
def test_another_address_without_a_model_is_refused_with_what_would_name_one(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"^a\.example is to be asked, but no model is named") as caught:
        found(given)
    for way in ("--model", "OPENAI_MODEL", "[model]", "doctor"):
        assert way in caught.value.hint


def test_a_password_in_an_address_is_not_told() -> None:
    with pytest.raises(InputError) as caught:
        found({"base_url": "https://me:secret@a.example/v1"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", [A, f"{A}/", f"{A}///"])
def test_a_slash_at_the_end_makes_no_other_endpoint(url: str) -> None:
    assert found({"name": "m", "base_url": url}).whole.base_url == A
    assert found({"name": "m", "base_url": url, "key": KEY, "roles": {"edit": {"base_url": A}}}).all() == (
        found({"name": "m", "base_url": A, "key": KEY}).whole,
    )


def test_the_run_speaks_for_all_where_nothing_else_is_said() -> None:
    endpoints = found({"name": "m", "key": KEY})
    assert {endpoints.of(role, persona) for role in ROLES for persona in ("", "engineer")} == {
        endpoints.whole
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_role_goes_before_the_run(role: str) -> None:
    endpoints = found({"name": "m", "roles": {role: {"name": "of-the-role"}}})
    assert {r: endpoints.of(r).model for r in ROLES} == {
        r: "of-the-role" if r == role else "m" for r in ROLES
    }


@pytest.mark.parametrize("role", ONE_S_OWN)
def test_a_persona_goes_before_the_role_in_its_own_work(role: Any) -> None:
    endpoints = found({"name": "m", "roles": {role: {"name": "r"}}, "personas": {"investor": {"name": "p"}}})
    assert endpoints.of(role, "investor").model == "p"
    assert endpoints.of(role, "engineer").model == "r"
    assert endpoints.of(role).model == "r"


@pytest.mark.parametrize("role", EDITORS)
def test_merging_and_auditing_are_never_a_personas(role: Any) -> None:
    endpoints = found({"name": "m", "roles": {role: {"name": "r"}}, "personas": {"investor": {"name": "p"}}})
    assert endpoints.of(role, "investor").model == "r"
    assert found({"name": "m", "personas": {"investor": {"name": "p"}}}).of(role, "investor").model == "m"


def test_a_persona_may_name_its_model_in_its_file(tmp_path: Any) -> None:
    endpoints = found({"name": "m", "base_url": A, "key": KEY}, panel(tmp_path, engineer="of-the-file"))
    engineer = endpoints.of("research", "engineer")
    assert (engineer.model, engineer.base_url, engineer.key) == ("of-the-file", A, Key(KEY))
    assert endpoints.of("research", "investor").model == "m"
    assert endpoints.of("edit", "engineer").model == "m"


def test_a_file_does_not_set_a_chat_model_up(tmp_path: Any) -> None:
    assert resolved(Models(), panel(tmp_path, engineer="of-the-file")) is None


def test_the_settings_go_before_a_personas_file_in_what_they_say(tmp_path: Any) -> None:
    personas = panel(tmp_path, engineer="of-the-file")
    named = found({"name": "m", "personas": {"engineer": {"name": "p"}}}, personas)
    assert named.of("debate", "engineer").model == "p"
    warmer = found({"name": "m", "personas": {"engineer": {"temperature": 0.9}}}, personas)
    engineer = warmer.of("debate", "engineer")
    assert (engineer.model, engineer.temperature) == ("of-the-file", 0.9)


def test_who_is_not_on_the_panel_has_no_endpoint(tmp_path: Any) -> None:
    given = {"name": "m", "personas": {"sceptic": {"name": "unpriced"}, "investor": {"name": "p"}}}
    assert set(found(given, panel(tmp_path)).personas) == {"investor"}
    assert set(found(given).personas) == {"sceptic", "investor"}


def test_another_address_does_not_get_the_runs_key() -> None:
    given = {
        "name": "m",
        "base_url": A,
        "key": KEY,
        "roles": {"edit": {"base_url": B}, "audit": {"base_url": B, "key": OTHER}, "debate": {"name": "d"}},
        "personas": {"investor": {"base_url": B}, "engineer": {"key": OTHER}, "strategist": {"key": ""}},
    }
    endpoints = found(given)
    assert endpoints.of("edit").key is None
    assert endpoints.of("audit").key == Key(OTHER)
    assert endpoints.of("debate").key == Key(KEY)
    assert endpoints.of("research", "investor").key is None
    assert endpoints.of("research", "engineer").key == Key(OTHER)
    assert endpoints.of("research", "strategist").key is None


def test_what_a_table_leaves_out_is_the_runs_or_the_endpoints_own() -> None:
    endpoints = found({"name": "m", "temperature": 0.1, "timeout": 9, "roles": {"edit": {"timeout": 90}}})
    edit = endpoints.of("edit")
    assert (edit.temperature, edit.timeout, edit.retries, edit.context) == (0.1, 90, 4, 32_768)


def test_every_setting_of_a_model_reaches_its_endpoint() -> None:
    given = {
        "name": "m",
        "base_url": A,
        "key": KEY,
        "temperature": 0.3,
        "timeout": 11.0,
        "retries": 0,
        "concurrency": 2,
        "requests_per_minute": 30.0,
        "context": 4096,
        "structured": "text",
        "price_in": 0.0,
        "price_out": 2.0,
    }
    whole = found(given).whole
    assert (whole.model, whole.base_url, whole.key) == ("m", A, Key(KEY))
    assert {name: getattr(whole, name) for name in list(given)[3:]} == dict(list(given.items())[3:])
    assert set(given) == set(Models.model_fields) - {"roles", "personas"}


def test_all_names_each_endpoint_once_and_the_runs_first() -> None:
    given = {
        "name": "m",
        "roles": {"edit": {"name": "b"}, "audit": {"name": "b"}, "brief": {"name": "m"}},
        "personas": {"investor": {"name": "p"}},
    }
    assert [endpoint.model for endpoint in found(given).all()] == ["m", "b", "p"]


def test_places_name_what_each_endpoint_is_for() -> None:
    places = found(
        {"name": "m", "roles": {"edit": {"name": "b"}}, "personas": {"investor": {"name": "p"}}}
    ).places()
    assert {place: endpoint.model for place, endpoint in places.items()} == {
        "": "m",
        "roles.edit": "b",
        "personas.investor": "p",
    }


def test_no_key_is_in_what_endpoints_show_of_themselves() -> None:
    assert "sk-of" not in repr(found({"key": KEY, "roles": {"edit": {"key": OTHER}}}))


@pytest.mark.parametrize(("there", "lacking"), [("price_in", "price_out"), ("price_out", "price_in")])
@pytest.mark.parametrize(
    ("given", "table"),
    [
        (lambda p: p, "[model]"),
        (lambda p: {"roles": {"edit": p}}, "[model.roles.edit]"),
        (lambda p: {"personas": {"investor": p}}, "[model.personas.investor]"),
        (
            lambda p: {"price_in": 1, "price_out": 1, "roles": {"edit": {"name": "other", **p}}},
            "[model.roles.edit]",
        ),
    ],
)
def test_one_price_without_the_other_is_refused(given: Any, table: str, there: str, lacking: str) -> None:
    with pytest.raises(InputError) as caught:
        found({"name": "m", **given({there: 2})})
    assert (
        caught.value.message == f"{table} of the settings has a {there} and no {lacking}: a cost takes both."
    )
    assert lacking in caught.value.hint


def test_a_price_that_a_table_leaves_out_is_the_runs_for_the_same_model() -> None:
    edit = found({"name": "m", "price_in": 1, "price_out": 2, "roles": {"edit": {"price_in": 3}}}).of("edit")
    assert (edit.price_in, edit.price_out) == (3, 2)
