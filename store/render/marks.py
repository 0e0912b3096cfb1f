"""What a sentence is marked with, in words: what became of its claims, what verification found, and whether it was mended."""

import re
from collections.abc import Iterable, Iterator

from triptych.store import citing
from triptych.store.records import Claim, Sentence, Verdict
from triptych.store.render.argued import matters
from triptych.store.render.escape import inline
from triptych.store.render.page import Page, spaced

SHORT = 90  # characters of a verdict's reason
_STATUS = {"contested": "**[contested]**", "withdrawn": "[withdrawn]", "revised": "†"}
"""What became of a claim, the gravest first."""
_VERDICTS: dict[Verdict, tuple[str, str]] = {
    "contradicted": ("contradicted", "A quote of the claim says otherwise than the claim."),
    "unverified": ("not verified", "Whether the quotes bear the claim could not be established."),
    "partial": ("partly supported", "The quotes bear a part of the claim; what is wanting is named."),
}
"""What verification found of a claim that its quotes do not bear, the gravest first: the mark, and what it means."""
_HOW = re.compile(r"^(?:mechanical|entailment)\b\W*")
_DAGGER = "† Reworded in the debate, for want of a second source or of precision."
_CONTESTED = (
    "[contested] Something is quoted against the claim, or it fails a check that its owner let stand; both sides are shown "
    "under what was contested."
)
_UNMENDED = "[fails the audit] The audit could not mend the sentence and left it in, so that the gap is seen."


def marks(sentence: Sentence, page: Page) -> str:
    """All that a sentence is marked with."""
    claims = page.claims_of(sentence.claims)
    return spaced(_status(claims, page), verdict(claims), "**[fails the audit]**" if sentence.marked else "")


def verdict(claims: Iterable[Claim]) -> str:
    """The gravest that verification found of some claims; nothing where their quotes bear them, or nobody looked."""
    those = [c for c in claims if c.checked]
    for found, (words, _) in _VERDICTS.items():
        claim = next((c for c in those if c.verdict == found), None)
        if claim is not None:
            whose = f"{claim.id}, " if len(those) > 1 else ""
            why = _shortened(_HOW.sub("", claim.checked))
            told = (whose + why).removesuffix(", ")
            return f"**[{words}: {inline(told)}]**" if told else f"**[{words}]**"
    return ""


def legend(page: Page) -> list[str]:
    """What the marks mean that this page uses."""
    status = {c.status for c in page.ledger.claims}
    unmended = any(s.marked for s in citing.sentences(page.memo))
    found = {c.verdict for c in _marked(page) if c.checked}
    told = (
        (_DAGGER, "revised" in status),
        (_CONTESTED, "contested" in status),
        *((f"[{words}] {meaning}", one in found) for one, (words, meaning) in _VERDICTS.items()),
        (_UNMENDED, unmended),
    )
    return [inline(line) for line, used in told if used]


def _marked(page: Page) -> Iterator[Claim]:
    """The claims under all that carries marks."""
    for sentence in citing.sentences(page.memo):
        yield from page.claims_of(sentence.claims)
    for agreement in page.memo.agreements:
        yield from page.claims_of(agreement.claims)
    for matter in matters(page.dossier.brief, page.ledger):
        yield from matter.claims


def _status(claims: Iterable[Claim], page: Page) -> str:
    became = {status for c in claims for status in page.fate(c)}
    return next((sign for status, sign in _STATUS.items() if status in became), "")


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
