from datetime import date

import pytest

from triptych.agents.propositions import fault, horizon_of

TODAY = date(2026, 11, 25)
BY_2028 = date(2028, 12, 31)
REVENUE = "NVIDIA reported revenue of $96.2 billion for the second quarter of fiscal 2027."


def found(text: str, *known: str, due: date = BY_2028) -> str:
    return fault(text, due, TODAY, known)


@pytest.mark.parametrize(
    "text",
    [
        "By the end of 2028, sodium-ion cells make up more than 10% of yearly grid-storage shipments.",
        "By the end of 2028, at least one of the five largest carmakers sells a car with solid-state cells.",
        "NVIDIA's gross margin will fall below 70% in a quarter by the end of 2028.",
        "The European Union will ban exports of EUV tools by the end of 2028.",
        "Cerebras will file for insolvency by the end of 2028.",
        "Token prices will halve by the end of 2028.",
        "AMD, Intel and Qualcomm will each hold more than 5% of sales by the end of 2028.",
        "By the end of 2028, more than 10% and less than 20% of tokens come from open models.",
        "Google, which holds 21% of spending today, will overtake OpenAI by the end of 2028.",
        "NVIDIA will cut its revenue forecast at least once by the end of 2028.",
        "AMD will ship the MI500 by 31 May 2028.",
        "GPU hours will be a commodity by the end of 2028: no one holds more than 50% of them.",
    ],
)
def test_a_dated_statement_with_a_threshold_or_an_event_is_sound(text: str) -> None:
    assert found(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Token prices will halve.", "no year"),
        ("Token prices will halve by the end of 2027.", "judged in 2028 and names 2027"),
        ("Token prices, up since 2026, will halve by the end of 2030.", "judged in 2028 and names 2030"),
    ],
)
def test_a_statement_names_the_year_in_which_it_is_judged(text: str, told: str) -> None:
    assert told in found(text)


@pytest.mark.parametrize("due", [date(2025, 12, 31), TODAY])
def test_a_day_that_has_passed_settles_nothing(due: date) -> None:
    assert found(f"Token prices will halve by the end of {due.year}.", due=due) == "Its day has passed."


@pytest.mark.parametrize(
    "vague",
    [
        "NVIDIA will keep its dominance",
        "Open models will matter",
        "AI will be important",
        "Liquid cooling will become mandatory",
        "Llama 3.1 will stay relevant",
        "LLM inference hardware will be commodified",
        "vLLM will be better than its rivals",
    ],
)
def test_a_vague_predicate_without_a_measure_is_not_resolvable(vague: str) -> None:
    assert "no threshold and no event" in found(f"{vague} by the end of 2028.")


@pytest.mark.parametrize(
    "text",
    [
        "Will NVIDIA sell 10 million GPUs by the end of 2028?",
        "Cooling will cost 10% more by the end of 2028, and who captures the margin.",
        "By the end of 2028, which vendor has 30% is decided by price.",
    ],
)
def test_an_open_question_is_no_statement(text: str) -> None:
    assert found(text) == "It asks instead of stating."


@pytest.mark.parametrize(
    "hedge", ["may halve", "is likely to halve", "could halve", "will fall by around 50%", "might well halve"]
)
def test_a_hedge_leaves_it_open_and_is_named(hedge: str) -> None:
    assert found(f"The price {hedge} by the end of 2028.").startswith("It leaves itself open: “")


def test_companies_that_nobody_could_name_settle_nothing() -> None:
    assert "major companies" in found("Three major companies will ship it by the end of 2028.")


@pytest.mark.parametrize(
    "text",
    [
        "NVIDIA will cut prices by 20% and AMD will follow by the end of 2028.",
        "By the end of 2028, NVIDIA's margin is below 70% and AMD's is above 50%.",
        "Prices halve by the end of 2028; demand doubles.",
    ],
)
def test_two_statements_are_not_one_proposition(text: str) -> None:
    assert found(text) == "It joins two statements."


@pytest.mark.parametrize(
    "text",
    [
        "AI will take more than 0% of electricity by the end of 2028.",
        "GPUs will still be used in half of all data centres by the end of 2028.",
        "The three largest labs will hold less than 100% by the end of 2028.",
        "By the end of 2028, $1.70 per hour is the current rental price.",
    ],
)
def test_what_cannot_come_out_otherwise_is_not_contestable(text: str) -> None:
    assert found(text) == "It cannot come out otherwise."


@pytest.mark.parametrize(
    "text",
    [
        "NVIDIA's revenue will exceed $50 billion in a quarter by the end of 2028.",
        "NVIDIA's revenue will exceed $300 billion in a year by the end of 2028.",
    ],
)
def test_a_threshold_that_a_sentence_at_hand_has_passed_is_no_threshold(text: str) -> None:
    assert found(text) == ""
    assert found(text, REVENUE) == f"It has come true already: “{REVENUE}”"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("NVIDIA's revenue will exceed $150 billion in a quarter by the end of 2028.", REVENUE),
        ("AMD's revenue will exceed $50 billion in a quarter by the end of 2028.", REVENUE),
        (
            "NVIDIA's revenue will exceed $150 billion in a quarter by the end of 2028.",
            "NVIDIA reported revenue of $215.9 billion for the whole of fiscal 2026.",
        ),
        (
            "The H100 price will fall below $3 by the end of 2028.",
            "The H100 price was $2 in August 2024.",
        ),
        (
            "NVIDIA's revenue will exceed $100 billion in a quarter by the end of 2028.",
            "NVIDIA expects revenue of $108 billion for the third quarter.",
        ),
    ],
)
def test_another_span_another_firm_an_old_figure_and_a_forecast_have_passed_nothing(
    text: str, known: str
) -> None:
    assert found(text, known) == ""


def test_how_much_something_differs_has_passed_no_threshold() -> None:
    text = "Open models will hold at least 50% of all tokens through 2027."
    known = "Open models cost 90% less than closed models, yet they hold below 30% of all tokens."
    assert not fault(text, date(2027, 12, 31), date(2026, 12, 1), [known])
    assert fault(text, date(2027, 12, 31), date(2026, 12, 1), ["Open models hold 60% of all tokens."])


def test_what_names_no_year_of_its_own_is_judged_two_years_on() -> None:
    assert horizon_of(TODAY) == BY_2028
