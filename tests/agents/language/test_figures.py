import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.language.figures import Figure, figures, measured, years


def only(text: str) -> Figure:
    (found,) = figures(text)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,350 GB/s", "3.35 TB/s"),
        ("900GB/s", "900 gigabytes per second"),
        ("$1.2 trillion", "$1,200 billion"),
        ("$35bn", "US$35 billion"),
        ("$5M", "$5 million"),
        ("$1T", "$1 trillion"),
        ("12%", "12 per cent"),
        ("1 GW", "1,000 megawatts"),
        ("2 TWh", "2,000 GWh"),
        ("800 Gb/s", "100 GB/s"),
        ("20 petaFLOPS", "20,000 TFLOPS"),
        ("3.5x", "3.5 times"),
        ("50ms", "50 milliseconds"),
        ("7B parameters", "7 billion parameters"),
        ("100 tokens/s", "100 tokens per second"),
        ("100 tokens/sec", "100 tokens/second"),
        ("$2.50/hr", "$2.50 per hour"),
        ("$2.50 per GPU-hour", "$2.50 an hour"),
    ],
)
def test_one_figure_in_two_spellings_agrees(one: str, other: str) -> None:
    assert only(one).agrees(only(other), tolerance=1e-9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("40%", "0.4"),
        ("40%", "40"),
        ("$3", "€3"),
        ("80 GB", "80 GB/s"),
        ("5%", "5 percentage points"),
        ("2x", "2%"),
    ],
)
def test_figures_of_different_kinds_never_agree(one: str, other: str) -> None:
    assert not only(one).agrees(only(other))


@pytest.mark.parametrize(
    "price", ["$3 per million tokens", "$3/M tokens", "$3 per 1M tokens", "$3 per million output tokens"]
)
def test_a_price_per_million_tokens_is_a_price_per_token(price: str) -> None:
    found = only(price)
    assert found.value == pytest.approx(3e-6)
    assert found.dimension == "[usd] / [token]"
    assert found.text == price


def test_a_price_per_thousand_tokens_is_a_thousand_times_that_per_million() -> None:
    assert only("$0.003 per 1,000 tokens").agrees(only("$3 per million tokens"))


@pytest.mark.parametrize("text", ["9% to 17%", "9%-17%", "9–17%", "9-17%"])
def test_both_ends_of_a_range_are_figures(text: str) -> None:
    assert [f.value for f in figures(text)] == [9, 17]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$600-645 billion", "$600 billion", "$645 billion"),
        ("$600–645 billion", "$600 billion", "$645 billion"),
        ("$600 to $645 billion", "$600 billion", "$645 billion"),
        ("$600 to 645 billion", "$600 billion", "$645 billion"),
        ("$600 million-1 billion", "$600 million", "$1 billion"),
        ("$2-3 per hour", "$2 per hour", "$3 per hour"),
        ("$2-$3 per million tokens", "$2 per million tokens", "$3 per million tokens"),
        ("€3-4 million", "€3 million", "€4 million"),
        ("9-17%", "9%", "17%"),
        ("9 to 17%", "9%", "17%"),
        ("between 9 and 17%", "9%", "17%"),
        ("5-10 GB/s", "5 GB/s", "10 GB/s"),
        ("700-1,000 W", "700 W", "1,000 W"),
        ("500 W-1 kW", "500 W", "1 kW"),
        ("10-12 million GPUs", "10 million GPUs", "12 million GPUs"),
        ("60B-80B parameters", "60B parameters", "80B parameters"),
        ("7-8x", "7x", "8x"),
    ],
)
def test_both_ends_of_a_range_are_what_they_are_alone_however_short_it_is_written(
    text: str, low: str, high: str
) -> None:
    pairs = zip(figures(text), (only(low), only(high)), strict=True)
    assert all(one.agrees(other, tolerance=1e-9) for one, other in pairs)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It uses 2 and 4% of it.", [(2, ""), (4, "[share]")]),
        ("It sold 5 to $3 buyers.", [(5, "[usd]"), (3, "[usd]")]),
        ("$5 to 10 customers", [(5, "[usd]"), (10, "")]),
        ("€2-$3", [(2, "[eur]"), (3, "[usd]")]),
        ("80 GB to 700 W", [(80e9, "[information]"), (700, "[power]")]),
        ("0-0%", [(0, ""), (0, "[share]")]),
    ],
)
def test_what_is_no_range_is_left_as_it_is(text: str, wanted: list[tuple[float, str]]) -> None:
    assert [(f.value, f.dimension) for f in figures(text)] == wanted


