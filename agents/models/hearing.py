"""Streams: what is heard of an answer while it comes."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from triptych.agents.models.base import Told
from triptych.agents.models.faults import Passing
from triptych.agents.models.reading import Reply
from triptych.agents.models.thinking import Spoken

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage


class Listener:
    """Hears the first stream of a call that says anything; what repeats it after a break goes unheard."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._heard = False
        self.reply = Reply()
        """What has come of the stream that was begun last."""

    async def hear(self, stream: "AsyncIterator[AIMessage]", spoken: Spoken) -> Reply:
        """The whole reply of a stream. Raises Passing if it ends without saying that it does."""
        self.reply, deaf = Reply(), self._heard
        reply = self.reply
        async for piece in stream:
            self._tell(spoken.hear(reply.take(piece)), deaf)
        if not reply.finish:
            raise Passing("its answer broke off", billed=True)
        self._tell(spoken.rest(), deaf)
        return reply

    def _tell(self, text: str, deaf: bool) -> None:
        if text and not deaf:
            self._heard = True
            self._told(text)
