"""What rules alone make of a statement and its quotes: borne out, refuted, or for somebody who can read."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triptych.agents.verification.reading import Reading, read
from triptych.store.records import Citation


def cited(quote: str, publisher: str = "Example", published: date | None = date(2026, 5, 1)) -> Citation:
    return Citation(
        source_id="s", quote=quote, start=0, end=len(quote), publisher=publisher, published_at=published, verdict="supported"
    )  # fmt: skip


def of(text: str, quote: str, **more: str) -> Reading:
    return read(text, [cited(quote)], **more)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The chip holds 1,500 GB.", "The chip holds 1.5 TB of memory."),
        ("A share of 0.4 goes to hardware.", "A share of 40% goes to hardware."),
        ("The three vendors share 95% of the market.", "The 3 vendors share 95 per cent of the market."),
        ("It cut 2 models from its list.", "It cut two models from its list."),
        ("Spending will reach $600-645 billion.", "Spending will reach $600 billion to $645 billion."),
        ("Half of the cost is power: 50% of it.", "Half of the cost is power."),
        ("In 2025 revenue rose by 10%.", "Revenue rose by 10% over the previous year, to a record in 2026."),
        ("Prices fell, Example said in 2026.", "Prices fell."),
        ("Prices did not fall.", "Prices did not fall."),
        ("No more than half was met.", "Only half was met."),
        ("Engines do not run on any rival chip.", "Engines run on no rival chip."),
        ("Example, May 2026: “Prices fell by 40%.”", "Prices fell by 40%."),
        ("For: “Prices fell by 40%.”", "Prices fell by 40%."),
    ],
)
def test_what_another_wording_leaves_true_is_not_refuted(text: str, quote: str) -> None:
    found = of(text, quote)
    assert found.sound or not found.decided, found


@pytest.mark.parametrize(
    ("text", "quote", "wanting"),
    [
        ("The chip reads 4.8 GB/s.", "The chip reads 4.8 TB/s.", "4.8 GB/s where its quote says 4.8 TB/s"),
        ("The share of power is 70%.", "The share of power is 17%.", "70% where its quote says 17%"),
        ("A price of $14.1 million is due.", "A price of $14.1 billion is due.", "$14.1 million"),
        ("Prices fell by 40% in 2027.", "Prices fell by 40% in 2026.", "2027 stands in no quote"),
        ("AMD shipped 5 chips.", "NVIDIA shipped 5 chips.", "AMD stands in no quote"),
        ("The firm does not sell its chips.", "The firm sells its chips.", "negation"),
        ("Training requires a change of the model.", "Training requires no change of the model.", "negation"),
        ("The price of memory rose sharply.", "The price of memory fell sharply.", "other way"),
        ("Spending stayed below $400 billion in 2025.", "Spending exceeded $400 billion in 2025.", "bound"),
        (
            "The H100's 3.35 TB/s is faster than the MI300X's 5.3 TB/s.",
            "The H100 reads 3.35 TB/s and the MI300X 5.3 TB/s.",
            "3.35 TB/s is not more than 5.3 TB/s",
        ),
        ("The H100 is cheaper than the MI300X.", "The MI300X is cheaper than the H100.", "wrong way round"),
    ],
)
def test_what_a_quote_does_not_say_is_refuted(text: str, quote: str, wanting: str) -> None:
    found = of(text, quote)
    assert found.decided
    assert found.verdict in ("partial", "contradicted")
    assert wanting in found.wanting


@pytest.mark.parametrize(
    ("text", "quote", "wanting"),
    [
        ("The chip halves the cost.", "The chip may halve the cost.", "a possibility"),
        ("Revenue reaches a record.", "The company expects that revenue reaches a record.", "an expectation"),
        ("The chip serves 900 users.", "The chip serves up to 900 users.", "a bound"),
        ("The chip is faster.", "The maker claims that the chip is faster.", "somebody's word"),
        ("All buyers left the market.", "Buyers left the market.", "all"),
        (
            "The moat is a tale that analysts tell each other.",
            "CUDA binds developers to NVIDIA's chips.",
            "too far",
        ),
    ],
)
def test_a_reservation_that_was_lost_is_for_somebody_who_can_read(
    text: str, quote: str, wanting: str
) -> None:
    found = of(text, quote)
    assert (found.verdict, found.decided) == ("partial", False)
    assert wanting in found.wanting


def test_a_name_that_the_quote_only_points_to_is_for_somebody_who_can_read() -> None:
    found = of(
        "NVIDIA sold 5 systems.",
        "The company sold 5 systems.",
        around="NVIDIA grew. The company sold 5 systems.",
    )
    assert (found.verdict, found.decided) == ("partial", False)


def test_who_publishes_and_what_a_source_is_called_name_who_speaks() -> None:
    assert read("AMD sold 5 systems.", [cited("We sold 5 systems.", "AMD")]).decided is True
    assert "AMD" not in read("AMD sold 5 systems.", [cited("We sold 5 systems.", "AMD")]).wanting
    assert of("In 2024 margins fell.", "Margins fell.", beside="The year 2024 in review").sound


def test_a_statement_without_a_verified_quote_is_unverified_whatever_it_says() -> None:
    loose = cited("Prices fell.").model_copy(update={"verdict": "unverified"})
    assert read("Prices fell.", [loose]).verdict == "unverified"
    assert read("Prices fell.", []).verdict == "unverified"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("“every GPU cloud lowered its prices”", "It is a myth that every GPU cloud lowered its prices."),
        ("Every GPU cloud lowered its prices in 2025.", "Not every GPU cloud lowered its prices in 2025."),
        ("Intel makes artificial minds.", "The firm makes artificial intelligence and artificial minds."),
        ("Any company lowered its prices.", "The company lowered its prices."),
        ("Sales of 50% came early.", "Sales of the first half of 2025 came early."),
    ],
)
def test_a_part_of_a_word_or_a_sentence_bears_nothing(text: str, quote: str) -> None:
    assert not of(text, quote).sound


def test_half_of_a_sentence_is_not_the_sentence() -> None:
    quote = "Prices will fall by 40% if supply grows, which nobody at the company expects to happen soon."
    assert not of("Prices will fall by 40%.", quote).sound


_SENTENCES = st.sampled_from(
    [
        "The H100 has 80 GB of memory and 3.35 TB/s of bandwidth.",
        "Prices did not fall in 2026, though supply grew by 40%.",
        "AMD claims that the MI300X is up to 1.6x faster than the H100.",
        "Up to half of the demand may be met by 2028, if plants open.",
        "Neither vendor sells its chips at less than $20,000.",
    ]
)


@given(_SENTENCES)
def test_a_statement_that_is_its_quote_to_the_letter_is_supported(quote: str) -> None:
    assert of(quote, quote) == Reading("supported")
    assert of(f"For: “{quote}”", quote).sound


@given(_SENTENCES, st.integers(2, 9))
def test_a_changed_figure_is_never_supported(quote: str, factor: int) -> None:
    digits = next(
        w for w in quote.replace("x", " ").replace("%", " ").split() if w[:1].isdigit() or w[:1] == "$"
    )
    number = digits.strip("$.")
    changed = quote.replace(number, f"{float(number.replace(',', '')) * factor * 10 + 1:.0f}", 1)
    assert not of(changed, quote).sound


def test_any_text_can_be_read(make: ModuleType) -> None:
    for text in ("", " ", "…", "100", "%", "“”", "N", "not", "\u202e", "$" * 500):
        assert of(text, "Prices fell by 40%.").verdict in ("supported", "partial", "contradicted")
