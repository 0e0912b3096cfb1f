from datetime import date
from types import ModuleType

import pytest

from triptych.agents.language.sentences import capitalised, kind_of, quotables

BODY = "prices of inference fell because several vendors now compete for the same customers."


def texts(make: ModuleType, text: str) -> list[str]:
    return [q.text for q in quotables([make.passage(text)])]


@pytest.mark.parametrize(
    "lead",
    [
        "It",
        "This",
        "These",
        "They",
        "Such",
        "Here",
        "Which",
        "As a result",
        "The former",
        "Another",
        "In this case",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_it_is_never_quoted(make: ModuleType, lead: str) -> None:
    assert texts(make, f"{lead} meant that {BODY}") == []


@pytest.mark.parametrize("lead", ["However, ", "Moreover, ", "But ", "In fact, ", "For example, "])
def test_a_leading_connective_is_trimmed_and_the_quote_is_still_the_sources_own(
    make: ModuleType, lead: str
) -> None:
    opening = "Several vendors now sell inference at a price. "
    passage = make.passage(f"{opening}{lead}{BODY}").model_copy(
        update={"start": 100, "end": 100 + len(opening + lead + BODY)}
    )
    found = [q for q in quotables([passage]) if q.text == BODY]
    assert len(found) == 1
    source = "x" * 100 + passage.text
    cited = found[0].citation()
    assert source[cited.start : cited.end] == cited.quote == BODY


def test_a_connective_before_a_sentence_that_leans_does_not_save_it(make: ModuleType) -> None:
    assert texts(make, f"However, it meant that {BODY}") == []


@pytest.mark.parametrize(
    "text",
    [
        "Prices of inference fell.",
        "Prices " + "and prices " * 60 + "fell.",
        "Prices of inference fell because several vendors now compete for",
        "Prices of inference fell (because several vendors now compete for customers.",
        "Subscribe to our newsletter for more on the price of inference every week.",
        "of inference fell because several vendors now compete for the same customers.",
        "prices of inference fell because several vendors now compete for the same customers.",
    ],
)
def test_scraps_boilerplate_and_what_is_too_short_or_too_long_is_not_quoted(
    make: ModuleType, text: str
) -> None:
    assert texts(make, text) == []


def test_a_sentence_that_opens_with_a_name_in_small_letters_is_quoted_as_it_is(make: ModuleType) -> None:
    said = "vLLM serves more requests per second because it pages the cache of keys and values."
    assert texts(make, said) == [said]
    assert capitalised(said) == said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("prices fall", "Prices fall"),
        ("open-source wins", "Open-source wins"),
        ("a16z says", "a16z says"),
        ("", ""),
    ],
)
def test_a_claim_begins_with_a_capital_unless_a_name_forbids_it(text: str, shown: str) -> None:
    assert capitalised(text) == shown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The H100 has 80 GB of memory.", "fact"),
        ("NVIDIA's gross margin was 75.0% in fiscal 2027.", "fact"),
        ("OpenAI agreed to buy 750 MW of capacity through 2028.", "fact"),
        ("A cluster of 2048 GPUs trained the model.", "fact"),
        ("About 40% of the cost is energy.", "estimate"),
        ("The cost is between $2 and $3 per hour.", "estimate"),
        ("Memory matters because decoding is bound by it.", "judgement"),
        ("The moat is overblown.", "judgement"),
        ("Data centres will consume 945 TWh.", "forecast"),
        ("Gartner expects 980 TWh.", "forecast"),
        ("Demand of 945 TWh in 2030.", "forecast"),
    ],
)
def test_a_sentence_is_a_fact_an_estimate_a_judgement_or_a_forecast(text: str, kind: str) -> None:
    assert kind_of(text, 2026) == kind


def test_the_day_of_publication_decides_what_lies_ahead(make: ModuleType) -> None:
    said = "Electricity demand of all data centres in the year 2025 of 448 TWh."
    early, late = (make.passage(said, published=date(year, 1, 1)) for year in (2024, 2026))
    assert [q.kind for q in quotables([early, late])] == ["forecast", "fact"]


def test_a_sentence_of_five_thousand_characters_and_one_without_words_do_no_harm(make: ModuleType) -> None:
    assert texts(make, "GPU inference " + "and memory bandwidth " * 250 + "matters.") == []
    assert texts(make, "12% 34 GB $5 7.5 TB/s 1,000. 🚀🚀🚀 … ((( “““") == []
    assert texts(make, "大型语言模型推理受到内存带宽的限制。" * 20) == []
