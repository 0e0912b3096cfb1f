"""What speaks for the whole panel: a title and a bottom line in a model's words, the rest counted from the ledger."""

from collections.abc import Iterator, Sequence

from triptych.agents.analyst import Synthesis
from triptych.agents.chat.answers import BottomLine, Said
from triptych.agents.chat.dossier import fenced_claims, fitting
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import foreign
from triptych.agents.chat.words import claim_id, said, shown
from triptych.agents.language.text import listing
from triptych.agents.merge import plain
from triptych.agents.merge.verdicts import Verdict, verdicts
from triptych.agents.models.speaker import Prompt, Speaker
from triptych.agents.verification.numbers import strange_figure
from triptych.store.records import Brief, Claim, Ledger, Persona, Sentence

SHOWN = 24  # claims from which the bottom line is written
_TITLE_WORDS = 16


async def synthesise(
    speaker: Speaker, brief: Brief, personas: Sequence[Persona], ledger: Ledger
) -> Synthesis:
    """Title, bottom line, bets, disagreements and what to watch.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    found = verdicts(brief, personas, ledger)
    claims = fitting(_foremost(personas, ledger, found), speaker.room("edit", ""))
    if not claims:
        return plain.synthesis(brief, personas, ledger)
    answer = await speaker.fill(_prompt(brief, personas, ledger, found, claims), BottomLine)
    shown_ = {c.id: c for c in claims}
    seen: set[str] = set()
    bottom = list(_sentences(answer.bottom_line, shown_, seen))
    if not bottom:
        return plain.synthesis(brief, personas, ledger)
    change = list(_sentences(answer.change_our_mind, shown_, seen))
    title = _title(answer.title, brief, claims)
    return plain.put_together(title, bottom, change, found, personas, ledger)


def _foremost(personas: Sequence[Persona], ledger: Ledger, found: Sequence[Verdict]) -> list[Claim]:
    """Each persona's claims in turn, those first on which its probabilities rest."""
    rested = {r for v in found for s in v.stances for r in s.reasons}
    own = [
        sorted(plain.best(c for c in ledger.claims if c.persona == p.key), key=lambda c: c.id not in rested)
        for p in personas
    ]
    longest = max(map(len, own), default=0)
    return [those[n] for n in range(longest) for those in own if n < len(those)][:SHOWN]


def _prompt(
    brief: Brief,
    personas: Sequence[Persona],
    ledger: Ledger,
    found: Sequence[Verdict],
    claims: Sequence[Claim],
) -> Prompt:
    return prompt(
        "bottom_line",
        "edit",
        max_tokens=900,
        panel=listing(p.title.lower() for p in personas),
        idea=shown(brief.idea),
        objective=shown(brief.objective),
        positions="\n".join(f"- {shown(text)}" for v in found if (text := v.tally())) or "- no probabilities",
        claims=fenced_claims(claims, ledger.critiques, quotes=1),
        example=", ".join(c.id for c in claims[:2]),
    )


def _sentences(those: Sequence[Said], claims: dict[str, Claim], seen: set[str]) -> Iterator[Sentence]:
    """The statements that rest on a claim, each once."""
    for one in those:
        text = said(one.text, 300)
        known = tuple(dict.fromkeys(i for i in map(claim_id, one.claims) if i in claims))
        if text and known and text.lower() not in seen and not foreign(text, (claims[i] for i in known)):
            seen.add(text.lower())
            yield Sentence(text=text, claims=known)


def _title(text: str, brief: Brief, claims: Sequence[Claim]) -> str:
    """The model's title where it is one, and where its figures stand in quotes; else the idea itself."""
    title = said(text, 120).rstrip(".")
    quotes = [q.quote for c in claims for q in c.citations]
    whole = 1 < len(title.split()) <= _TITLE_WORDS and strange_figure(title, quotes) is None
    own = brief.idea.strip().rstrip(".")
    return title if whole else own[:1].upper() + own[1:]
