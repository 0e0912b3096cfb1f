"""A memo with its sources as one zip, ready for a study tool that takes files.

Invariant: only sources that the memo cites are in it, each under the number that it has in the memo; every name is made
here of letters, digits and hyphens, so that none leads out of the folder it is unpacked in.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from triptych.store.records import Dossier, Source
from triptych.store.render import markdown
from triptych.store.render.legal import legal
from triptych.store.render.lines import line, seen, web
from triptych.store.render.numbered import Numbered, numbered
from triptych.store.render.pdf.document import pdf
from triptych.store.render.served import Served, served
from triptych.store.render.wording import day
from triptych.store.render.zipped import zipped

NAME = 80  # characters of a file's name at most
_UNFIT = re.compile(r"[^a-z0-9]+")
_LINE = 100  # characters of a line in the README
_PUBLISHER = 24  # characters of its name in a file's name
_DIGEST = "Licence: a digest in Triptych's own words, Apache-2.0 like Triptych; the page itself has terms of its own."
_HEAD = """\
{title}
{rule}
A strategic memo of {day} with the {count} that it cites, as files for a study tool.

memo.pdf    the memo, to read and to print
memo.md     the same as Markdown
memo.json   the same as data, with all that it rests on: claims, critiques, stances and quotes
sources/    one text file for each cited source; 01 is source [1] of the memo

Sources that the research read but the memo does not cite are left out.

"""


def bundle(dossier: Dossier, memo_json: str, sources: Sequence[Source]) -> bytes:
    """The memo as PDF, Markdown and JSON, its cited sources as text files, and a README, in one zip.

    Args:
        dossier: the memo.
        memo_json: the memo as JSON, written elsewhere.
        sources: all sources that the memo's ledger quotes; those that the memo does not cite are left out.

    Returns:
        The zip; the same for the same memo.

    Raises:
        TriptychError: the PDF could not be set.
    """
    named = _named(numbered(dossier, sources))
    files: list[tuple[str, bytes]] = [
        ("README.txt", _utf8(_readme(dossier, named))),
        ("memo.pdf", pdf(dossier)),
        ("memo.md", _utf8(markdown.memo(dossier))),
        ("memo.json", _utf8(memo_json)),
    ]
    files.extend((f"sources/{name}", _utf8(_text(source))) for name, source in named)
    return zipped(files)


def _named(sources: Numbered) -> list[tuple[str, Source]]:
    """The sources that are at hand, by the names of their files."""
    width = max(2, len(str(len(sources))))
    return [(_name(f"{n:0{width}}", source), source) for n, source in enumerate(sources, start=1) if source]


def _name(number: str, source: Source) -> str:
    """`03-caprelay-the-bear-case-and-the-risks.txt`; the number makes it unique, and no name of a device."""
    publisher, title = _cut(_slug(source.publisher), _PUBLISHER), _slug(source.title)
    told = "-".join(filter(None, (number, "" if title.startswith(publisher) else publisher, title)))
    return f"{_cut(told, NAME - len('.txt'))}.txt"


def _cut(slug: str, most: int) -> str:
    """As many whole words of a slug as it may have characters; of a first one that is longer, its beginning."""
    if len(slug) <= most:
        return slug
    return slug[: most + 1].rpartition("-")[0] or slug[:most]


def _slug(text: str) -> str:
    """The letters and digits of a text in ASCII, with hyphens between its words."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return _UNFIT.sub("-", plain.lower().replace("'", "")).strip("-")


def _text(source: Source) -> str:
    """A source as a file: who, when and where in its first lines, then its text as it was read."""
    return "\n".join((*_header(source), "", seen(source.text).strip(), ""))


def _header(source: Source) -> Iterator[str]:
    yield f"Title: {line(source.title) or 'untitled'}"
    if author := line(source.author):
        yield f"Author: {author}"
    yield f"Publisher: {line(source.publisher) or 'unnamed'}"
    yield f"Date: {source.published_at or 'undated'}"
    if address := web(source.url):
        yield f"Address: {address}"
    yield f"Read: {source.fetched_at:%Y-%m-%d}"
    if source.kind == "starter":
        yield _DIGEST


def _readme(dossier: Dossier, named: Sequence[tuple[str, Source]]) -> str:
    title = line(dossier.memo.title)
    count = f"{len(named)} source{'s' * (len(named) != 1)}"
    head = _HEAD.format(
        title=title, rule="=" * min(len(title), NAME), day=day(dossier.memo.as_of), count=count
    )
    return head + "\n".join((*_listed(named, served(dossier)), ""))


def _listed(named: Sequence[tuple[str, Source]], serves: Served) -> Iterator[str]:
    """Each file with the questions that it serves, then the questions."""
    if not named:
        yield "The memo cites no source."
        return
    yield from ("What each source serves", "-----------------------", "")
    for name, source in named:
        yield name
        yield f"    {line(source.title)} ({line(source.publisher) or 'unnamed publisher'}, {source.published_at or 'undated'})"
        yield from (f"    {what}" for what in serves.of(source.id))
        yield ""
    yield from serves.questions(_LINE)


def _utf8(text: str) -> bytes:
    return legal(text).encode()
