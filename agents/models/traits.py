"""What an endpoint turned out to take or not, learnt from its refusals and kept for as long as it is used."""

import re
from dataclasses import dataclass
from typing import Any

from triptych.agents.models.endpoint import Endpoint

_TOO_LARGE = re.compile(r"too (large|big|long|high)|at most|exceed|greater than|less than", re.IGNORECASE)
_NAMED: tuple[tuple[str, str, Any], ...] = (
    (r"temperature", "temperature", False),
    (r"stream_options|include_usage", "usage_in_streams", False),
    (r"system (role|message|prompt)|role\W+system", "system", False),
    (r"max_?length|max_?items", "lengths", False),
    (r"tool_choice", "named_choice", False),
)
"""What a refusal names, and what is done without from then on."""
_OLD, _NEW = "max_tokens", "max_completion_tokens"


class Adapted(Exception):
    """A request was refused for something that the next one does without."""


@dataclass(slots=True)
class Traits:
    """What is asked for; each may turn once."""

    limit: str
    """The name of the most tokens that an answer may have; OpenAI's own has changed."""
    lengths: bool
    """Whether a strict schema may say how long strings and lists may be; at OpenAI it may not."""
    temperature: bool = True
    usage_in_streams: bool = True
    system: bool = True
    """Whether there may be a system message; else it stands before the first question."""
    named_choice: bool = True
    """Whether a tool may be asked for by its name; else any tool is, and there is one."""
    thinks_aloud: bool = False
    """Whether an answer began within a thought that only its end showed."""
    renamed: bool = False

    def learn(self, words: str) -> bool:
        """Whether a refusal in these words names something to do without; from now on it is."""
        for pattern, name, value in _NAMED:
            if getattr(self, name) != value and re.search(pattern, words, re.IGNORECASE):
                setattr(self, name, value)
                return True
        return self._rename_limit(words)

    def _rename_limit(self, words: str) -> bool:
        if self.renamed or not re.search(rf"\b{self.limit}\b", words) or _TOO_LARGE.search(words):
            return False
        self.limit, self.renamed = (_NEW if self.limit == _OLD else _OLD), True
        return True


def traits(endpoint: Endpoint) -> Traits:
    """What to begin with at that endpoint."""
    openai = endpoint.host.partition(":")[0].endswith(("openai.com", "openai.azure.com"))
    return Traits(limit=_NEW if openai else _OLD, lengths=not openai)
