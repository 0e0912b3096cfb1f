"""What is done to every text before it is stored: nothing invisible, nothing that a terminal would obey."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+(?=\n|\Z)")  # looks at each run of blanks once
_BLANK_LINES = re.compile(r"\n{3,}")

# Controls but \n and \t, soft hyphens, bidirectional controls, zero-width and other invisible marks, lone
# surrogates, non-characters, and the tag and selector planes in which text can be smuggled past a reader.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """The text in NFC with plain line ends and spaces and without invisible characters; idempotent."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


def one_line(text: str) -> str:
    """A title or a name: cleaned, on one line."""
    return " ".join(clean(text).split())
