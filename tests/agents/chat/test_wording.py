import pytest

from triptych.agents.chat.wording import date_first, dated, mended


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("The share of sodium is expected to be around 20%", "The share of sodium is at least 20%"),
        ("Cell prices are projected to fall to about $50", "Cell prices will fall to $50"),
        ("Cell prices may well halve", "Cell prices will halve"),
        ("Cell prices will significantly exceed $50, according to BNEF", "Cell prices will exceed $50"),
        ("Cooling costs 10% more, and who captures the margin", "Cooling costs 10% more"),
        ("CATL will cut prices by 20% and BYD will follow", "CATL will cut prices by 20%"),
        ("Prices fall below $3.50 and what of margins", "Prices fall below $3.50"),
        ("NVIDIA ships it in May 2027", "NVIDIA ships it in May 2027"),
    ],
)
def test_hedges_sources_second_statements_and_open_tails_are_taken_out(said: str, plain: str) -> None:
    assert mended(said) == plain


@pytest.mark.parametrize(
    ("said", "put"),
    [
        (
            "The largest maker's margin is below 15%",
            "By the end of 2028, the largest maker's margin is below 15%.",
        ),
        ("By end of 2028, CATL ships it!", "By the end of 2028, CATL ships it."),
        ("By 2028 BYD ships it", "By the end of 2028, BYD ships it."),
        ("By the end of 2028, ", ""),
    ],
)
def test_a_statement_begins_with_its_year_and_its_own_words_follow_in_small(said: str, put: str) -> None:
    assert dated(said, 2028) == put


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (
            "Grid batteries will be a commodity by the end of 2028: no one holds more than 50% of it.",
            "By the end of 2028, grid batteries will be a commodity: no one holds more than 50% of it.",
        ),
        ("NVIDIA will keep its lead through 2028.", "Through 2028, NVIDIA will keep its lead."),
        (
            "Prices will fall by the end of 2028, by more than 20% from 2026.",
            "By the end of 2028, Prices will fall, by more than 20% from 2026.",
        ),
        ("NVIDIA will keep its lead.", "NVIDIA will keep its lead."),
    ],
)
def test_a_date_at_the_end_can_come_first(last: str, first: str) -> None:
    assert date_first(last, "Will grid batteries be a commodity?") == first
