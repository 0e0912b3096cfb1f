import pytest

from triptych.agents.embedded.levels import level_in


@pytest.mark.parametrize(
    ("sentence", "what", "figure", "period"),
    [
        (
            "NVIDIA's gross margin was 75.0% in the second quarter of fiscal 2027.",
            "NVIDIA's gross margin",
            "75.0%",
            "in a quarter",
        ),
        (
            "The electricity demand of data centres worldwide was 447 TWh in 2025, according to Gartner.",
            "The electricity demand of data centres worldwide",
            "447 TWh",
            "in a year",
        ),
        (
            "SemiAnalysis reported in April 2026 that the H100 rental price rose from $1.70 per hour to $2.35 per hour.",
            "the H100 rental price",
            "$2.35 per hour",
            "",
        ),
        (
            "AWS earned revenue of $37.6 billion in the first quarter of 2026.",
            "AWS's revenue",
            "$37.6 billion",
            "in a quarter",
        ),
        ("Jassy put the Trainium backlog at $225 billion.", "the Trainium backlog", "$225 billion", ""),
        (
            "NVIDIA's revenue from China, including Hong Kong, fell 21% to $19.7 billion in fiscal 2026.",
            "NVIDIA's revenue from China",
            "$19.7 billion",
            "in a year",
        ),
    ],
)
def test_a_sentence_says_what_stands_where_and_over_what_span(
    sentence: str, what: str, figure: str, period: str
) -> None:
    level = level_in(sentence)
    assert level is not None
    assert (level.subject, level.figure.text, level.period) == (what, figure, period)


def test_a_share_has_a_holder_and_a_bound() -> None:
    level = level_in(
        "Open models held less than 30% of token volume in 2026 despite their price, Iregbulem says."
    )
    assert level is not None
    assert (level.subject, level.verb, level.of, level.bound) == (
        "Open models",
        "hold",
        "of token volume",
        -1,
    )


def test_what_money_is_for_stays_with_it() -> None:
    level = level_in("The price of LFP cells was $45 per kWh in 2026.")
    assert level is not None
    assert (level.figure.text, level.unit) == ("$45", " per kWh")


@pytest.mark.parametrize(
    "sentence",
    [
        "The MI300X has a rated power of 750 W.",
        "The memory bandwidth of the H100 is 3.35 TB/s.",
        "Its revenue was $5 billion in 2026.",
        "Data centres take 4% to 5% of US electricity at present.",
        "Google's total price per TPUv7 is 44% lower than that of the GB200.",
        "OpenAI's revenue was $4.3 billion in the first nine months of 2025.",
        "The HTTP server took 33% of execution time.",
        "The data center business supplied more than 92% of NVIDIA's revenue.",
        "Google Cloud grew 63% and its backlog passed $460 billion.",
    ],
)
def test_what_is_not_counted_again_or_not_said_alone_is_no_level(sentence: str) -> None:
    assert level_in(sentence) is None
