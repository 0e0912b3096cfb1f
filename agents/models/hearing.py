"""Streams: what is heard of an answer while it comes."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from triptych.agents.models.base import Told
from triptych.agents.models.faults import Passing
from triptych.agents.models.reading import Reply
from triptych.agents.models.thinking import Spoken
from triptych.keys import begun, hidden

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage


class Listener:
    """Hears the first stream of a call that says anything; what repeats it after a break goes unheard."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._heard = False
        self._back = ""
        self.reply = Reply()
        """What has come of the stream that was begun last."""

    async def hear(self, stream: "AsyncIterator[AIMessage]", spoken: Spoken) -> Reply:
        """The whole reply of a stream. Raises Passing if it ends without saying that it does."""
        self.reply, deaf, self._back = Reply(), self._heard, ""
        reply = self.reply
        async for piece in stream:
            self._tell(spoken.hear(reply.take(piece)), deaf)
        if not reply.finish:
            raise Passing("its answer broke off", billed=True)
        self._tell(spoken.rest(), deaf, end=True)
        return reply

    def _tell(self, text: str, deaf: bool, end: bool = False) -> None:
        """Tell a piece, but for the end of it that may be the beginning of a key: that waits for what follows."""
        text = hidden(self._back + text)
        at = len(text) if end else len(text) - begun(text)
        text, self._back = text[:at], text[at:]
        if text and not deaf:
            self._heard = True
            self._told(text)
