"""Which endpoint speaks: for the run, for a role, for a persona, the most particular first.

A persona's own model speaks for it in the brief, in research and in the debate; merging and auditing are the editor's
work, whoever the section is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from triptych.addresses import OPENAI, place
from triptych.agents.models.endpoint import Endpoint
from triptych.errors import InputError
from triptych.keys import Key
from triptych.settings import Models, ModelSettings
from triptych.store.records import Persona, Role

DEFAULT_MODEL = "gpt-5-mini"
"""What OpenAI's own address is asked for where the user names no model."""
ROLES: tuple[Role, ...] = get_args(Role)
_AS_PERSONA = ("brief", "research", "debate")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The endpoints of a run."""

    whole: Endpoint
    roles: Mapping[Role, Endpoint] = field(default_factory=dict)
    personas: Mapping[str, Endpoint] = field(default_factory=dict)

    def of(self, role: Role, persona: str = "") -> Endpoint:
        """Who is asked in this role, for this persona."""
        if role in _AS_PERSONA and persona in self.personas:
            return self.personas[persona]
        return self.roles.get(role, self.whole)

    def all(self) -> tuple[Endpoint, ...]:
        """Every endpoint, each once, the run's first."""
        return tuple(dict.fromkeys(self.places().values()))

    def places(self) -> dict[str, Endpoint]:
        """Every endpoint by what it is for, as the settings have it: empty for the run, `roles.edit`, …"""
        roles = {f"roles.{role}": endpoint for role, endpoint in self.roles.items()}
        personas = {f"personas.{key}": endpoint for key, endpoint in self.personas.items()}
        return {"": self.whole} | roles | personas


def resolved(models: Models, personas: Iterable[Persona] = ()) -> Endpoints | None:
    """The endpoints that the settings name; None where they name none, so that the embedded analyst thinks.

    Args:
        models: the run's model, and what differs by role and by persona.
        personas: the panel, whose files may name models; who is not on it has no endpoint. None given: all have.

    Raises:
        InputError: an address is given but no model, or one price without the other.
    """
    if models.base_url is None and models.key is None and models.name is None:
        return None
    own = _own(models, tuple(personas))
    return Endpoints(
        whole=_endpoint(models, "[model]"),
        roles={r: _endpoint(given.over(models), f"[model.roles.{r}]") for r, given in models.roles.items()},
        personas={k: _endpoint(given.over(models), f"[model.personas.{k}]") for k, given in own.items()},
    )


def _own(models: Models, panel: Sequence[Persona]) -> dict[str, ModelSettings]:
    """What is said for a persona: by the settings, and where they leave its model open, by its file."""
    filed = {p.key: ModelSettings(name=p.model) for p in panel if p.model}
    said = {
        key: given for key, given in models.personas.items() if not panel or key in {p.key for p in panel}
    }
    return filed | {key: given.over(filed[key]) if key in filed else given for key, given in said.items()}


def _endpoint(given: ModelSettings, table: str) -> Endpoint:
    url = (given.base_url or OPENAI).rstrip("/")
    if given.name is None and url != OPENAI:
        raise InputError(
            f"{place(url)} is to be asked, but no model is named.",
            "Name one with --model NAME, OPENAI_MODEL, or `name` under [model] in the settings; "
            "`triptych doctor` lists what the endpoint has.",
        )
    if (given.price_in is None) != (given.price_out is None):
        there, lacking = ("price_in", "price_out") if given.price_out is None else ("price_out", "price_in")
        raise InputError(
            f"{table} of the settings has a {there} and no {lacking}: a cost takes both.",
            f"Set {lacking} beside it, or remove {there}.",
        )
    plain: dict[str, Any] = given.model_dump(exclude={"name", "base_url", "key"}, exclude_none=True)
    fields = {name: value for name, value in plain.items() if name in Endpoint.__slots__}
    key = Key(given.key) if given.key else None
    return Endpoint(model=given.name or DEFAULT_MODEL, base_url=url, key=key, **fields)
