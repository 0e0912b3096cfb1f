from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.verification.citations import checked, verified

TEXT = "Prices fell. The H100 has 80 GB of memory. Margins held."
QUOTE = "The H100 has 80 GB of memory."


@pytest.fixture
def source(make: ModuleType) -> Any:
    return make.source(TEXT)


def cited(make: ModuleType, source: Any, quote: str, start: int, end: int) -> Any:
    made = make.quote(quote).model_copy(
        update={"source_id": source.id, "start": start, "end": end, "verdict": "unverified"}
    )
    return checked(made, {source.id: source})


def test_a_quote_at_its_span_is_supported(make: ModuleType, source: Any) -> None:
    at = TEXT.index(QUOTE)
    found = cited(make, source, QUOTE, at, at + len(QUOTE))
    assert (found.verdict, found.checked) == ("supported", "substring")


def test_a_quote_that_moved_is_found_where_it_stands(make: ModuleType, source: Any) -> None:
    found = cited(make, source, QUOTE, 0, len(QUOTE))
    assert (found.verdict, found.checked) == ("supported", "substring, moved")
    assert TEXT[found.start : found.end] == QUOTE


@pytest.mark.parametrize("quote", [QUOTE.replace("80", "90"), QUOTE.lower(), "not there"])
def test_an_altered_quote_is_unverified(make: ModuleType, source: Any, quote: str) -> None:
    assert cited(make, source, quote, 13, 13 + len(quote)).verdict == "unverified"


def test_an_empty_quote_is_no_quote(make: ModuleType, source: Any) -> None:
    assert cited(make, source, "", 0, 0).verdict == "unverified"
    assert cited(make, source, "", 500, 500).verdict == "unverified"


def test_a_span_that_is_none_is_put_right(make: ModuleType, source: Any) -> None:
    last = "Margins held."
    for start, end in ((-len(last), len(TEXT)), (TEXT.index(last), 10_000)):
        found = cited(make, source, last, start, end)
        assert (found.start, found.end) == (TEXT.index(last), len(TEXT))


def test_publisher_and_date_are_the_source_s_own_whatever_the_analyst_wrote(
    make: ModuleType, source: Any
) -> None:
    invented = make.quote(QUOTE).model_copy(
        update={"source_id": source.id, "publisher": "invented.example", "published_at": date(1999, 1, 1)}
    )
    found = checked(invented, {source.id: source})
    assert (found.publisher, found.published_at) == (source.publisher, source.published_at)


def test_a_quote_of_an_unknown_source_is_unverified(make: ModuleType) -> None:
    assert checked(make.quote(QUOTE), {}).checked == "no such source"


def test_only_what_stands_in_its_source_is_kept(make: ModuleType, source: Any) -> None:
    good, bad = make.quote(TEXT), make.quote(TEXT).model_copy(update={"quote": "Prices rose."})
    assert [c.quote for c in verified([good, bad], {source.id: source})] == [TEXT]


def test_typography_and_spacing_do_not_make_another_quote(make: ModuleType) -> None:
    text = "He said: “It’s a 9–17 % range —\n so far.” Then he left."
    plain = "It's a 9-17 % range - so far."
    found = checked(_loose(make, text, plain), {make.source(text).id: make.source(text)})
    assert (found.verdict, found.checked) == ("supported", "normalised")
    assert found.quote == text[found.start : found.end] == "It’s a 9–17 % range —\n so far."


def test_an_almost_quote_becomes_the_sentence_that_it_almost_is(make: ModuleType) -> None:
    text = "Prices fell. Microsoft and Meta were the two largest buyers of Hopper GPUs in 2024. Margins held."
    almost = "Microsoft and Meta were two of the largest buyers of Hopper GPUs in 2024."
    found = checked(_loose(make, text, almost), {make.source(text).id: make.source(text)})
    assert (found.verdict, found.checked) == ("supported", "snapped")
    assert found.quote == "Microsoft and Meta were the two largest buyers of Hopper GPUs in 2024."


@pytest.mark.parametrize(
    "invented",
    [
        "The H100 has 96 GB of memory.",
        "Analysts were surprised by how quickly the memory market turned against buyers.",
        "Prices fell. Margins held.",
    ],
)
def test_an_invented_or_spliced_quote_is_nobody_s(make: ModuleType, source: Any, invented: str) -> None:
    assert checked(_loose(make, TEXT, invented), {source.id: source}).verdict == "unverified"


def test_one_passage_is_cited_once(make: ModuleType, source: Any) -> None:
    twice = [make.quote(TEXT).model_copy(update={"quote": QUOTE}) for _ in range(2)]
    assert len(verified(twice, {source.id: source})) == 1


def _loose(make: ModuleType, text: str, quote: str) -> Any:
    return make.quote(text).model_copy(
        update={"quote": quote, "start": 0, "end": len(quote), "verdict": "unverified"}
    )
