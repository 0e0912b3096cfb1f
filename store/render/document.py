"""The memo as a document that a partner would forward: the answer first, every quote numbered to its source.

Each part has its heading in every memo, and one with nothing to say says so; but for scenarios, what would change our
mind, what was contested and the appendix, which are there when there is something in them.
"""

from triptych.store.records import Dossier
from triptych.store.render import statements
from triptych.store.render.appendix import undone
from triptych.store.render.argument import contested
from triptych.store.render.disagreements import disagreements
from triptych.store.render.lines import line
from triptych.store.render.method import method
from triptych.store.render.nodes import Document, Inlines, Section, Text
from triptych.store.render.page import Page, bullets, part
from triptych.store.render.phrases import joined, outside, phrase
from triptych.store.render.propositions import propositions
from triptych.store.render.sources import sources
from triptych.store.render.wording import day


def document(dossier: Dossier) -> Document:
    """The whole memo; the same dossier always gives the same document."""
    page = Page(dossier)
    parts = (
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
    )
    return Document(Text(line(dossier.memo.title)), _facts(page), tuple(filter(None, parts)))


def _facts(page: Page) -> Inlines:
    memo = page.memo
    panel = joined(", ", (page.name(k).lower() for k in memo.panel))
    early = "" if memo.stop_reason == "complete" else line(memo.stop_reason)
    return phrase(
        f"Strategic memo · {day(memo.as_of)} · panel: ",
        panel,
        " · written by the ",
        outside(memo.analyst),
        ": ",
        outside(memo.manner),
        phrase(" · stopped early: ", early) if early else "",
    )


def _open(page: Page) -> Section | None:
    return part(
        "open-questions",
        "Open questions",
        bullets(outside(q) for q in page.memo.open_questions),
        "Every question has quotes from two publishers or more; whether they answer it is for the reader to judge.",
    )
