"""The numbered sources at the end of a memo."""

from triptych.store.records import Source
from triptych.store.render.escape import address, inline
from triptych.store.render.page import Page, spaced, titled


def sources(page: Page) -> str:
    """Each source that the memo cites, under its number."""
    return titled(
        "Sources", "\n".join(f"{n}. {_source(s)}" for n, s in enumerate(page.dossier.sources, start=1))
    )


def _source(source: Source) -> str:
    when = f"{source.published_at:%d %B %Y}" if source.published_at else "undated"
    who = ", ".join(filter(None, (inline(source.author), inline(source.publisher), when)))
    digest = source.kind == "starter"
    note = "(digest in Triptych's own words; the quotes are the digest's)" if digest else ""
    return spaced(f"{inline(source.title)}.", f"{who}.", address(source.url), note)
