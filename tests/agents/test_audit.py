from collections.abc import Sequence
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.audit import checked, faults, unheard_year, verified
from triptych.store.records import Claim, Ledger, Memo, Sentence

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


@pytest.mark.parametrize("quote", [QUOTE.replace("80", "90"), QUOTE.lower(), QUOTE[:-1] + "!", "not there"])
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


def memo(*sentences: Sentence) -> Memo:
    return Memo(
        id="M", run="M", idea="x", title="x", as_of=date(2026, 1, 1), analyst="a", panel=("engineer",), bottom_line=sentences,
        sections=(), agreements=(), disagreements=(), bets=(), open_questions=(), coverage=(), limits=(), sources=(),
        stop_reason="complete",
    )  # fmt: skip


def reasons(claims: Sequence[Claim], *sentences: Sentence) -> list[str]:
    return [f.reason for f in faults(memo(*sentences), Ledger(claims=tuple(claims)))]


def test_a_sentence_whose_figures_stand_in_its_quotes_passes(make: ModuleType) -> None:
    claim = make.claim("The H100 reads 3,350 GB/s from 80 GB of memory.")
    assert reasons([claim], Sentence(text="It has 80 GB and reads 3.35 TB/s.", claims=("E1",))) == []


def test_a_figure_that_no_quote_holds_is_a_fault(make: ModuleType) -> None:
    said = Sentence(text="The H100 has 96 GB of memory.", claims=("E1",))
    assert reasons([make.claim(QUOTE)], said) == ["96 GB stands in no quote"]


def test_the_same_number_in_another_unit_is_a_fault(make: ModuleType) -> None:
    said = Sentence(text="The H100 has 80 TB of memory.", claims=("E1",))
    assert reasons([make.claim(QUOTE)], said) == ["80 TB stands in no quote"]


def test_the_far_end_of_a_range_must_stand_in_a_quote_too(make: ModuleType) -> None:
    claim = make.claim("Data centres will take 9-12% of electricity.")
    assert reasons([claim], Sentence(text="They take 9-17% of it.", claims=("E1",))) == [
        "17% stands in no quote"
    ]


def test_an_unknown_claim_id_is_a_fault_even_in_a_computed_sentence() -> None:
    assert reasons([], Sentence(text="So it is.", claims=("E9",), computed=True)) == ["unknown claim E9"]


def test_a_sentence_without_a_quote_is_a_fault_unless_it_was_computed(make: ModuleType) -> None:
    assert reasons([], Sentence(text="So it is.")) == ["no citation"]
    assert reasons([], Sentence(text="The median is 40%.", computed=True)) == []


def test_an_unverified_quote_is_a_fault(make: ModuleType) -> None:
    loose = make.quote(QUOTE).model_copy(update={"verdict": "unverified"})
    assert reasons([], Sentence(text=QUOTE, citations=(loose,))) == ["a quote that is not in its source"]


def test_a_sentence_that_fails_twice_is_told_once(make: ModuleType) -> None:
    said = Sentence(text="So it is.")
    assert reasons([], said, said) == ["no citation"]


def test_a_year_later_than_all_that_the_quotes_speak_of_is_nobody_s_forecast(make: ModuleType) -> None:
    quote = make.quote("Prices fell last year and will halve by 2027.").model_copy(
        update={"published_at": date(2026, 5, 1)}
    )
    assert unheard_year("Prices fell in 2025 and will halve by 2027.", [quote]) == ""
    assert unheard_year("Prices will halve by the end of 2028.", [quote]) == "2028 stands in no quote"
