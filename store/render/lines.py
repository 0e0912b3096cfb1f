"""Texts from outside before any format: what is not to be seen goes, and one that may stand in a line is on one line."""

import re

# What no page needs and a terminal obeys: controls, and marks that turn the direction of a text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_WEB = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def seen(text: str) -> str:
    """The text without what is not to be seen, its lines kept."""
    return _UNSEEN.sub("", text)


def line(text: str) -> str:
    """The same on one line, with single spaces and none at its ends."""
    return " ".join(seen(text).split())


def web(url: str) -> str:
    """The address if it is one of the web, without white space and what is not to be seen; otherwise nothing."""
    bare = "".join(seen(url).split())
    return bare if _WEB.fullmatch(bare) else ""
