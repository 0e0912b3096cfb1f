"""What a run looks like while it goes on: its panels, its debate, its propositions, as blocks of lines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.content import Content

from triptych.graphs.board import Round
from triptych.store.render.wording import ANSWERS, percent
from triptych.tui import signs
from triptych.tui.board import Asked, Board, Draft, Held, Objection, Search, Stated, Thesis
from triptych.tui.pages.lines import BLANK, Line, wrapped
from triptych.tui.pages.stances import LEAST, MOST, NAME, scale, track
from triptych.tui.text import QUIET, line
from triptych.tui.widgets.feed import Block

if TYPE_CHECKING:
    from triptych.store.records import ClaimStatus, Verdict

TITLES = 3
"""Titles of sources shown for one question."""
FIGURES = 24
"""Columns of what a persona gave a proposition, and now gives it."""
TITLE = "bold $primary"


def panel(board: Board, persona: str) -> list[Block]:
    """One persona: each question with what was done for it and claimed on it, then its section."""
    blocks: list[Block] = []
    for asked in board.of(persona):
        blocks += _question(asked)
        blocks += [Block(_claim, board.claims[id]) for id in asked.claims]
    if not blocks:
        blocks = [Block(_plain, "It has asked nothing yet.")]
    if draft := board.drafts.get(persona):
        blocks += _section(board, draft)
    return blocks


def debate(board: Board) -> list[Block]:
    """Round by round, claim by claim: what was held against it, what was looked for, what was answered."""
    if not board.objections:
        return [Block(_plain, "Nobody has objected yet.")]
    blocks: list[Block] = []
    for number in sorted({one.round for one in board.objections.values()}):
        if 0 < number <= len(board.table.rounds):
            blocks.append(Block(_round, board.table.rounds[number - 1]))
        for target in dict.fromkeys(o.target for o in board.objections.values() if o.round == number):
            raised = tuple(o for o in board.objections.values() if (o.round, o.target) == (number, target))
            blocks.append(Block(_case, (target, board.claims.get(target), _words(board, target), raised)))
    return blocks


def theses(board: Board) -> list[Block]:
    """Each proposition with what every persona gives it."""
    if not board.theses:
        return [Block(_plain, "There is no proposition yet.")]
    panel = tuple(seat.key for seat in board.table.seats)
    return [Block(_thesis, (thesis, panel)) for thesis in board.theses.values()]


def _words(board: Board, target: str) -> str:
    thesis = board.theses.get(target)
    return thesis.text if thesis else ""


def _plain(words: str, width: int) -> Iterator[Line]:
    yield from wrapped(Content.styled(words, QUIET), width)


def _question(asked: Asked) -> Iterator[Block]:
    """What was asked and what was done for it, in blocks as small as what changes in it."""
    yield Block(_words_of, asked.text or asked.lens or asked.id)
    yield from (Block(_search, search) for search in asked.searches)
    if asked.titles:
        yield Block(_titles, asked.titles)
    if not asked.claims:
        yield Block(_blank, None)


def _words_of(question: str, width: int) -> Iterator[Line]:
    yield from wrapped(line(question, "bold"), width, "? ")


def _search(search: Search, width: int) -> Iterator[Line]:
    found = _many(search.passages, "passage") if search.passages else "nothing found"
    yield from wrapped(Content.assemble(line(f"“{search.query}”", "$text-accent"), f" {found}"), width, "  ")


def _titles(titles: tuple[str, ...], width: int) -> Iterator[Line]:
    yield from wrapped(line(_read(titles), QUIET), width, "  ")


def _blank(_: None, width: int) -> Iterator[Line]:
    yield BLANK


def _read(titles: tuple[str, ...]) -> str:
    more = f" and {len(titles) - TITLES} more" if len(titles) > TITLES else ""
    return f"read {'; '.join(titles[:TITLES])}{more}"


def _claim(claim: Stated, width: int) -> Iterator[Line]:
    yield from wrapped(Content.assemble(_mark(claim), " ", line(claim.text)), width, "  ")
    if claim.wanting:
        told = "put back into the words of its quote: " if claim.corrected else ""
        yield from wrapped(line(f"{told}{claim.wanting}", QUIET), width, "    ")
    yield BLANK


def _mark(claim: Stated) -> Content:
    """`E1 ✓ supported ! contested`; what goes without saying is left out."""
    parts = [line(claim.id, TITLE)]
    if claim.verdict in signs.VERDICT_SIGNS:
        parts.append(signs.verdict(cast("Verdict", claim.verdict)))
    if claim.status != "standing" and claim.status in signs.STATUS_SIGNS:
        parts.append(signs.status(cast("ClaimStatus", claim.status)))
    return Content(" ").join(parts)


def _section(board: Board, draft: Draft) -> list[Block]:
    done = f"Section: {draft.sentences} sentences" if draft.sentences else "Section, as it is written"
    texts = [text for text in draft.text.split("\n") if text.strip()]
    return [Block(_heading, done), *(Block(_paragraph, _titled(board, text)) for text in texts)]


def _titled(board: Board, text: str) -> tuple[str, bool]:
    """A line of a section, and whether it is a heading; a heading that names a question by its id shows its words."""
    if not text.startswith("#"):
        return text, False
    words = text.lstrip("#").strip()
    asked = board.questions.get(words)
    return (asked.text or asked.lens if asked else words), True


def _heading(words: str, width: int) -> Iterator[Line]:
    yield from wrapped(Content.styled(words, TITLE), width)


def _paragraph(told: tuple[str, bool], width: int) -> Iterator[Line]:
    text, heading = told
    yield from wrapped(line(text, "bold" if heading else ""), width)
    if not heading:
        yield BLANK


def _round(one: Round, width: int) -> Iterator[Line]:
    refused = f" ({one.refused} refused)" if one.refused else ""
    told = f"{_many(one.critiques, 'critique')} · {one.settled} settled · {_many(one.replies, 'reply', 'replies')}{refused}"
    if one.changed is not None:
        told += f" · changed {_many(one.changed, 'claim')} and {_many(one.moved, 'stance')}"
        told += f" · {_many(one.open, 'major objection')} left open"
    yield from wrapped(Content.assemble((f"Round {one.number}", TITLE), (f"  {told}", QUIET)), width)
    yield BLANK


Case = tuple[str, Stated | None, str, tuple[Objection, ...]]


def _case(case: Case, width: int) -> Iterator[Line]:
    target, claim, words, raised = case
    said = _mark(claim) if claim else line(target, TITLE)
    yield from wrapped(Content.assemble(said, " ", line(claim.text if claim else words, "bold")), width)
    if claim and claim.was:
        yield from wrapped(line(f"was: {claim.was}", QUIET), width, "  ")
    for one in raised:
        yield from _objection(one, width)
    if settled := raised[0].settled:
        told = f" {settled.supports} for it, {settled.opposes} against it"
        found = told if settled.supports or settled.opposes else " nothing found"
        yield from wrapped(Content.assemble(line(f"“{settled.query}”", "$text-accent"), found), width, "  ? ")
    for one in raised:
        yield from _answer(one, width)
    yield BLANK


def _objection(one: Objection, width: int) -> Iterator[Line]:
    by = line(f"{one.id} {one.critic}, {one.severity}, {one.kind}:", QUIET)
    yield from wrapped(Content.assemble(by, " ", line(one.argument)), width, "  ! ")


def _answer(one: Objection, width: int) -> Iterator[Line]:
    if not one.answer:
        return
    verb = next((words for answer, words in ANSWERS.items() if answer == one.answer), one.answer)
    refused = f" (refused: {one.refused})" if one.refused else ""
    told = Content.assemble(line(f"{one.reply} {verb}{refused}:", QUIET), " ", line(one.said))
    yield from wrapped(told, width, "  → ")


def _thesis(told: tuple[Thesis, tuple[str, ...]], width: int) -> Iterator[Line]:
    thesis, panel = told
    yield from wrapped(Content.assemble(line(thesis.id, TITLE), "  ", line(thesis.text, "bold")), width)
    held = dict(thesis.held)
    size = max(LEAST, min(MOST, width - NAME - FIGURES - 2))
    for persona in panel:
        yield Line(_row(persona, held.get(persona, ()), size))
    if held:
        yield Line(Content.styled(f"{'':{NAME}} {scale(size)}", QUIET))
    yield BLANK


def _row(persona: str, held: tuple[Held, ...], size: int) -> Content:
    named = line(persona).truncate(NAME, ellipsis=True)
    name = named.pad_right(NAME - named.cell_length)
    if not held:
        return Content.assemble(name, " ", ("not asked yet", QUIET))
    first, last = held[0].probability, held[-1].probability
    way = " → ".join(dict.fromkeys((percent(first), percent(last))))
    drawn = track(first, last, size)
    return Content.assemble(name, " ", (drawn, "$text-accent"), " ", way, (_moved(first, last), QUIET))


def _moved(first: int | None, last: int | None) -> str:
    if first is None or last is None or first == last:
        return ""
    return f"  {'▲' if last > first else '▼'} {abs(last - first)}"


def _many(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
