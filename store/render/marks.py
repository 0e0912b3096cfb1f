"""What a sentence is marked with, in words: what became of its claims, what verification found, and whether it was mended."""

import re
from collections.abc import Iterable, Iterator

from triptych.store import citing
from triptych.store.records import Claim, Sentence, Verdict
from triptych.store.render.argued import matters
from triptych.store.render.lines import line
from triptych.store.render.nodes import Inlines, Mark
from triptych.store.render.page import Page
from triptych.store.render.phrases import outside, phrase, spaced, strong
from triptych.store.render.wording import VERDICTS

SHORT = 90  # characters of a verdict's reason
_DAGGER = phrase("†")
_STATUS: dict[str, Inlines] = {
    "contested": phrase(strong(Mark("contested"))),
    "withdrawn": phrase(Mark("withdrawn")),
    "revised": _DAGGER,
}
"""What became of a claim, the gravest first."""
_WANTING: dict[Verdict, str] = {
    "contradicted": "A quote of the claim says otherwise than the claim.",
    "unverified": "Whether the quotes bear the claim could not be established.",
    "partial": "The quotes bear a part of the claim; what is wanting is named.",
}
"""What verification found of a claim that its quotes do not bear, the gravest first, and what that means."""
_HOW = re.compile(r"^(?:mechanical|entailment)\b\W*")
REWORDED = "† Reworded in the debate, for want of a second source or of precision."
_CONTESTED = (
    "[contested] Something is quoted against the claim, or it fails a check that its owner let stand; both sides are shown "
    "under what was contested."
)
_UNMENDED = "[fails the audit] The audit could not mend the sentence and left it in, so that the gap is seen."


def marks(sentence: Sentence, page: Page) -> Inlines:
    """All that a sentence is marked with."""
    claims = page.claims_of(sentence.claims)
    failed = strong(Mark("fails the audit")) if sentence.marked else ""
    return spaced(_status(claims, page), verdict(claims), failed)


def verdict(claims: Iterable[Claim]) -> Inlines:
    """The gravest that verification found of some claims; nothing where their quotes bear them, or nobody looked."""
    those = [c for c in claims if c.checked]
    for found in _WANTING:
        claim = next((c for c in those if c.verdict == found), None)
        if claim is not None:
            whose = f"{claim.id}, " if len(those) > 1 else ""
            why = whose + _shortened(reason(claim))
            return phrase(strong(Mark(VERDICTS[found], line(why.removesuffix(", ")))))
    return ()


def reason(claim: Claim) -> str:
    """What is wanting in a claim, in the words of verification; empty where nothing is."""
    return _HOW.sub("", claim.checked)


def legend(page: Page) -> list[Inlines]:
    """What the marks mean that this page uses."""
    status = {c.status for c in page.ledger.claims}
    unmended = any(s.marked for s in citing.sentences(page.memo))
    found = {c.verdict for c in _marked(page) if c.checked}
    told = (
        (REWORDED, daggered(page)),
        (_CONTESTED, "contested" in status),
        *((f"[{VERDICTS[one]}] {meaning}", one in found) for one, meaning in _WANTING.items()),
        (_UNMENDED, unmended),
    )
    return [outside(one) for one, used in told if used]


def daggered(page: Page) -> bool:
    """Whether any sentence has the sign of one that was reworded."""
    said = citing.sentences(page.memo)
    return any(_status(page.claims_of(s.claims), page) == _DAGGER for s in said)


def _marked(page: Page) -> Iterator[Claim]:
    """The claims under all that carries marks."""
    for sentence in citing.sentences(page.memo):
        yield from page.claims_of(sentence.claims)
    for agreement in page.memo.agreements:
        yield from page.claims_of(agreement.claims)
    for matter in matters(page.dossier.brief, page.ledger):
        yield from matter.claims


def _status(claims: Iterable[Claim], page: Page) -> Inlines:
    became = {status for c in claims for status in page.fate(c)}
    return next((sign for status, sign in _STATUS.items() if status in became), ())


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
