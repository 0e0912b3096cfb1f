"""Bytes to text: UTF-8, UTF-16, what the sender said, else the most plausible charset."""

import codecs

from triptych.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 8192
_WESTERN = "cp1252"
_NEARLY = 0.1
"""The guess is shaky on short texts: by far the most common of the plausible charsets is taken then."""
_CONTROLS = bytes({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F})


_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Codecs of Python that decode bytes, but no page is written in: one takes time that grows with the square of them, others
make characters of escapes."""


class Unsupported(InputError):
    """The bytes are no kind of document that Triptych reads."""


def decode(data: bytes, name: str, charset: str = "") -> str:
    """The text of the bytes.

    Args:
        data: the whole file.
        name: what to call it in a message.
        charset: the charset that the sender declared, tried after UTF-8.

    Raises:
        Unsupported: it is binary, or no charset fits.
    """
    for candidate in _candidates(data, charset):
        try:
            return data.decode(candidate)
        except (UnicodeError, LookupError):
            continue
    if _binary(data[:_HEAD]):
        raise _unsupported(name)
    return _guess(data, name)


def _candidates(data: bytes, charset: str) -> list[str]:
    marked = [encoding for bom, encoding in _BOMS if data.startswith(bom)]
    if marked:
        return marked[:1]
    wide = _unmarked_utf16(data[:_HEAD])
    if wide:
        return [wide]
    return [] if _binary(data[:_HEAD]) else ["utf-8", *_declared(charset)]


def _declared(charset: str) -> list[str]:
    """The charset that the sender named, if it is one in which texts are written."""
    try:
        found = codecs.lookup(charset).name
    except (LookupError, ValueError):  # also a name that is none: with a NUL, or beyond ASCII
        return []
    return [] if found in _NO_CHARSETS else [found]


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every other byte."""
    half = len(head) // 2
    if half < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.6 * half and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd == 0 else ""


def _binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\0" in head or controls > len(head) / 100


def _guess(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise _unsupported(name)
    western = next((match for match in matches if match.encoding == _WESTERN), best)
    return str(western if western.chaos - best.chaos < _NEARLY else best)


def _unsupported(name: str) -> Unsupported:
    return Unsupported(
        f"{name}: not a document Triptych can read.",
        "Give it text, Markdown, HTML, PDF, or an RSS or Atom feed.",
    )
