"""The propositions: where each persona began and ended, the panel's middle and its ends, and what moved whom.

Invariant: a median never stands alone where the panel is split, and an abstention is named, never counted.
"""

from collections.abc import Iterator

from triptych.store import standing
from triptych.store.records import Conformity, Critique, Proposition, Stance
from triptych.store.render.lines import line
from triptych.store.render.nodes import Block, Inlines, Paragraph, Ref, Section, Table
from triptych.store.render.page import Page, bullets, part
from triptych.store.render.phrases import bracketed, joined, listed, outside, phrase, spaced, strong
from triptych.store.render.wording import percent

_TITLE = "Propositions: probability before and after the debate"
_UNEARNED = (
    " most moves went towards the majority, and fewer than half of those were for a quote that was new to whoever moved. "
    "Its agreement is weaker than it looks."
)


def propositions(page: Page) -> Section | None:
    """The table, each move under it, and how far the panel came together on evidence."""
    put = page.dossier.brief.propositions
    told = (*_table(page), *_moves(page), *_conformity(page.memo.conformity)) if put else ()
    return part("propositions", _TITLE, told, "The brief puts none forward.")


def split(proposition: str, page: Page) -> Inlines:
    """That the panel is split on a proposition, and who stands at its ends; nothing where it is not."""
    last = standing.latest(page.ledger.stances, proposition)
    apart = standing.split(standing.probabilities(last))
    return phrase("The panel is split: ", _ends(last, page), ".") if apart else ()


def swayed(critique: Critique, page: Page) -> Inlines:
    """Whose stance a critique moved, from where to where; nobody's, if so."""
    moves = [(b, a) for b, a in standing.moves(page.ledger.stances) if critique.id in a.moved_by]
    told = [phrase(page.name(a.persona).lower(), f" {_shift([b, a])}") for b, a in moves]
    return listed(told) or phrase("nobody")


def _ends(last: dict[str, Stance], page: Page) -> Inlines:
    """Who stands at the lowest and who at the highest value of a split panel."""
    values = standing.probabilities(last)
    each = ([k for k, s in last.items() if s.probability == end] for end in (min(values), max(values)))
    return joined(", ", (phrase(page.among(keys), f" {last[keys[0]].probability}%") for keys in each))


def _table(page: Page) -> Iterator[Block]:
    names = (phrase(page.name(k)) for k in page.memo.panel)
    head = ((), phrase("Proposition"), *names, phrase("Panel median"), phrase("Spread"))
    yield Table(head, tuple(_row(p, page) for p in page.dossier.brief.propositions))


def _row(proposition: Proposition, page: Page) -> tuple[Inlines, ...]:
    basis = [proposition.basis] if proposition.basis else []
    put = spaced(outside(proposition.text), bracketed(page.said(basis)), page.numbers(basis))
    said = (standing.said(page.ledger.stances, proposition.id, k) for k in page.memo.panel)
    return (phrase(Ref(proposition.id)), put, *(phrase(_shift(s)) for s in said), *_panel(proposition, page))


def _shift(said: list[Stance]) -> str:
    """First and last of what one persona said."""
    return _changed([percent(s.probability) for s in said]) or "abstains"


def _panel(proposition: Proposition, page: Page) -> tuple[Inlines, Inlines]:
    """The median before and after, and the lowest and highest last value; a split panel is told as one in both."""
    first = standing.probabilities(standing.earliest(page.ledger.stances, proposition.id))
    held = standing.latest(page.ledger.stances, proposition.id)
    last = standing.probabilities(held)
    middle = _changed([f"{standing.middle(v)}%" if v else "none" for v in (first, last)])
    if standing.split(last):
        return phrase(f"{middle}, but split"), spaced(_range(last), strong("split:"), _ends(held, page))
    return phrase(middle), phrase(_range(last))


def _range(values: list[int]) -> str:
    """The lowest and the highest of some values; how few there are, where that says more."""
    if len(values) < 2:
        return f"{values[0]}, one view" if values else "no view"
    low, high = min(values), max(values)
    return f"{low}–{high}" if low < high else str(low)


def _changed(values: list[str]) -> str:
    """The first and the last of some values, or the one that both are."""
    return " → ".join(dict.fromkeys((*values[:1], *values[-1:])))


def _moves(page: Page) -> tuple[Block, ...]:
    moved = bullets(_move(before, after, page) for before, after in standing.moves(page.ledger.stances))
    return moved or (Paragraph(phrase("No stance moved in the debate.")),)


def _move(before: Stance, after: Stance, page: Page) -> Inlines:
    """Who moved on what, when, from where to where, why, and by which claims and critiques."""
    why = line(after.because).rstrip(".")
    by = phrase("moved by ", joined(", ", map(Ref, after.moved_by))) if after.moved_by else ()
    told = spaced(phrase(_shift([before, after]), ": " if why else "", why), bracketed(by))
    who = phrase(page.name(after.persona), " on ", Ref(after.proposition))
    return phrase(who, f", round {after.round}, ", told, ".")


def _conformity(told: Conformity) -> Iterator[Block]:
    """How many moves went to where most others stood, and how many of them for new evidence."""
    if not told.moves:
        return
    yield Paragraph(phrase(_towards(told)))
    if 2 * told.towards > told.moves and 2 * told.towards_evidenced < told.towards:
        yield Paragraph(phrase(strong("The panel converged without new evidence:"), _UNEARNED))


def _towards(told: Conformity) -> str:
    moves = f"Of {told.moves} move{'s' * (told.moves != 1)}"
    new = "for a quote that the persona had not held before"
    if not told.towards:
        return f"{moves} none went towards the majority; {told.evidenced or 'none'} came {new}."
    return (
        f"{moves} {told.towards} went towards the majority, {told.towards_evidenced or 'none'} of them {new}."
    )
