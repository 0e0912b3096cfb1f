"""A panel that thinks with a script: `panel(answer, …)` gives the analyst and the model that it asks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from triptych.agents.budget import Allowance
from triptych.agents.chat.analyst import ChatAnalyst
from triptych.agents.doubles.scripted import Script, Scripted, ScriptedModel
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.speaker import Speaker
from triptych.agents.models.structured import Modes
from triptych.store.records import Budget, Call


@dataclass(frozen=True)
class Scene:
    """An analyst, the model behind it, and the records of its calls."""

    analyst: ChatAnalyst
    speaker: Speaker
    model: ScriptedModel
    calls: list[Call]

    @property
    def seen(self) -> str:
        """All that the last call showed the model."""
        return "\n".join(m.text for m in self.model.asked[-1].messages)


Staged = Callable[..., Scene]


@pytest.fixture
def staged(make: Any) -> Staged:
    """`staged(answer, …)`: answers as texts, or as values that become JSON; or one function of what is asked."""

    def stage(*answers: Any, budget: Budget | None = None, context: int = 32_768) -> Scene:
        script: Sequence[Scripted] | Script = (
            answers[0] if len(answers) == 1 and callable(answers[0]) else [_scripted(a) for a in answers]
        )
        model, calls = ScriptedModel(script), list[Call]()
        endpoint = Endpoint(model="scripted", context=context)
        speaker = Speaker(
            lambda role, persona: endpoint, lambda _: model, Allowance(budget), calls.append, modes=Modes()
        )
        return Scene(ChatAnalyst(speaker, make.AS_OF, ["scripted"]), speaker, model, calls)

    return stage


def _scripted(answer: Any) -> Scripted:
    return answer if isinstance(answer, (str, Exception)) else json.dumps(answer)
