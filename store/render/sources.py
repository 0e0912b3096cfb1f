"""The numbered sources at the end of a memo."""

from triptych.store.records import Source
from triptych.store.render.lines import line
from triptych.store.render.nodes import Inlines, Item, Items, Link, Section
from triptych.store.render.numbered import numbered
from triptych.store.render.page import Page, part
from triptych.store.render.phrases import joined, outside, phrase, spaced, stopped
from triptych.store.render.wording import dated

MISSING = "This source is no longer in the archive."


def sources(page: Page) -> Section | None:
    """Each source that the memo cites, under its number."""
    items = tuple(Item(_source(s) if s else phrase(MISSING)) for s in numbered(page.dossier))
    return part("sources", "Sources", [Items(items, ordered=True)] if items else ())


def origin(source: Source) -> Inlines:
    """Who wrote and published it, and when."""
    return joined(", ", (outside(source.author), outside(source.publisher), dated(source.published_at)))


def _source(source: Source) -> Inlines:
    digest = source.kind == "starter"
    link = Link(source.url) if line(source.url) else ""
    note = "(digest in Triptych's own words; the quotes are the digest's)" if digest else ""
    return spaced(stopped(source.title), phrase(origin(source), "."), link, note)
