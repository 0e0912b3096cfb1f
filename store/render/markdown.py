"""The memo as Markdown that a partner would forward: the answer first, every quote numbered to its source.

Invariant: every text that comes from a source, a persona or a user goes through `inline`, so that none acts as markup.
Each part has its heading in every memo, and one with nothing to say says so; but for scenarios, what would change our
mind, what was contested and the appendix, which are there when there is something in them.
"""

from triptych.store.records import Dossier
from triptych.store.render import statements
from triptych.store.render.appendix import undone
from triptych.store.render.argument import contested
from triptych.store.render.disagreements import disagreements
from triptych.store.render.escape import inline
from triptych.store.render.method import method
from triptych.store.render.page import Page, titled
from triptych.store.render.propositions import propositions
from triptych.store.render.sources import sources


def memo(dossier: Dossier) -> str:
    """The whole memo; the same dossier always gives the same text."""
    page = Page(dossier)
    parts = [
        _head(page),
        statements.bottom_line(page),
        *(statements.perspective(p, page) for p in dossier.personas),
        statements.agreements(page),
        disagreements(page),
        statements.bets(page),
        statements.scenarios(page),
        propositions(page),
        statements.change_our_mind(page),
        contested(page),
        _open(page),
        method(page),
        undone(page),
        sources(page),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _head(page: Page) -> str:
    memo = page.memo
    early = "" if memo.stop_reason == "complete" else inline(memo.stop_reason)
    status = f" · stopped early: {early}" if early else ""
    return (
        f"# {inline(memo.title)}\n\n"
        f"*Strategic memo · {memo.as_of:%d %B %Y} · panel: {', '.join(page.name(k).lower() for k in memo.panel)} · "
        f"written by the {inline(memo.analyst)}: {inline(memo.manner)}{status}*"
    )


def _open(page: Page) -> str:
    return titled(
        "Open questions",
        "\n".join(f"- {inline(q)}" for q in page.memo.open_questions),
        "Every question has quotes from two publishers or more; whether they answer it is for the reader to judge.",
    )
