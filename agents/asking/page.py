"""An answer as Markdown: what is said, then each quote under its number with who published it and who rests on it.

Invariant: every text goes through `inline`, so that none of a source, a panel or a user acts as markup.
"""

from collections.abc import Callable, Iterator

from triptych.store.conversations import Answer, Quoted, Resting, Said, Turn
from triptych.store.render.escape import address, inline
from triptych.store.render.wording import dated

SHOWN = 3
"""Claims that are named under one quote."""
SHORT = 10
"""Characters of a memo's id by which it is named; all of its time."""
_GRAVEST = ("contested", "withdrawn", "revised", "standing")
_KEY = 8  # characters of a source's id
_WHY = 160
QUOTING = "The embedded analyst does not write; these are the passages that bear on it most, verbatim."


def page(turn: Turn, line: Callable[[str], str] = "triptych {}".format) -> str:
    """The question and its answer, which there must be.

    Args:
        turn: what was asked and answered.
        line: makes the command line that a reader can type of what follows `triptych`.
    """
    answer = turn.answer
    parts = (
        f"# {inline(turn.question)}",
        *([f"*Read as: {inline(answer.read_as)}*"] if answer.read_as else []),
        *(_written(answer) if answer.written else [f"*{QUOTING}*"]),
        "\n".join(line for quote in answer.quotes for line in _quote(quote, "critiques" in answer.places)),
        *_withdrawn(answer),
        *_followed(answer, line),
    )
    return "\n\n".join(parts) + "\n"


def _written(answer: Answer) -> Iterator[str]:
    yield " ".join(_sentence(one) for one in answer.sentences)
    by = f"Written by {answer.analyst}; every sentence rests on the quotes under its numbers and was audited."
    yield f"*{inline(by)}{_failed(answer.restored, 'put back into the words of a quote')}{_failed(answer.cut, 'cut')}*"
    yield "## Quotes"


def _failed(number: int, became: str) -> str:
    """What became of the sentences that failed the audit."""
    return f" {number} failed the audit and {'was' if number == 1 else 'were'} {became}." if number else ""


def _sentence(one: Said) -> str:
    marks = (" **[contested]**" if one.contested else "") + (
        " **[goes beyond its quotes]**" if one.marked else ""
    )
    return f"{inline(one.text)} [{', '.join(map(str, one.quotes))}]{marks}"


def _quote(quote: Quoted, critical: bool) -> Iterator[str]:
    citation = quote.citation
    lead = f"{quote.number}. "
    under = f"{' ' * len(lead)}- "
    yield f"{lead}“{inline(citation.quote)}”"
    when = dated(citation.published_at)
    who = inline(citation.publisher) or "unnamed"
    digest = " (Triptych's digest of it)" if quote.kind == "starter" else ""
    link = f" {address(quote.url)}" if quote.url else ""
    yield f"{under}{who}, {when}: {inline(quote.title)}{link} (source {citation.source_id[:_KEY]}){digest}"
    for claim in sorted(quote.claims, key=lambda c: _GRAVEST.index(c.status))[:SHOWN]:
        yield f"{under}{_claim(claim, critical)}"
    more = len(quote.claims) - SHOWN
    if more > 0:
        yield f"{under}and {more} more {'claim' if more == 1 else 'claims'}"


def _claim(claim: Resting, critical: bool) -> str:
    """What became of a claim, with what was held against it where it did not come to nothing, or was asked for."""
    became = "" if claim.status == "standing" else f", {claim.status}"
    told = claim.why and (critical or claim.status in ("contested", "withdrawn"))
    why = f": {_short(claim.why)}" if told else ""
    return f"claim {inline(claim.id)} of memo {claim.memo[:SHORT]}: {claim.verdict}{became}{why}"


def _withdrawn(answer: Answer) -> Iterator[str]:
    if not answer.withdrawn:
        return
    yield "## Withdrawn in a debate, and no part of the answer"
    yield "\n".join(
        f"- {inline(c.text)} (claim {inline(c.id)} of memo {c.memo[:SHORT]}{': ' + _short(c.why) if c.why else ''})"
        for c in answer.withdrawn
    )


def _followed(answer: Answer, line: Callable[[str], str]) -> Iterator[str]:
    if answer.memos:
        yield "## To follow it up"
        yield "\n".join(
            f"- {inline(title)}: `{line(f'memos show {memo[:SHORT]}')}`"
            for memo, title in answer.memos.items()
        )


def _short(text: str) -> str:
    return inline(text if len(text) <= _WHY else f"{text[:_WHY].rsplit(' ', 1)[0]} …")
