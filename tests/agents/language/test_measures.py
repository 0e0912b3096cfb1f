import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.language.measures import core, intervals, same_measure, speakers

USE = "data centres will consume {} of electricity in 2030."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Gartner expects that " + USE.format("980 TWh"),
            "Goldman Sachs expects that " + USE.format("1,350 TWh"),
        ),
        ("US " + USE.format("8%"), "EPRI projects that US " + USE.format("9-17%")),
        (
            "Speculative decoding speeds up token generation by 2-4x.",
            "Speculative decoding speeds up token generation by 6x.",
        ),
        (
            "The H100 rental price was $2.00 per hour in 2025.",
            "The H100 rental price was $2.35 per hour in 2025.",
        ),
        (
            "In 2030, " + USE.format("945 TWh")[:-9] + ", up from 415 TWh of electricity in 2024.",
            "Goldman Sachs expects that " + USE.format("1,350 TWh"),
        ),
    ],
)
def test_two_figures_for_one_thing_conflict(one: str, other: str) -> None:
    for pair in (same_measure(one, other), same_measure(other, one)):
        assert pair is not None
        assert not pair.agree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The IEA expects that " + USE.format("945 TWh"), "Gartner expects that " + USE.format("950 TWh")),
        (
            "The H100 has a memory bandwidth of 3.35 TB/s.",
            "The H100 of NVIDIA has a memory bandwidth of 3,350 GB/s.",
        ),
        ("US " + USE.format("9%"), "EPRI projects that US " + USE.format("9% to 17%")),
        (
            "Speculative decoding speeds up token generation by 2-4x.",
            "Speculative decoding speeds up token generation by 3x.",
        ),
        (
            "Spending on data centres will be $60-80 billion in 2026.",
            "Spending on data centres will be $70 billion in 2026.",
        ),
        (
            "The H100 rental price was $2-3 per hour in 2025.",
            "The H100 rental price was $2 per hour in 2025.",
        ),
    ],
)
def test_figures_within_five_per_cent_or_in_the_others_range_agree(one: str, other: str) -> None:
    pair = same_measure(one, other)
    assert pair is not None
    assert pair.agree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Google held 21% of the cloud market in 2025.", "Amazon held 30% of the cloud market in 2025."),
        ("The H100 has a memory bandwidth of 3.35 TB/s.", "The H200 has a memory bandwidth of 4.8 TB/s."),
        (
            "US data centres took 4.4% of electricity in 2024.",
            "European data centres took 3% of electricity in 2024.",
        ),
        ("Data centres consumed 415 TWh of electricity in 2024.", "In 2030 " + USE.format("945 TWh")),
        (
            "OpenAI's cost of revenue was $2.5 billion in the first half of 2025.",
            "OpenAI's cost of revenue was $7.5 billion in 2025.",
        ),
        (
            "Amazon, Microsoft, Alphabet and Meta spent more than $130 billion on capital expenditure in 2026 alone.",
            "Amazon spent $44.2 billion on capital expenditure in 2026, and its shares fell after the report.",
        ),
        (
            "The electricity demand of data centres worldwide was 16% more in 2024.",
            "The electricity demand of data centres worldwide was 1.5% of the total in 2024.",
        ),
        (
            "Fifth-generation NVLink gives each Blackwell GPU in the GB200 NVL72 1.8 TB/s of bidirectional bandwidth.",
            "NVIDIA rates fifth-generation NVLink at 1.8 TB/s per GPU and 130 TB/s across the 72 GPUs of a GB200 NVL72 rack.",
        ),
        ("The H100 has 80 GB of memory.", "The H100 has a power draw of 700 W."),
        ("", ""),
    ],
)
def test_figures_for_two_things_are_never_held_against_each_other(one: str, other: str) -> None:
    for pair in (same_measure(one, other), same_measure(other, one)):
        assert pair is None or pair.agree


CARD = "The H100 of NVIDIA has {} of memory and a power draw of {} in a server."
SOLD = "In 2025 the maker sold {} of cells at a gross margin of {} and a market share of {}."


