"""A source with all that is known of it: who published it, which memos use it for what, and its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from textual.content import Content

from triptych.store.records import Citation, Source
from triptych.store.render.wording import dated
from triptych.store.used import Use, Used
from triptych.tui import signs
from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
from triptych.tui.pages.lines import BLANK, Line, anchored, linked, wrapped
from triptych.tui.pages.passage import QUOTE
from triptych.tui.text import QUIET, Span, line, marked

AT_ONCE = 2_000
"""Characters of a text that are wrapped together: some texts have no line ends."""
BEGINNING = 600
"""Characters of the text that are shown where it is not shown in full."""
TEXT, USES = "text", "uses"
"""Anchors of the text and of where it is used."""


To = ToMemo | ToClaim | ToPassage


@dataclass
class SourcePage:
    """A source as a page; `links[n]` is what link n leads to, filled as it is laid out."""

    used: Used
    full: bool = False
    """Whether all of its text is shown, before where it is used; else the beginning, behind it."""
    links: list[To] = field(default_factory=list)

    def layout(self, width: int) -> Iterator[Line]:
        """All of it."""
        self.links.clear()
        yield from self._head(width)
        text, uses = anchored(self._text(width), TEXT), anchored(self._uses(width), USES)
        for part in (text, uses) if self.full else (uses, text):
            yield BLANK
            yield from part

    def _head(self, width: int) -> Iterator[Line]:
        source = self.used.source
        yield from wrapped(line(source.title or source.publisher, "bold $primary"), width)
        digest = "digest of " if source.kind == "starter" else ""
        told = (f"{digest}{source.publisher}", source.author, dated(source.published_at), source.kind)
        yield from wrapped(line(" · ".join(filter(None, told)), QUIET), width)
        yield from wrapped(line(source.url or "no address", "$text-accent"), width)
        kept = "in the library" if self.used.in_library else "kept for the memos that quote it"
        how = f"read {dated(source.fetched_at.date())} by {source.provider} · {len(source.text):,} characters · {kept}"
        yield from wrapped(line(f"{how} · {source.id}", QUIET), width)

    def _uses(self, width: int) -> Iterator[Line]:
        used = self.used
        yield from wrapped(Content.styled("Where it is used", "bold"), width)
        if not used.uses:
            told = (
                "No memo quotes it."
                if not used.memos
                else f"{_memos(used.memos)}, which quote nothing of it."
            )
            yield from wrapped(Content.styled(told, QUIET), width)
            return
        told = f"{_memos(used.memos)}, {used.quotes:,} quote{'s' * (used.quotes != 1)}"
        more = f"; of the newest, {len(used.uses)} are shown" if len(used.uses) < used.quotes else ""
        yield from wrapped(Content.styled(f"{told}{more}", QUIET), width)
        for (memo, title, as_of), uses in groupby(
            used.uses, lambda use: (use.memo, use.memo_title, use.as_of)
        ):
            yield BLANK
            named = self._link(line(title, "bold"), ToMemo(memo), "")
            yield from wrapped(Content.assemble(named, (f"  {as_of}", QUIET)), width, "• ")
            for (kind, owner), quotes in groupby(uses, lambda use: (use.kind, use.owner)):
                yield from self._use(kind, owner, list(quotes), width)

    def _use(self, kind: str, owner: str, quotes: Sequence[Use], width: int) -> Iterator[Line]:
        first = quotes[0]
        if kind == "claim":
            named = self._link(line(f"claim {owner}"), ToClaim(first.memo, owner))
            became = Content.assemble(" ", _verdict(first), " ", _status(first), " ")
        else:
            named, became = line(f"{kind} {owner}" if kind in _NAMED else kind), Content(" ")
        yield from wrapped(Content.assemble(named, became, line(first.text)), width, "  ")
        for use in quotes:
            said = self._link(line(f"“{use.quote}”"), ToPassage(self._citation(use)), "")
            yield from wrapped(said, width, "    ")

    def _citation(self, use: Use) -> Citation:
        source = self.used.source
        return Citation(
            source_id=source.id,
            quote=use.quote,
            start=use.start,
            end=use.end,
            publisher=source.publisher,
            published_at=source.published_at,
            verdict=use.standing,
            checked="",
        )

    def _text(self, width: int) -> Iterator[Line]:
        source = self.used.source
        spans = merged([(use.start, use.end) for use in self.used.uses])
        told = ", what is quoted of it marked" if spans else ""
        yield from wrapped(Content.styled(f"Its text{told}", "bold"), width)
        yield BLANK
        yield from text(source, spans, width, len(source.text) if self.full else BEGINNING)
        if not self.full and len(source.text) > BEGINNING:
            yield from wrapped(Content.styled("… enter shows all of it", QUIET), width)

    def _link(self, content: Content, to: To, style: str = "$text-accent") -> Content:
        self.links.append(to)
        return linked(content, len(self.links) - 1, style)


def text(source: Source, spans: Sequence[Span], width: int, up_to: int) -> Iterator[Line]:
    """The text of a source with some spans marked, a stretch at a time."""
    blank = True
    for start, end in _stretches(source.text, up_to):
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        told = marked(source.text[start:end], inside, QUOTE)
        if told.plain.strip():
            yield from wrapped(told, width)
        elif not blank:
            yield BLANK
        blank = not told.plain.strip()


def merged(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that meet as one."""
    found: list[Span] = []
    for start, end in sorted(set(spans)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found


def _stretches(whole: str, up_to: int) -> Iterator[Span]:
    """Where each line of a text begins and ends; a long one in several, parted at a space."""
    at = 0
    while at < min(len(whole), up_to):
        end = whole.find("\n", at)
        end = len(whole) if end < 0 else end
        while end - at > AT_ONCE:
            space = whole.rfind(" ", at, at + AT_ONCE)
            cut = space if space > at else at + AT_ONCE
            yield at, cut
            at = cut
            if at >= up_to:
                return
        yield at, end
        at = end + 1


_NAMED = ("critique", "reply", "proposition")
"""What has an id of its own."""


def _memos(count: int) -> str:
    return f"{count:,} memo{'s' * (count != 1)}"


def _verdict(use: Use) -> Content:
    sign, word, style = signs.VERDICT_SIGNS.get(use.verdict, ("?", use.verdict or "unverified", QUIET))
    return line(f"{sign} {word}", style)


def _status(use: Use) -> Content:
    sign, word, style = signs.STATUS_SIGNS.get(use.status, ("=", use.status, QUIET))
    return line(f"{sign} {word}", style)
