"""Sentences that can be quoted alone, with where they stand, and what kind of statement each one is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triptych.agents.language.figures import measured, years
from triptych.agents.sources.sentences import sentences as sentence_spans
from triptych.store.records import Citation, Claim, ClaimKind, Passage

MIN_WORDS, MAX_WORDS = 8, 48

_LEADING = re.compile(
    r"^(?:However|Moreover|Furthermore|In addition|Additionally|Also|Indeed|In fact|Therefore|Thus|Hence|"
    r"For example|For instance|Meanwhile|Still|Yet|But|And|So|Instead|Besides|Of course|Similarly)\b,?\s+(?=\w)"
)
# A sentence that opens so leans on the one before it, and cannot be quoted alone.
_LEANING = re.compile(
    r"^(?:It|Its|It's|This|These|Those|That|They|Their|He|His|She|Her|Such|Here|There|Then|Which|Both|Neither|"
    r"The (?:former|latter|same|result|first|second|third|other)s?|Another|Others?|As a result|In (?:this|that|such|other)|"
    r"To (?:this|that)|At (?:this|that)|Doing so|One (?:of these|such)|Next|Finally|First|Second|Third|Now|Now that|Let|"
    r"Thanks|Subscribe|Share|Click|Read|See|Figure|Table|Note|Not so|Well|Yes|No)\b"
)
_PLAIN_WORD = re.compile(r"[^\W\d_]?[a-z'’-]*(?![\w])")
_BOILERPLATE = re.compile(
    r"subscribe|newsletter|cookie|all rights reserved|sign up|log in|my last post|next article|this post|thanks for|"
    r"https?://|www\.|@\w+\.|\bclick\b|et al\.?$",
    re.IGNORECASE,
)
# Words that point back at a sentence which is not there, and marks of a list that no reader took away.
_REFERRING = re.compile(
    r"^Quite the opposite|^\d+[.)] |\*\*|"
    r"\b(?:must|can|could|does|do|is|are|has|have|had|will|may|should) also\b|"
    r"\balso (?:says?|said|have|has|had|raised|found|reported|expects?|warns?|argued?)\b|"
    r"\bsuch (?:\w+ )?\w+s\b(?! as)|\bthe same (?:year|quarter|month|period|study)\b|"
    r"\bthe (?:authors?|shift|former|latter)\b|\bin the next\b|\ba second time\b|\btherefore\b|"
    r"\bthis (?:trend|way|case|approach|shift|change|view|claim)\b|\bthat (?:year|quarter|case)\b"
)
_FORECAST = re.compile(
    r"\b(?:will|would|expects?|expected|forecasts?|projects?|projected|predicts?|predicted|plans? to|estimates? that by|"
    r"likely to|set to|on track|is going to|are going to|could reach|outlook)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|rose|fell|grew|reported|reached|held|fiscal|agreed|signed|announced|extended|raised|bought|launched)\b"
)
_ESTIMATE = re.compile(
    r"\b(?:about|around|roughly|approximately|estimated?|estimates|nearly|almost|up to|between|range|as much as|"
    r"at least|some \d)\b|~",
    re.IGNORECASE,
)
_JUDGEMENT = re.compile(
    r"\b(?:should|must|argues?|believes?|thinks?|suggests?|because|means? that|remains?|harder|easier|risk|advantage|"
    r"I |we |important|key|critical|overblown|unlikely|moat|depends?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence of a passage that stands alone. `start` and `end` are positions in the source's text."""

    text: str
    start: int
    end: int
    passage: Passage

    def citation(self) -> Citation:
        """The sentence as a citation; the auditor gives the verdict."""
        passage = self.passage
        return Citation(
            source_id=passage.source_id,
            quote=self.text,
            start=self.start,
            end=self.end,
            publisher=passage.publisher,
            published_at=passage.published_at,
        )

    @property
    def kind(self) -> ClaimKind:
        """Forecast, estimate, judgement or fact, by the words it uses."""
        return kind_of(self.text, self.passage.published_at.year if self.passage.published_at else None)


def kind_of(text: str, year: int | None = None) -> ClaimKind:
    """The kind of statement that a sentence is; `year` is when it was published."""
    ahead = any(y > year for y in years(text)) if year else False
    if _FORECAST.search(text) or (ahead and not _PAST.search(text)):
        return "forecast"
    if measured(text):
        return "estimate" if _ESTIMATE.search(text) else "fact"
    return "judgement" if _JUDGEMENT.search(text) else "fact"


def _balanced(text: str) -> bool:
    return (
        text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    )


def _stands_alone(text: str) -> bool:
    return (
        MIN_WORDS <= len(text.split()) <= MAX_WORDS
        and text[-1] in '.!”"'
        and (text[0].isupper() or text[0].isdigit() or not _PLAIN_WORD.match(text))
        and "\n" not in text
        and not _LEANING.match(text)
        and not _BOILERPLATE.search(text)
        and not _REFERRING.search(text)
        and _balanced(text)
    )


def quotables(passages: Iterable[Passage]) -> Iterator[Quotable]:
    """The sentences of these passages that can be quoted alone, in order; a leading connective is trimmed off."""
    for passage in passages:
        for start, end in sentence_spans(passage.text):
            text = passage.text[start:end]
            lead = _LEADING.match(text)
            trimmed = text[lead.end() :] if lead else text
            at = start + (lead.end() if lead else 0)
            if trimmed and _stands_alone(capitalised(trimmed) if lead else trimmed):
                yield Quotable(trimmed, passage.start + at, passage.start + end, passage)


def capitalised(text: str) -> str:
    """The sentence with a capital first letter, as a claim states it; a name such as `vLLM` keeps its own."""
    return text[:1].upper() + text[1:] if _PLAIN_WORD.match(text) else text


def statement(claim: Claim) -> str:
    """What a claim says of the world: its quote, without who says it, which a revision adds to its text."""
    return capitalised(claim.citations[0].quote) if claim.citations else claim.text
