"""Keeps what a model thinks aloud out of what it says, piece by piece as it comes.

Invariant: a piece that is given out is never taken back; what may still turn out to be a thought is held.
"""

_BLOCKS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "[THINK]": "[/THINK]",
    "◁think▷": "◁/think▷",
    "Thinking...\n": "...done thinking.",
    "Thinking…\n": "…done thinking.",
}
_ANYWHERE = "<think>"
"""The others open a thought only where the answer begins: in the middle they are words like any other."""
CLOSE = "</think>"


class Spoken:
    """What is said, without what is thought.

    Args:
        thinking: whether the text begins within a thought, as with templates that write its opening tag themselves.
    """

    def __init__(self, thinking: bool = False) -> None:
        self._held = ""
        self._close = CLOSE if thinking else ""
        self._begun = False
        self._json = False
        self._unopened = thinking

    def hear(self, piece: str) -> str:
        """What of the text so far can now be said."""
        self._held += piece
        said = ""
        while (more := self._step()) is not None:
            said += more
        return said

    def rest(self) -> str:
        """What is left to say when nothing more comes. A thought that opens the answer and never ends is none of it."""
        held, self._held = self._held, ""
        within_first_thought = self._close and not self._begun and not self._unopened
        return "" if within_first_thought else held

    def _step(self) -> str | None:
        """The next that can be said, maybe nothing; None where more must be heard first."""
        if self._close:
            return self._skip_thought()
        return self._speak() if self._begun else self._begin()

    def _skip_thought(self) -> str | None:
        _, closed, after = self._held.partition(self._close)
        if not closed:
            return None
        self._held, self._close, self._unopened = after, "", False
        return ""

    def _begin(self) -> str | None:
        self._held = self._held.lstrip()
        if any(opening.startswith(self._held) for opening in _BLOCKS if opening != self._held):
            return None
        for opening, close in _BLOCKS.items():
            if self._held.startswith(opening):
                self._close = close
                return ""
        self._begun, self._json = True, self._held.startswith(("{", "["))
        return ""

    def _speak(self) -> str | None:
        """Up to the next thought. JSON has none: there a tag stands in a string."""
        at = -1 if self._json else self._held.find(_ANYWHERE)
        if at >= 0:
            said, self._held, self._close = self._held[:at], self._held[at:], CLOSE
            return said
        sure = len(self._held) - (0 if self._json else _begun_tag(self._held))
        said, self._held = self._held[:sure], self._held[sure:]
        return said or None


def _begun_tag(text: str) -> int:
    """How many characters at the end may be the beginning of a tag."""
    return next((n for n in range(len(_ANYWHERE) - 1, 0, -1) if text.endswith(_ANYWHERE[:n])), 0)


def said(text: str) -> tuple[str, bool]:
    """A whole answer without its thoughts, and whether one of them had no beginning."""
    spoken = Spoken()
    text = f"{spoken.hear(text)}{spoken.rest()}".strip()
    if text.startswith(("{", "[")) or CLOSE not in text:
        return text, False
    return text.rpartition(CLOSE)[2].strip(), True
