"""JSON in which nothing invisible stands raw: what a terminal would obey, or would turn a reader's eye, is escaped."""

import json
import re
from typing import Any

# What JSON may hold raw and a terminal or a reader should not get raw: C1 controls, bidirectional and other
# invisible characters, lone surrogates, non-characters, tags.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e0fff]"
)


def json_text(value: Any, indent: int | None = 2, ascii_only: bool = False) -> str:
    """The value as JSON; what is not to be seen, or with `ascii_only` all beyond ASCII, is there as escapes."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
