"""Which question of which persona each source serves: by the claims that quote it, and by what else does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap

from triptych.store.records import Dossier
from triptych.store.render.lines import line
from triptych.store.render.page import Page

_OTHERWISE = "Quoted in the debate, for or against a claim of another source."


@dataclass(frozen=True, slots=True)
class Served:
    """Sources by the questions that they serve."""

    _asked: Mapping[str, str]
    _claims: Mapping[str, Mapping[str, tuple[str, ...]]]

    def of(self, source: str) -> Iterator[str]:
        """A line for each question that the source serves, with the claims that quote it there."""
        by = self._claims.get(source, {})
        yield from (
            f"{question}: claim{'s' * (len(ids) > 1)} {', '.join(ids)}" for question, ids in by.items()
        )
        if not by:
            yield _OTHERWISE

    def questions(self, width: int) -> Iterator[str]:
        """The questions that any source serves, in full, in lines of a width."""
        used = {question for by in self._claims.values() for question in by}
        if used:
            yield from ("The questions", "-------------", "")
        for question, text in self._asked.items():
            if question in used:
                yield from (*wrap(text, width, subsequent_indent="    "), "")


def served(dossier: Dossier) -> Served:
    """What each quoted source serves, in the order of the claims."""
    page, found = Page(dossier), dict[str, dict[str, tuple[str, ...]]]()
    for claim in dossier.ledger.claims:
        for source in dict.fromkeys(q.source_id for q in claim.citations):
            by = found.setdefault(source, {})
            by[claim.question] = (*by.get(claim.question, ()), claim.id)
    asked = {q.id: f"{q.id}  {page.name(q.persona)}: {line(q.text)}" for q in dossier.brief.questions}
    return Served(asked, found)
