"""What no file can hold, whatever its format: controls, halves of surrogate pairs, non-characters."""

import re

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without them; what is left can stand in XML and be written as UTF-8."""
    return _ILLEGAL.sub("", text)
