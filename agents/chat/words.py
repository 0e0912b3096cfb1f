"""Words on their way in and out of a model: what it writes is cleaned and cut, what it reads cannot pose as markup.

Invariant: no text from a source, a user or a model reaches a prompt but through `shown`, and none that a model wrote
reaches a record but through `said`.
"""

import re
from functools import lru_cache

from triptych.agents.sources.clean import one_line
from triptych.keys import hidden

# The opening of a tag or of a chat template's control token, `<passage`, `</passage`, `<|im_start|>`; `< 5 ms` is none.
_TAG = re.compile(r"<(?=[^\s\d=.,])")
_CONTROL = re.compile(r"\[(?=/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL_))", re.IGNORECASE)
_LABEL = re.compile(r"\[(?=\d{1,4}\])")
_ID = r"(?:[A-Z]{0,8}\d{1,3})"
_WORD = r"(?:(?:sentences?|passages?|claims?|quotes?|see)\s+)"
_IDS = rf"{_ID}(?:\s*(?:[,;–-]|and)\s*{_ID})*"
_CITED = re.compile(rf"\s*(?:\[{_WORD}?{_IDS}\]|\({_WORD}{_IDS}\))", re.IGNORECASE)
_DRESS = re.compile(r"^(?:[-*•#>]+\s+|\d{1,2}[.)]\s+(?=[A-Z]))+|\*\*|__|`")
_STOPS = re.compile(r"[.!?][\"'”’)]*(?=\s)")


@lru_cache(maxsize=10_000)  # prompts repeat the sentences of passages, claims and propositions
def shown(text: str) -> str:
    """A text as a prompt may hold it: on one line, and unable to open or close a fence or to look like a label."""
    return _LABEL.sub("(", _CONTROL.sub("(", _TAG.sub("‹", one_line(text))))


def said(text: str, most: int = 400) -> str:
    """A model's words as a record may hold them: one line, no markup, no labels, no key, at most `most` characters."""
    plain = _DRESS.sub("", _CITED.sub("", one_line(text)))
    return shortened(hidden(_unquoted(plain.strip())), most)


def _unquoted(text: str) -> str:
    """The text without quotation marks around the whole of it."""
    whole = len(text) > 1 and f"{text[0]}{text[-1]}" in ('""', "“”", "''")
    return text[1:-1].strip() if whole and not set(text[1:-1]) & {text[0], text[-1]} else text


def shortened(text: str, most: int) -> str:
    """The text, cut behind its last whole sentence that fits, or else behind a word."""
    if len(text) <= most:
        return text
    ends = [m.end() for m in _STOPS.finditer(text) if m.end() <= most]
    return text[: ends[-1]] if ends else f"{text[: most - 2].rpartition(' ')[0]} …"


def claim_id(text: str) -> str:
    """The id in a model's mention of a claim, such as `[E3].`."""
    return text.strip(" []#.")


def attribute(text: str) -> str:
    """A text as it may stand between the quotation marks of a fence's head."""
    return shown(text)[:120].replace('"', "'").replace(">", "›")
