"""How the memo came about and what it cannot bear: coverage, verification, the end of the debate, and the legend."""

from collections.abc import Iterator

from triptych.store.records import Claim, Verdict
from triptych.store.render.lines import line
from triptych.store.render.marks import legend
from triptych.store.render.nodes import Inlines, Section
from triptych.store.render.page import Page, bullets, part
from triptych.store.render.phrases import outside, phrase

INDEPENDENT = 2  # sources that bear a claim out without leaning on each other


def method(page: Page) -> Section | None:
    """Method and limits, a line each."""
    counted = map(phrase, (*_coverage(page), *_verified(page)))
    told = (*counted, *_ended(page), *_limits(page), *legend(page))
    return part("method", "Method and limits", bullets(told))


def _coverage(page: Page) -> Iterator[str]:
    answers = page.memo.coverage
    count = {c: sum(a.coverage == c for a in answers) for c in ("answered", "partly", "none")}
    yield (
        f"Of {len(answers)} questions {count['answered']} have quotes from two publishers or more, "
        f"{count['partly']} from one, {count['none']} from none."
    )


def _verified(page: Page) -> Iterator[str]:
    """How many claims their quotes bear; nothing for memos of before that was looked at."""
    claims = [c for c in page.ledger.claims if c.checked]
    if claims:
        independent = sum(c.independent >= INDEPENDENT for c in claims)
        yield (
            f"Verification of {_claims(len(claims))}: {_of(claims, 'supported')} supported by their quotes, "
            f"{_of(claims, 'partial')} partly, {_of(claims, 'contradicted')} contradicted, "
            f"{_of(claims, 'unverified')} not verified; {independent} with two or more independent sources."
        )


def _ended(page: Page) -> Iterator[Inlines]:
    if page.memo.debate_end:
        yield phrase("The debate ended: ", line(page.memo.debate_end).rstrip("."), ".")


def _limits(page: Page) -> Iterator[Inlines]:
    yield from (outside(limit) for limit in page.memo.limits if limit)


def _claims(n: int) -> str:
    return f"{n} claim{'s' * (n != 1)}"


def _of(claims: list[Claim], verdict: Verdict) -> int:
    return sum(c.verdict == verdict for c in claims)
