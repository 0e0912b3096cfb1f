"""What the file of a memo is called: the same each time, and safe whatever its title is.

Invariant: letters, digits and hyphens only, so that no name leads out of its folder, is hidden or is an option.
"""

import re
import unicodedata

from triptych.store.records import Memo

_UNFIT = re.compile(r"[^a-z0-9]+")
_TITLE = 60  # characters of a title
_ID = 14  # characters of an id: the time of a ULID, by which a memo can be named, and enough to tell apart two of one moment


def file_name(memo: Memo, suffix: str) -> str:
    """`2026-03-01-inference-as-a-commodity-01KB7X3M9QW2AB.pdf`; a title without a Latin letter is left out."""
    title = _cut(_slug(memo.title))
    return "-".join(filter(None, (str(memo.as_of), title, _shortened(memo.id)))) + suffix


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return _UNFIT.sub("-", plain.lower().replace("'", "")).strip("-")


def _cut(slug: str) -> str:
    """The words of it that fit."""
    return slug if len(slug) <= _TITLE else slug[: _TITLE + 1].rpartition("-")[0] or slug[:_TITLE]


def _shortened(memo_id: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", memo_id)[:_ID].strip("-")