_ENDS = st.tuples(st.integers(1, 9_999), st.integers(1, 9_999)).filter(
    lambda ends: not any(1980 <= end <= 2069 for end in ends)
)
_UNITS = st.sampled_from(
    [
        ("", " billion tokens"),
        ("", "%"),
        ("", " TWh"),
        ("$", " trillion"),
        ("$", " per hour"),
        ("€", " per million tokens"),
        ("$", ""),
        ("", " GPUs"),
        ("", "x"),
    ]
)


@settings(max_examples=80, deadline=None)
@given(_ENDS, _UNITS, st.sampled_from(["-", "–", " to "]))
def test_both_ends_of_any_range_are_in_the_unit_of_the_second(
    ends: tuple[int, int], unit: tuple[str, str], joint: str
) -> None:
    low, high = ends
    before, behind = unit
    written = figures(f"It was {before}{low}{joint}{before}{high}{behind} at the most.")
    alone = [only(f"It was {before}{end}{behind} at the most.") for end in ends]
    assert len(written) == 2
    assert all(one.agrees(other, tolerance=1e-9) for one, other in zip(written, alone, strict=True))


def test_the_second_end_of_a_hyphenated_range_has_unit_scale_and_currency() -> None:
    assert [f.text for f in figures("2-4x")] == ["2", "4x"]
    assert [(f.value, f.dimension) for f in figures("$60-80 billion")][1] == (80e9, "[usd]")
    assert [f.text for f in figures("$3-$5")] == ["$3", "$5"]


@pytest.mark.parametrize(
    "text",
    [
        "H100",
        "A100-80GB",
        "GB200 NVL72",
        "v0.6.0",
        "x86",
        "Llama-3-70B",
        "in 2030",
        "2025-11-22",
        "FY2027",
        "2024-2028",
        "",
    ],
)
def test_names_versions_and_years_are_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_years_are_read_as_years() -> None:
    assert years("From 1999 to 2030, mid-2026 and FY2027") == {1999, 2030, 2026, 2027}


@pytest.mark.parametrize(
    "text", ["a cluster of 2048 GPUs", "2048 tokens", "2030 TWh", "$2,024", "2024%", "2000 W"]
)
def test_a_count_that_looks_like_a_year_is_a_figure_and_no_year(text: str) -> None:
    assert years(text) == frozenset()
    assert len(measured(text)) == 1


def test_a_year_before_a_thing_that_is_counted_stays_a_year() -> None:
    assert years("In 2026 GPUs became scarce") == {2026}
    assert figures("In 2026 GPUs became scarce") == ()


def test_a_figure_says_where_it_stands() -> None:
    text = "It has 80 GB of memory and costs $30,000."
    assert [text[f.start : f.end] for f in figures(text)] == ["80 GB", "$30,000"]


def test_only_figures_with_a_unit_are_measured() -> None:
    assert [f.text for f in measured("40 engineers, 40 GPUs and 40%")] == ["40 GPUs", "40%"]


def test_no_figure_is_counted_twice() -> None:
    assert len(figures("$3 per 1M tokens and $4 per 1M tokens")) == 2


def test_a_long_text_of_nothing_but_figures_is_read_to_its_end() -> None:
    assert len(figures("12% 34 GB $5 7.5 TB/s 1,000 3.14 50ms " * 500)) == 3500
