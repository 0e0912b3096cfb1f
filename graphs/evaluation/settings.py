"""The settings that are compared: the panel with its debate, and the controls that tell what the debate is worth."""

from dataclasses import dataclass, replace

from triptych.graphs.setup import Setup

PANEL = ("engineer", "investor", "strategist")


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to run every case."""

    key: str
    title: str
    panel: tuple[str, ...]
    rounds: int
    setup: Setup


def settings(setup: Setup, rounds: int = 2) -> tuple[Setting, ...]:
    """The settings for a setup; that of different models only where personas have models of their own."""
    one = _one_model(setup)
    made = [
        Setting("debate", "panel with debate", PANEL, rounds, one),
        Setting("no-debate", "panel without debate", PANEL, 0, one),
        Setting("one", "one persona", PANEL[:1], 0, one),
    ]
    if setup.endpoints and setup.endpoints.personas:
        made.append(Setting("models", "different models, with debate", PANEL, rounds, setup))
    return tuple(made)


def _one_model(setup: Setup) -> Setup:
    """The setup with the run's model for everybody."""
    if setup.endpoints is None:
        return setup
    return replace(setup, endpoints=replace(setup.endpoints, personas={}))
