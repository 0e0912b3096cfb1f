"""What was asked, as a hash: by it an answer is found again."""

import hashlib
import json

from triptych.agents.desk import Search
from triptych.agents.models.turn import Turn


def asked_of_model(turn: Turn) -> str:
    """What decides an answer, as a hash.

    Not the way to ask for JSON, nor how many times the tokens a model needs for its thoughts: each process finds these out
    anew, and may be at another place in its work by then.
    """
    at = turn.endpoint
    said = [[message.role, message.text] for message in turn.said]
    return _hashed(
        at.model,
        at.base_url,
        at.temperature,
        turn.prompt.task,
        turn.max_tokens,
        turn.structure and turn.structure.name,
        said,
    )


def asked_of_desk(search: Search) -> str:
    """What decides what is found, as a hash."""
    return _hashed(search.query, search.limit, sorted(search.without))


def _hashed(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
