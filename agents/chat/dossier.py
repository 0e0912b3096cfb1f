"""Claims as a model reads them: each fenced under its id, with what it quotes and what was held against it."""

from collections.abc import Iterable, Sequence

from triptych.agents.chat.words import attribute, shown
from triptych.store.records import Citation, Claim, Critique

_QUOTE = 600  # characters shown of one quote


def fenced_claims(claims: Iterable[Claim], critiques: Iterable[Critique] = (), quotes: int = 2) -> str:
    """Claims with what they quote, each in a fence under its id; and what was held against the contested ones."""
    against: dict[str, list[str]] = {}
    for critique in critiques:
        against.setdefault(critique.target, []).append(shown(critique.argument))
    return "\n".join(_fenced_claim(c, against.get(c.id, []), quotes) for c in claims)


def _fenced_claim(claim: Claim, against: Sequence[str], quotes: int) -> str:
    state = "" if claim.status == "standing" else f' status="{claim.status}"'
    lines = [f'<claim {claim.id} kind="{claim.kind}" confidence="{claim.confidence}"{state}>']
    lines.append(shown(claim.text))
    lines += [quoted(c) for c in claim.citations[:quotes]]
    lines += [f"disputed: {a[:300]}" for a in against[:2] if claim.status == "contested"]
    return "\n".join([*lines, "</claim>"])


def quoted(citation: Citation) -> str:
    """A quote on one line, with who said it and when."""
    when = f"{citation.published_at:%Y-%m}" if citation.published_at else "undated"
    return f'quote ({attribute(citation.publisher) or "unnamed"}, {when}): "{_inner(citation.quote)}"'


def _inner(quote: str) -> str:
    return shown(quote)[:_QUOTE].replace('"', "'")


def fitting(claims: Sequence[Claim], room: int, quotes: int = 1) -> list[Claim]:
    """The first claims that a prompt has room for; at least one."""
    kept: list[Claim] = []
    for claim in claims:
        room -= len(_fenced_claim(claim, (), quotes))
        if kept and room < 0:
            break
        kept.append(claim)
    return kept
