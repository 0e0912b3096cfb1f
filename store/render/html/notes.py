"""What a citation opens: its quotes marked in their passages, and where on the page each source is cited.

Invariant: a passage is cut from the stored text of its source; a quote that does not stand there is shown bare and called so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triptych.store.records import Citation, Source
from triptych.store.render.html.signs import Sign, standing
from triptych.store.render.lines import line, seen
from triptych.store.render.nodes import Cite

CONTEXT = 280  # characters of the source shown on either side of a quote
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote between what stands before and after it in its source."""

    before: str
    quote: str
    after: str
    standing: Sign
    citation: Citation


@dataclass(frozen=True, slots=True)
class Note:
    """What one number opens: the quotes of its source that stand behind it."""

    id: str
    label: str
    """The number with a letter, `3a`: how a printed page tells the notes of a source apart."""
    source: Source
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands on the page, and the title of the section that it is in."""

    id: str
    where: str


class Notes:
    """The notes of one page, in order of first use; numbers with the same quotes share one."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {s.id: s for s in sources}
        self._notes: dict[Cite, Note] = {}
        self._places: dict[int, list[Place]] = {}

    def of(self, cite: Cite) -> Note | None:
        """The note of a number; None where the dossier has no text of its source."""
        source = self._sources.get(cite.quotes[0].source_id) if cite.quotes else None
        if source is not None and cite not in self._notes:
            self._notes[cite] = self._note(cite, source)
        return self._notes.get(cite)

    def place(self, cite: Cite, where: str) -> str:
        """Keep a place at which a number stands, and give it an anchor."""
        those = self._places.setdefault(cite.number, [])
        those.append(Place(f"cite-{cite.number}-{len(those) + 1}", where))
        return those[-1].id

    def under(self, number: int) -> list[Note]:
        """The notes of a source."""
        return [note for cite, note in self._notes.items() if cite.number == number]

    def cited(self, number: int) -> dict[str, list[Place]]:
        """Where a source is cited, by title of the section."""
        by: dict[str, list[Place]] = {}
        for place in self._places.get(number, []):
            by.setdefault(place.where, []).append(place)
        return by

    def _note(self, cite: Cite, source: Source) -> Note:
        label = f"{cite.number}{_letters(len(self.under(cite.number)))}"
        return Note(f"note-{label}", label, source, tuple(_passage(q, source) for q in cite.quotes))


def _passage(citation: Citation, source: Source) -> Passage:
    start, end = citation.start, citation.end
    if not citation.quote or start < 0 or source.text[start:end] != citation.quote:
        return Passage("", line(citation.quote), "", standing(citation, source, False), citation)
    before, after = source.text[:start], source.text[end:]
    found = standing(citation, source, True)
    return Passage(_before(before), line(citation.quote), _after(after), found, citation)


def _before(text: str) -> str:
    """The last words of what stands before a quote."""
    shown = text[-CONTEXT:]
    cut = f"… {shown.partition(' ')[2]}" if len(text) > CONTEXT else shown
    return _flat(cut).lstrip()


def _after(text: str) -> str:
    """The first words of what stands after a quote."""
    shown = text[:CONTEXT]
    cut = f"{shown.rpartition(' ')[0]} …" if len(text) > CONTEXT else shown
    return _flat(cut).rstrip()


def _flat(text: str) -> str:
    return _SPACE.sub(" ", seen(text))


def _letters(n: int) -> str:
    """0 -> `a`, 25 -> `z`, 26 -> `aa`."""
    return "".join(reversed(list(_digits(n))))


def _digits(n: int) -> Iterator[str]:
    while n >= 0:
        yield chr(ord("a") + n % 26)
        n = n // 26 - 1
