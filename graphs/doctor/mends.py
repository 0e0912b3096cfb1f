"""What is said of a chat endpoint that a run could not work with, and the line that mends it."""

from collections.abc import Sequence
from difflib import get_close_matches
from urllib.parse import urlsplit

from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.probe import Unusable
from triptych.graphs.doctor.origins import Origin, Origins

_MOST_NAMES = 8
_ANY_PORT = "http://127.0.0.1:PORT/v1"


class Mends:
    """Knows what mends an endpoint.

    Args:
        origins: where the values of the settings come from.
    """

    def __init__(self, origins: Origins) -> None:
        self._origins = origins

    def key(self, place: str, endpoint: Endpoint) -> Origin:
        """Where the key of the endpoint at that place of the settings comes from, or where it would."""
        return self._origins.model(place, "key", endpoint.key.reveal() if endpoint.key else None)

    def of(self, place: str, endpoint: Endpoint, error: Unusable) -> tuple[str, str]:
        """What is said of a fault, and the line that mends it."""
        match error.why:
            case "down":
                return error.message, self.start(place, endpoint)
            case "key":
                return error.message, self.key(place, endpoint).mend
            case "address":
                return error.message, self._address(place, endpoint)
            case "model" if error.models:
                return f"it has no such model; it has {listed(error.models)}", self._model(
                    place, endpoint, error
                )
        return error.message, error.hint

    def start(self, place: str, endpoint: Endpoint) -> str:
        """What to do where nothing answers."""
        if not endpoint.local:
            return f"See whether {endpoint.host} is up and this machine online, or change the address."
        other = self._origins.model(place, "base_url", endpoint.base_url, _ANY_PORT).mend
        return f"Start the server that is to be at {endpoint.host} (such as `ollama serve`), or: {other}"

    def _address(self, place: str, endpoint: Endpoint) -> str:
        if urlsplit(endpoint.base_url).path.strip("/") or "@" in endpoint.base_url:
            return "Check the model's name and the address, which usually ends in /v1."
        whole = f"{endpoint.base_url.rstrip('/')}/v1"
        return self._origins.model(place, "base_url", endpoint.base_url, whole).mend

    def _model(self, place: str, endpoint: Endpoint, error: Unusable) -> str:
        near = get_close_matches(endpoint.model, error.models, n=1, cutoff=0.3)
        return self._origins.model(place, "name", endpoint.model, near[0] if near else error.models[0]).mend


def listed(names: Sequence[str]) -> str:
    """The first of the models that there are, and how many more."""
    if not names:
        return "no model yet"
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
