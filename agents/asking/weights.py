"""How much a word tells: its inverse document frequency in the archive, over passages, claims, critiques and memos."""

from collections.abc import Callable, Iterable, Mapping

from triptych.agents.embedded.corpus import Corpus
from triptych.agents.language.direction import kindred
from triptych.store.archive import Archive
from triptych.store.search.archive_index import ArchiveIndex
from triptych.store.search.fields import TEXT
from triptych.store.search.folder import IndexTorn
from triptych.store.search.search import ArchiveSearch
from triptych.store.search.view import View

Weights = Mapping[str, float]
"""Concept -> how much it tells; about 1 for one that stands nowhere. A concept without a weight counts as 1."""
Weigh = Callable[[Iterable[str]], Weights]


def weigh(archive: Archive, search: ArchiveSearch) -> Weigh:
    """What weighs concepts by the index of a search, which has been asked before."""
    index = ArchiveIndex(archive, search.folder)

    def weighed(concepts: Iterable[str]) -> Weights:
        wanted = list(concepts)
        try:
            return index.ask(lambda view: _weights(view, wanted))
        except IndexTorn:  # another process is rebuilding it: to update waits for that
            search.update()
            return index.ask(lambda view: _weights(view, wanted))

    return weighed


def _weights(view: View, concepts: Iterable[str]) -> dict[str, float]:
    wanted = list(concepts)
    stems = {stem for concept in wanted for stem in kindred(concept)}
    counts = {stem: view.searcher.doc_freq(TEXT[1], stem) for stem in stems}
    corpus = Corpus(view.state.documents, lambda stem: counts[stem])
    return {concept: corpus.weight(concept) for concept in wanted}
