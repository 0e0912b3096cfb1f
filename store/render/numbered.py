"""The sources of a memo under their numbers.

Invariant: number n is the n-th id of the memo's sources, whether its text is at hand or not, so that no source takes the
number of another that is missing.
"""

from collections.abc import Iterable

from triptych.store.records import Dossier, Source

Numbered = tuple[Source | None, ...]
"""Number 1 first; None where the text of a source is not at hand."""


def numbered(dossier: Dossier, more: Iterable[Source] = ()) -> Numbered:
    """The cited sources; `more` are those that the dossier itself may not have."""
    known = {source.id: source for source in (*more, *dossier.sources)}
    return tuple(map(known.get, dossier.memo.sources))
