"""The date that a document states, whatever way it writes it. What it does not say stays unknown."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_PDF = re.compile(r"^D:(\d{4})(\d{2})?(\d{2})?")
_LONGEST, _MOST = 100, 10**12  # characters and numbers that may be a date
_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%Y/%m/%d", "%Y-%m", "%B %Y", "%Y")


def parse_date(value: object) -> date | None:
    """The day of a date, datetime or string (ISO, RFC 2822, PDF, English); None where there is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value).strip()[:_LONGEST]
    return _iso(text) or _pdf(text) or _mail(text) or _english(text)


def _text(value: object) -> str:
    """Of a number with thousands of digits Python makes no text."""
    return str(value) if isinstance(value, str) or (isinstance(value, int) and abs(value) < _MOST) else ""


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _pdf(text: str) -> date | None:
    found = _PDF.match(text)
    if not found:
        return None
    return _iso(f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}")


def _mail(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, OverflowError):
        return None


def _english(text: str) -> date | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
