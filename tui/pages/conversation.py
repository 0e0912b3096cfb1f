"""A conversation with the archive as a page: each question, what is answered, and every quote that it rests on.

It says what `triptych ask` prints, with what can be followed as links.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from triptych.agents.asking.page import QUOTING, SHORT, SHOWN
from triptych.graphs.words import counted
from triptych.store.conversations import Answer, Quoted, Resting, Said, Turn
from triptych.store.render.wording import dated
from triptych.tui import signs
from triptych.tui.asking import Answered
from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
from triptych.tui.pages.lines import BLANK, Line, anchored, linked, wrapped
from triptych.tui.text import QUIET, line

GRAVEST = ("contested", "withdrawn", "revised", "standing")


@dataclass(frozen=True)
class Pending:
    """A question that is being answered."""

    question: str


@dataclass(frozen=True)
class Refused:
    """A question that came to nothing, and why."""

    question: str
    message: str
    hint: str
    finding_out: bool = False
    """Whether a run would find out."""


@dataclass(frozen=True)
class Anew:
    """Where a new conversation begins."""


Part = Answered | Pending | Refused | Anew


@dataclass(frozen=True)
class ToRun:
    """Leads to a new run that would find out."""

    idea: str


@dataclass(frozen=True)
class ToQuotes:
    """Leads to the same question, answered in quotes alone."""

    question: str


To = ToPassage | ToClaim | ToMemo | ToRun | ToQuotes


@dataclass
class Conversation:
    """All that was asked since the screen was opened; `links[n]` is what link n leads to, filled as it is laid out."""

    parts: Sequence[Part]
    links: list[To] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The anchor of the last part."""
        return f"part-{len(self.parts) - 1}"

    def layout(self, width: int) -> Iterator[Line]:
        """All of it; each part has an anchor."""
        self.links.clear()
        for number, part in enumerate(self.parts):
            if number:
                yield BLANK
            yield from anchored(self._part(part, width), f"part-{number}")

    def _part(self, part: Part, width: int) -> Iterator[Line]:
        match part:
            case Answered():
                yield from self._turn(part, width)
            case Pending(question):
                yield from _asked(question, width)
                yield from wrapped(Content.styled("thinking …", "$text-accent"), width, "  ")
            case Refused():
                yield from self._refused(part, width)
            case Anew():
                rule = "─" * max(0, min(width, 60) - 20)
                yield Line(Content.styled(f"── new conversation {rule}", QUIET))

    def _turn(self, answered: Answered, width: int) -> Iterator[Line]:
        turn, answer = answered.turn, answered.turn.answer
        yield from _asked(turn.question, width)
        if answer.read_as:
            yield from wrapped(line(f"Read as: {answer.read_as}", f"italic {QUIET}"), width, "  ")
        yield BLANK
        yield from self._answer(answer, width) if answer.known else self._ignorance(turn, width)
        yield from self._withdrawn(answer, width)
        yield from self._followed(answer, width)
        yield BLANK
        yield from wrapped(Content.styled(_spent(answered), QUIET), width)

    def _refused(self, part: Refused, width: int) -> Iterator[Line]:
        yield from _asked(part.question, width)
        yield from wrapped(line(part.message, "$text-warning"), width, "  ")
        if part.hint:
            yield from wrapped(line(part.hint), width, "  ")
        if part.finding_out:
            yield from self._finding_out(part.question, width)

    def _answer(self, answer: Answer, width: int) -> Iterator[Line]:
        if answer.written:
            yield from wrapped(
                Content(" ").join([self._sentence(one, answer.quotes) for one in answer.sentences]), width
            )
            by = f"Written by {answer.analyst}; every sentence rests on the quotes under its numbers and was audited."
            put_back = _failed(answer.restored, "put back into the words of a quote")
            yield from wrapped(line(f"{by}{put_back}{_failed(answer.cut, 'cut')}", QUIET), width)
            yield from _title("Quotes", width)
        else:
            yield from wrapped(Content.styled(QUOTING, QUIET), width)
            yield BLANK
        for quote in answer.quotes:
            yield from self._quote(quote, "critiques" in answer.places, width)

    def _sentence(self, said: Said, quotes: Sequence[Quoted]) -> Content:
        by_number = {quote.number: quote for quote in quotes}
        numbers = [
            self._link(Content(f"[{n}]"), _passage(by_number[n])) if n in by_number else Content(f"[{n}]")
            for n in said.quotes
        ]
        marks = " [! contested]" if said.contested else ""
        marks += " [~ goes beyond its quotes]" if said.marked else ""
        return Content.assemble(line(said.text), " ", *numbers, (marks, "$text-warning"))

    def _quote(self, quote: Quoted, critical: bool, width: int) -> Iterator[Line]:
        citation, sign = quote.citation, f"[{quote.number}] "
        yield from wrapped(self._link(line(f"“{citation.quote}”"), _passage(quote), ""), width, sign)
        digest = ", Triptych's digest of it" if quote.kind == "starter" else ""
        who = f"{citation.publisher or 'unnamed'}, {dated(citation.published_at)}: {quote.title}{digest}"
        yield from wrapped(line(who, QUIET), width, " " * len(sign))
        for claim in sorted(quote.claims, key=lambda one: GRAVEST.index(one.status))[:SHOWN]:
            yield from wrapped(self._claim(claim, critical), width, f"{' ' * len(sign)}└ ")
        if (more := len(quote.claims) - SHOWN) > 0:
            told = f"and {counted(more, 'more claim')}"
            yield from wrapped(Content.styled(told, QUIET), width, f"{' ' * len(sign)}  ")

    def _claim(self, claim: Resting, critical: bool) -> Content:
        """What became of a claim, with what was held against it where that came to something, or was asked for."""
        named = self._link(line(f"claim {claim.id}"), ToClaim(claim.memo, claim.id))
        parts: list[Content | str] = [named, f" of memo {claim.memo[:SHORT]}: ", signs.verdict(claim.verdict)]
        if claim.status != "standing":
            parts += [", ", signs.status(claim.status)]
        if claim.why and (critical or claim.status in ("contested", "withdrawn")):
            parts.append(line(f": {_short(claim.why)}"))
        return Content.assemble(*parts)

    def _ignorance(self, turn: Turn, width: int) -> Iterator[Line]:
        answer = turn.answer
        yield from wrapped(Content.styled("The archive does not know.", "bold $text-warning"), width)
        yield from wrapped(line(f"Why: {answer.why}."), width)
        sought = answer.read_as or turn.question
        yield from self._finding_out(sought, width)
        if answer.spend.calls:
            quotes = self._link(Content("What it holds on this, verbatim"), ToQuotes(turn.question))
            yield from wrapped(quotes, width, "→ ")

    def _finding_out(self, idea: str, width: int) -> Iterator[Line]:
        run = self._link(line(f"New run: {idea}"), ToRun(idea))
        yield from wrapped(Content.assemble(run, ("  (ctrl+f)", QUIET)), width, "→ ")

    def _withdrawn(self, answer: Answer, width: int) -> Iterator[Line]:
        if answer.withdrawn:
            yield from _title("Withdrawn in a debate, and no part of the answer", width)
        for claim in answer.withdrawn:
            named = self._link(line(f"claim {claim.id}"), ToClaim(claim.memo, claim.id))
            why = f": {_short(claim.why)}" if claim.why else ""
            told = Content.assemble(
                line(claim.text), " (", named, " ", line(f"of memo {claim.memo[:SHORT]}{why})")
            )
            yield from wrapped(told, width, "– ")

    def _followed(self, answer: Answer, width: int) -> Iterator[Line]:
        if answer.memos:
            yield from _title("Memos that it names", width)
        for memo, title in answer.memos.items():
            yield from wrapped(self._link(line(title), ToMemo(memo)), width, "• ")

    def _link(self, content: Content, to: To, style: str = "$text-accent") -> Content:
        self.links.append(to)
        return linked(content, len(self.links) - 1, style)


def _passage(quote: Quoted) -> ToPassage:
    return ToPassage(quote.citation, quote.number)


def _asked(question: str, width: int) -> Iterator[Line]:
    yield from wrapped(line(question, "bold $primary"), width, "› ")


def _title(text: str, width: int) -> Iterator[Line]:
    yield BLANK
    yield from wrapped(Content.styled(text, "bold"), width)


def _failed(number: int, became: str) -> str:
    """What became of the sentences that failed the audit."""
    return f" {number} failed the audit and {'was' if number == 1 else 'were'} {became}." if number else ""


def _spent(answered: Answered) -> str:
    spend, took = answered.turn.answer.spend, f"{answered.seconds:.1f} seconds"
    if not spend.calls:
        return took
    calls = counted(spend.calls, "call")
    price = f"${spend.cost_usd:,.4f}" + (" and calls of unknown price" if answered.unpriced else "")
    return f"{calls}, {spend.tokens_in + spend.tokens_out:,} tokens, {price}, {took}"


def _short(text: str, longest: int = 160) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"
