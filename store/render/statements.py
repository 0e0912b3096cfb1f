"""What the memo states: sentences with who says them, their numbers, their claims and their marks, in its parts."""

from collections.abc import Iterable

from triptych.store.records import Agreement, Bet, Paragraph, Persona, Section, Sentence
from triptych.store.render.escape import inline
from triptych.store.render.marks import marks, verdict
from triptych.store.render.page import Page, bracketed, quoted, spaced, titled
from triptych.store.render.propositions import split


def bottom_line(page: Page) -> str:
    """The answer: computed statements as paragraphs, the quotes under them as bullets."""
    lines: list[str] = []
    for sentence in page.memo.bottom_line:
        lines += ["", statement(sentence, page), ""] if sentence.computed else [bullet(sentence, page)]
    return titled("Bottom line", "\n".join(lines).strip(), "None could be drawn.")


def perspective(persona: Persona, page: Page) -> str:
    """One persona's part."""
    section = next((s for s in page.memo.sections if s.key == persona.key), None)
    if section is None:
        title = f"The {inline(persona.name).lower()}: {inline(persona.question)}"
        return titled(title, "", "This part was given up; see method and limits.")
    return _section(section, page)


def agreements(page: Page) -> str:
    """Where the panel agrees."""
    return titled(
        "Where the panel agrees",
        "\n".join(_agreement(a, page) for a in page.memo.agreements),
        "No statement has two independent publishers, and no proposition two personas on one side.",
    )


def bets(page: Page) -> str:
    """The bets, ranked."""
    return titled(
        "Bets, and what would kill them",
        "\n\n".join(_bet(n, b, page) for n, b in enumerate(page.memo.bets, start=1)),
        "None: the evidence on no proposition leans far enough to one side.",
    )


def scenarios(page: Page) -> str:
    """How it may go, if the memo has that."""
    return titled("Scenarios", _bullets(page.memo.scenarios, page))


def change_our_mind(page: Page) -> str:
    """What to watch, if there is anything."""
    return titled("What would change our mind", _bullets(page.memo.change_our_mind, page))


def bullet(sentence: Sentence, page: Page, evidence: bool = False) -> str:
    """A sentence as an item."""
    return f"- {statement(sentence, page, evidence)}"


def statement(sentence: Sentence, page: Page, evidence: bool = False) -> str:
    """A sentence, who says it and when, its claims, the numbers of its sources, and its marks.

    With `evidence` the quote that it rests on first stands behind it, unless it holds that itself.
    """
    cited = page.citations(sentence)
    first = quoted(cited[0].quote) if evidence and cited and cited[0].quote not in sentence.text else ""
    tail = "; ".join(filter(None, (page.said(cited), ", ".join(sentence.claims))))
    return spaced(inline(sentence.text), first, bracketed(tail), page.numbers(cited), marks(sentence, page))


def _bullets(sentences: Iterable[Sentence], page: Page) -> str:
    return "\n".join(bullet(s, page) for s in sentences)


def _section(section: Section, page: Page) -> str:
    title = f"The {inline(section.heading).lower()}: {inline(section.question)}"
    paragraphs = "\n\n".join(_paragraph(p, page) for p in section.paragraphs)
    return titled(title, paragraphs, "Nothing at hand answers its questions.")


def _paragraph(paragraph: Paragraph, page: Page) -> str:
    return f"**{inline(paragraph.heading)}**\n\n{_bullets(paragraph.sentences, page)}"


def _agreement(agreement: Agreement, page: Page) -> str:
    claims = page.claims_of(agreement.claims)
    numbers = page.numbers(q for c in claims for q in c.citations)
    named = bracketed(", ".join(agreement.claims))
    flag = "*No new evidence tested this in the debate.*" if agreement.untested else ""
    return f"- {spaced(inline(agreement.text), named, numbers, verdict(claims), flag)}"


def _bet(rank: int, bet: Bet, page: Page) -> str:
    lines = [
        spaced(f"{rank}. **{inline(bet.text)}** Conviction {bet.conviction}%.", split(bet.proposition, page))
    ]
    for label, sentences in (("Carried by", bet.carried_by), ("Killed by", bet.killed_by)):
        lines += [f"   - {label}: {statement(s, page)}" for s in sentences]
    if not bet.killed_by:
        lines.append(
            "   - Killed by: no quote at hand was read as speaking against it, which is a reason to look harder."
        )
    return "\n".join(lines)