def test_agreement_in_one_dimension_does_not_excuse_a_conflict_in_another() -> None:
    one, other = CARD.format("80 GB", "700 W"), CARD.format("80 GB", "350 W")
    for ours, theirs in ((one, other), (other, one)):
        pair = same_measure(ours, theirs)
        assert pair is not None
        assert not pair.agree
        assert {pair.ours.text, pair.theirs.text} == {"700 W", "350 W"}


def test_agreement_in_every_dimension_is_agreement() -> None:
    pair = same_measure(CARD.format("80 GB", "700 W"), CARD.format("80 GB", "0.7 kW"))
    assert pair is not None
    assert pair.agree


def test_of_several_figures_of_one_kind_an_agreeing_one_excuses_the_others() -> None:
    pair = same_measure(SOLD.format("5 GW", "20%", "40%"), SOLD.format("5 GW", "20%", "30%"))
    assert pair is not None
    assert pair.agree


def test_one_figure_of_another_year_is_of_another_kind() -> None:
    said = "The H100 rental price was {} per hour in 2024 and {} per hour in 2026."
    pair = same_measure(said.format("$4", "$2"), said.format("$4", "$3"))
    assert pair is not None
    assert (pair.ours.text, pair.theirs.text, pair.agree) == ("$2 per hour", "$3 per hour", False)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["80 GB", "94 GB", "80-94 GB"]), st.integers(1, 20), st.integers(1, 20))
def test_two_statements_conflict_whichever_is_ours(memory: str, ours: int, theirs: int) -> None:
    one, other = CARD.format("80 GB", f"{ours}00 W"), CARD.format(memory, f"{theirs}00 W")
    there, back = same_measure(one, other), same_measure(other, one)
    assert there is not None
    assert back is not None
    near = abs(ours - theirs) <= max(ours, theirs) / 20  # 1,900 W and 2,000 W are five per cent apart
    assert there.agree == back.agree == (memory != "94 GB" and near)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In 2024 they consumed 415 TWh and in 2030 they will consume 945 TWh.", [2024, 2030]),
        ("In 2030, demand will be 945 TWh, up from 415 TWh in 2024.", [2030, 2024]),
        ("Demand rises from 415 TWh in 2024 to 945 TWh in 2030.", [2024, 2030]),
        ("Between 2024 and 2030 demand grows to 945 TWh.", [2030]),
        ("In its 2025 report the IEA projects 945 TWh in 2030.", [2030]),
        ("A cluster of 2048 GPUs drew 3 MW.", [None, None]),
    ],
)
def test_the_nearest_year_decides_what_a_figure_is_for(text: str, wanted: list[int | None]) -> None:
    assert [found.year for found in intervals(text)] == wanted


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("9% to 17%", 9, 17),
        ("9 to 17%", 9, 17),
        ("9-17%", 9, 17),
        ("between 2 and 4x", 2, 4),
        ("$60-80 billion", 60e9, 80e9),
        ("$600 million to $1 billion", 6e8, 1e9),
        ("$2 to $3 per hour", 2 / 3600, 3 / 3600),
        ("$2-3 per hour", 2 / 3600, 3 / 3600),
        ("$600-645 billion", 600e9, 645e9),
        ("500 W-1 kW", 500, 1000),
        ("500 GB/s to 2 TB/s", 5e11, 2e12),
        ("0 to 0%", 0, 0),
        ("$0 per hour", 0, 0),
    ],
)
def test_a_range_is_one_interval_in_one_unit(text: str, low: float, high: float) -> None:
    (found,) = intervals(text)
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


def test_two_figures_of_two_kinds_are_no_range() -> None:
    assert [i.text for i in intervals("It has 80 GB and 3.35 TB/s.")] == ["80 GB", "3.35 TB/s"]


def test_who_says_it_is_no_part_of_what_is_said() -> None:
    assert core("Gartner forecast in 2025 that demand doubles.") == "demand doubles."
    assert core("Demand doubles, according to the IEA.") == "Demand doubles."
    assert speakers("Demand doubles, according to Gartner.") == {"gartner"}
