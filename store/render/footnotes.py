"""Citations as footnotes of a page that cannot open anything: what is quoted, by whom, of when, and where it stands.

Invariant: a quote that the text above prints in full is not repeated under it, and what a section has cited once, in
the same words, it cites again by the same number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urlsplit

from triptych.store.records import Source
from triptych.store.render.lines import line, web
from triptych.store.render.nodes import Cite, Inline, Inlines, Text, words
from triptych.store.render.numbered import Numbered
from triptych.store.render.phrases import nested, quoted, stopped
from triptych.store.render.wording import dated

QUOTE = 280  # characters of a quote that a footnote shows
TITLE = 110  # characters of a source's title there; the list of sources has it whole
NUMBERED = ("register", "sources")
"""Sections in which a citation is the number of its source, not a footnote."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """What stands under one number at the foot of a page."""

    id: int
    """From 1, in order of first use."""
    source: int
    """The number of the source in the list of sources."""
    quotes: tuple[str, ...]
    """Those that the text does not print itself, shortened, in quotation marks."""
    told: str
    """The title of the source, who published it and when, as sentences."""
    address: str
    """Of the web; empty where there is none."""

    @property
    def host(self) -> str:
        """Where the address leads, in short."""
        return shortened(urlsplit(self.address).netloc.removeprefix("www."), TITLE)


class Footnotes:
    """The footnotes of one document."""

    def __init__(self, sources: Numbered) -> None:
        self._sources = sources
        self._known: dict[tuple[str, int, tuple[str, ...]], Footnote] = {}

    def of(self, cite: Cite, printed: str, section: str) -> tuple[Footnote, bool]:
        """The footnote of a citation, and whether it is used for the first time.

        Args:
            cite: the citation.
            printed: the text that it stands in; quotes found there are left out.
            section: where it stands; within it, equal footnotes are one.
        """
        quotes = tuple(_unprinted(cite, printed))
        key = (section, cite.number, quotes)
        known = self._known.get(key)
        if known is None:
            self._known[key] = known = self._footnote(len(self._known) + 1, cite, quotes)
            return known, True
        return known, False

    def _footnote(self, id: int, cite: Cite, quotes: tuple[str, ...]) -> Footnote:
        shown = tuple(words(quoted(shortened(quote, QUOTE))) for quote in quotes)
        source = self._sources[cite.number - 1] if 0 < cite.number <= len(self._sources) else None
        if source is None:
            return Footnote(id, cite.number, shown, "", "")
        return Footnote(id, cite.number, shown, _told(source), _web(source.url))


def close(parts: Inlines) -> Iterator[Inline]:
    """The parts, with no space in front of a citation: its number stands close to what it bears."""
    for part, follows in zip_longest(parts, parts[1:]):
        if not (isinstance(part, Text) and isinstance(follows, Cite)):
            yield part
        elif bare := part.text.rstrip():
            yield Text(bare)


def shortened(text: str, most: int) -> str:
    """The text, cut behind a word where it has more characters than `most`."""
    if len(text) <= most:
        return text
    cut = text[:most]
    return f"{cut.rpartition(' ')[0] or cut} …"


def _unprinted(cite: Cite, printed: str) -> Iterator[str]:
    """Each quote once, but for those that the text holds."""
    yield from dict.fromkeys(
        quote
        for one in cite.quotes
        if (quote := line(one.quote)) and quote not in printed and nested(quote) not in printed
    )


def _told(source: Source) -> str:
    digest = "Digest of " if source.kind == "starter" else ""
    title = words(stopped(shortened(line(source.title), TITLE)))
    said = f"{digest}{line(source.publisher) or 'unnamed publisher'}, {dated(source.published_at)}."
    return f"{title} {said}".lstrip()


def _web(url: str) -> str:
    """The address, if it is one that can be taken apart."""
    address = web(url)
    try:
        return address if urlsplit(address).netloc else ""
    except ValueError:
        return ""
