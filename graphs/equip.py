"""Makes what a run works with out of its setup: the library, the search, the analyst."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from triptych import paths
from triptych.agents.analyst import Analyst
from triptych.agents.budget import Allowance
from triptych.agents.desk import SearchProvider
from triptych.agents.sources.library import Library
from triptych.agents.sources.provider import LibraryProvider
from triptych.agents.sources.several import LIBRARY, Several
from triptych.graphs.journal import Journal
from triptych.graphs.setup import Outside, Setup
from triptych.store.archive import Archive

if TYPE_CHECKING:
    from triptych.agents.embedded.corpus import Corpus
    from triptych.agents.sources.web.provider import WebProvider
    from triptych.graphs.keeping.kept import Kept
    from triptych.graphs.keeping.rows import Words


def library(archive: Archive) -> LibraryProvider:
    """The library with its index caught up. Raises ArchiveError."""
    shelf = Library(archive)
    shelf.ensure_starter()
    return LibraryProvider(shelf)


def provider(setup: Setup, library: LibraryProvider, journal: Journal, outside: Outside) -> SearchProvider:
    """Where the run looks: the library, the web, or both.

    Raises:
        InputError: an engine lacks its key or its address, or the cache cannot be used.
    """
    shelf = library if setup.starter else library.without_starter()
    web = _web(setup, journal, outside) if setup.engines else None
    if web is None:
        return shelf
    return Several({LIBRARY: shelf, "web": web}, journal.fault) if setup.library else web


def cache_folder() -> Path:
    """Where answers of search engines and pages are kept for some days."""
    return paths.home() / "cache"


def _web(setup: Setup, journal: Journal, outside: Outside) -> "WebProvider | None":
    from triptych.agents.sources.web.build import build

    return build(
        setup.search,
        setup.tavily_key,
        cache_folder(),
        max_bytes=setup.max_page_bytes,
        mode=setup.cache,
        on_read=journal.read,
        on_fault=journal.fault,
        transport=outside.transport,
    )


def corpus(library: LibraryProvider, known: "Words | None" = None) -> "Corpus":
    """The word statistics of the library; what is known of it as it was goes before."""
    from triptych.agents.embedded.corpus import Corpus

    if known is None:
        return Corpus(library.size, library.frequency)
    frequencies = known.frequencies
    return Corpus(known.size, lambda s: frequencies[s] if s in frequencies else library.frequency(s))


def analyst(
    setup: Setup,
    corpus: "Corpus",
    allowance: Allowance,
    journal: Journal,
    outside: Outside,
    as_of: date,
    kept: "Kept | None" = None,
) -> Analyst:
    """What thinks: a chat model where one is set up, else the embedded analyst."""
    if setup.endpoints is None:
        from triptych.agents.embedded.analyst import EmbeddedAnalyst

        return EmbeddedAnalyst(corpus)
    from triptych.agents.chat.analyst import ChatAnalyst
    from triptych.agents.models.speaker import Speaker

    speaker = Speaker(
        setup.endpoints.of,
        outside.connect,
        allowance,
        journal.called,
        setup.keep_calls,
        calls_before=kept.before.last_number if kept else 0,
        kept=kept,
    )
    return ChatAnalyst(speaker, as_of, [endpoint.model for endpoint in setup.endpoints.all()])
