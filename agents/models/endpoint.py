"""Where a chat model is asked, under which name and with how much patience: all that decides a call but its words."""

from dataclasses import dataclass
from typing import Literal

from triptych import addresses
from triptych.addresses import OPENAI
from triptych.agents.models.base import Mode
from triptych.keys import Key

_CHARACTERS = 4  # a token, in English prose
_SHARE = 0.35  # of the context
_MOST_DATA = 24_000  # characters; more evidence at once is read less carefully


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model behind one OpenAI-compatible address."""

    model: str
    base_url: str = OPENAI
    key: Key | None = None
    """None where the endpoint wants none; a placeholder is sent then."""
    temperature: float | None = None
    """None leaves it to the endpoint; reasoning models refuse any."""
    timeout: float = 180.0
    """Seconds for one request, from its start to the last token."""
    retries: int = 4
    """Further requests after one that failed in a way that may pass."""
    concurrency: int = 8
    """Requests under way at once, over all who share the address and the key."""
    requests_per_minute: float | None = None
    """None is no limit."""
    context: int = 32_768
    """Tokens that the model can read and write in one call; prompts are cut to fit it."""
    structured: Mode | Literal["auto"] = "auto"
    """How JSON is asked for; `auto` tries schema, tools and text in this order and remembers what worked."""
    price_in: float | None = None
    """US dollars per million tokens; None takes the published price."""
    price_out: float | None = None

    @property
    def host(self) -> str:
        """Host and port."""
        return addresses.place(self.base_url)

    @property
    def room(self) -> int:
        """Characters that the data in one prompt may take: about a third of the context, and no more than is read well."""
        return min(_MOST_DATA, int(self.context * _CHARACTERS * _SHARE))

    @property
    def local(self) -> bool:
        """Whether it is on this machine, where tokens cost nothing."""
        return addresses.loopback(self.base_url)

    @property
    def keyless(self) -> bool:
        """Whether it is OpenAI's own address without the key that it asks for."""
        return self.key is None and addresses.same(self.base_url, OPENAI)
