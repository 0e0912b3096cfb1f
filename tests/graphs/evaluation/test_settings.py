"""The settings that are compared differ in the panel, the rounds and the models, and in nothing else."""

from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs.evaluation.settings import PANEL, settings
from triptych.graphs.setup import Setup

WHOLE, OTHER = Endpoint("m", "http://127.0.0.1:1/v1"), Endpoint("n", "http://127.0.0.1:1/v1")


def test_without_a_model_there_are_the_panel_and_its_two_controls() -> None:
    made = settings(Setup(), rounds=3)
    assert [(s.key, s.panel, s.rounds) for s in made] == [
        ("debate", PANEL, 3),
        ("no-debate", PANEL, 0),
        ("one", ("engineer",), 0),
    ]


def test_one_model_for_all_is_no_setting_of_different_models() -> None:
    assert "models" not in {s.key for s in settings(Setup(Endpoints(WHOLE)))}


def test_different_models_are_one_setting_more_and_the_others_have_the_run_s_own() -> None:
    setup = Setup(Endpoints(WHOLE, roles={"edit": OTHER}, personas={"investor": OTHER}))
    made = {s.key: s.setup.endpoints for s in settings(setup)}
    assert made.pop("models") == setup.endpoints
    assert set(made) == {"debate", "no-debate", "one"}
    for endpoints in made.values():
        assert endpoints is not None
        assert (endpoints.roles, endpoints.personas) == ({"edit": OTHER}, {})
