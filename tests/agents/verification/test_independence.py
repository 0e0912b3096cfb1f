"""One publisher is one voice, one text on two sites is one voice, and so is one saying what another said."""

from types import ModuleType
from typing import Any

from triptych.agents.verification.independence import copies, independent, voices
from triptych.store.records import Citation, Source

TEXT = (
    "Power and cooling equipment made up 38% of the cost of a new data centre in 2026. Transformers are the slowest part to "
    "arrive. Operators now order them before they have land. Prices of switchgear doubled within two years."
)
COPY = TEXT.replace("slowest part to arrive", "last part to arrive")
OTHER = (
    "A survey of builders found that electrical and mechanical plant was 38% of what a new data centre cost them in 2026. "
    "Land was cheap, labour was not, and permits took longer than the building itself."
)


def cite(source: Source, quote: str) -> Citation:
    at = source.text.index(quote)
    return Citation(
        source_id=source.id, quote=quote, start=at, end=at + len(quote), publisher=source.publisher,
        published_at=source.published_at, verdict="supported",
    )  # fmt: skip


def counted(make: ModuleType, *texts: tuple[str, str, str]) -> int:
    sources = [make.source(text, publisher) for text, publisher, _ in texts]
    citations = [cite(s, quote) for s, (_, _, quote) in zip(sources, texts, strict=True)]
    return independent(citations, {s.id: s for s in sources})


FIRST = "Power and cooling equipment made up 38% of the cost of a new data centre in 2026."
SECOND = "Operators now order them before they have land."
THIRD = "A survey of builders found that electrical and mechanical plant was 38% of what a new data centre cost them in 2026."


def test_two_publishers_who_measured_are_two(make: ModuleType) -> None:
    assert counted(make, (TEXT, "A Journal", FIRST), (OTHER, "B Review", THIRD)) == 2


def test_one_publisher_is_one_however_often_it_says_it(make: ModuleType) -> None:
    assert counted(make, (TEXT, "A Journal", FIRST), (OTHER, "a journal", THIRD)) == 1


def test_one_text_on_two_sites_is_one_even_where_other_sentences_of_it_are_quoted(make: ModuleType) -> None:
    assert copies(TEXT, COPY)
    assert counted(make, (TEXT, "A Journal", FIRST), (COPY, "B Wire", FIRST)) == 1
    assert counted(make, (TEXT, "A Journal", FIRST), (COPY, "B Wire", SECOND)) == 1


def test_a_third_that_is_like_both_joins_them(make: ModuleType) -> None:
    assert (
        counted(
            make, (TEXT, "A", FIRST), (OTHER, "B", THIRD), (COPY, "C", FIRST), (OTHER + " Yes.", "D", THIRD)
        )
        == 2
    )


def test_who_repeats_what_another_said_is_no_second_voice(make: ModuleType) -> None:
    told = "Gartner says that demand will double by 2028."
    own = "Demand for power in data centres will double by 2028, on our count."
    assert counted(make, (own, "Gartner", own), (told, "B Wire", told)) == 1
    assert (
        counted(
            make,
            (told, "B Wire", told),
            (told.replace("says", "estimates"), "C Post", told.replace("says", "estimates")),
        )
        == 1
    )


def test_what_does_not_stand_in_a_source_bears_nothing_out(make: ModuleType) -> None:
    source: Any = make.source(TEXT, "A Journal")
    loose = cite(source, FIRST).model_copy(update={"verdict": "unverified"})
    assert voices([loose], {source.id: source}) == []
    assert independent([], {}) == 0
