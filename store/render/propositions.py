"""The propositions: where each persona began and ended, the panel's middle and its ends, and what moved whom.

Invariant: a median never stands alone where the panel is split, and an abstention is named, never counted.
"""

from triptych.store import standing
from triptych.store.records import Conformity, Critique, Proposition, Stance
from triptych.store.render.escape import inline
from triptych.store.render.page import Page, bracketed, listed, spaced, titled

_TITLE = "Propositions: probability before and after the debate"
_UNEARNED = (
    "**The panel converged without new evidence:** most moves went towards the majority, and fewer than half of those "
    "were for a quote that was new to whoever moved. Its agreement is weaker than it looks."
)


def propositions(page: Page) -> str:
    """The table, each move under it, and how far the panel came together on evidence."""
    if not page.dossier.brief.propositions:
        return titled(_TITLE, "", "The brief puts none forward.")
    moved = [_move(before, after, page) for before, after in standing.moves(page.ledger.stances)]
    told = "\n".join(moved) or "No stance moved in the debate."
    return titled(_TITLE, "\n\n".join(filter(None, (_table(page), told, _conformity(page.memo.conformity)))))


def split(proposition: str, page: Page) -> str:
    """That the panel is split on a proposition, and who stands at its ends; nothing where it is not."""
    last = standing.latest(page.ledger.stances, proposition)
    return f"The panel is split: {_ends(last, page)}." if standing.split(standing.probabilities(last)) else ""


def _ends(last: dict[str, Stance], page: Page) -> str:
    """Who stands at the lowest and who at the highest value of a split panel."""
    values = standing.probabilities(last)
    each = ([k for k, s in last.items() if s.probability == end] for end in (min(values), max(values)))
    return ", ".join(f"{page.among(keys)} {last[keys[0]].probability}%" for keys in each)


def swayed(critique: Critique, page: Page) -> str:
    """Whose stance a critique moved, from where to where; nobody's, if so."""
    moves = [(b, a) for b, a in standing.moves(page.ledger.stances) if critique.id in a.moved_by]
    return listed([f"{page.name(a.persona).lower()} {_shift([b, a])}" for b, a in moves]) or "nobody"


def _table(page: Page) -> str:
    names = " | ".join(page.name(k) for k in page.memo.panel)
    rule = "|---" * (len(page.memo.panel) + 4) + "|"
    rows = (_row(p, page) for p in page.dossier.brief.propositions)
    return "\n".join([f"| | Proposition | {names} | Panel median | Spread |", rule, *rows])


def _row(proposition: Proposition, page: Page) -> str:
    basis = [proposition.basis] if proposition.basis else []
    put = spaced(inline(proposition.text), bracketed(page.said(basis)), page.numbers(basis))
    each = (_shift(standing.said(page.ledger.stances, proposition.id, k)) for k in page.memo.panel)
    cells = (proposition.id, put, *each, *_panel(proposition, page))
    return f"| {' | '.join(cells)} |"


def _shift(said: list[Stance]) -> str:
    """First and last of what one persona said."""
    return _changed([_percent(s) for s in said]) or "abstains"


def _panel(proposition: Proposition, page: Page) -> tuple[str, str]:
    """The median before and after, and the lowest and highest last value; a split panel is told as one in both."""
    first = standing.probabilities(standing.earliest(page.ledger.stances, proposition.id))
    held = standing.latest(page.ledger.stances, proposition.id)
    last = standing.probabilities(held)
    middle = _changed([f"{standing.middle(v)}%" if v else "none" for v in (first, last)])
    if standing.split(last):
        return f"{middle}, but split", f"{_range(last)} **split:** {_ends(held, page)}"
    return middle, _range(last)


def _range(values: list[int]) -> str:
    """The lowest and the highest of some values; how few there are, where that says more."""
    if len(values) < 2:
        return f"{values[0]}, one view" if values else "no view"
    low, high = min(values), max(values)
    return f"{low}–{high}" if low < high else str(low)


def _changed(values: list[str]) -> str:
    """The first and the last of some values, or the one that both are."""
    return " → ".join(dict.fromkeys((*values[:1], *values[-1:])))


def _percent(stance: Stance) -> str:
    return "abstains" if stance.probability is None else f"{stance.probability}%"


def _move(before: Stance, after: Stance, page: Page) -> str:
    """Who moved on what, when, from where to where, why, and by which claims and critiques."""
    why = inline(after.because).rstrip(".")
    by = bracketed(f"moved by {', '.join(map(inline, after.moved_by))}" if after.moved_by else "")
    shift = _shift([before, after])
    told = spaced(f"{shift}: {why}" if why else shift, by)
    return f"- {page.name(after.persona)} on {after.proposition}, round {after.round}, {told}."


def _conformity(told: Conformity) -> str:
    """How many moves went to where most others stood, and how many of them for new evidence."""
    if not told.moves:
        return ""
    most = 2 * told.towards > told.moves
    unearned = most and 2 * told.towards_evidenced < told.towards
    return "\n\n".join([_towards(told), *([_UNEARNED] if unearned else [])])


def _towards(told: Conformity) -> str:
    moves = f"Of {told.moves} move{'s' * (told.moves != 1)}"
    new = "for a quote that the persona had not held before"
    if not told.towards:
        return f"{moves} none went towards the majority; {told.evidenced or 'none'} came {new}."
    return (
        f"{moves} {told.towards} went towards the majority, {told.towards_evidenced or 'none'} of them {new}."
    )
