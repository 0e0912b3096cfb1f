import re
from datetime import date

import pytest

from triptych.agents.embedded.own import bare, own
from triptych.agents.language.direction import direction, market, subject
from triptych.agents.propositions import fault

HORIZON = date(2028, 12, 31)
TODAY = date(2026, 11, 25)
ASKED = [
    "Will liquid cooling become mandatory for AI inference clusters, and who captures the margin?",
    "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?",
    "Will NVIDIA lose its lead?",
    "Will NVIDIA keep its market share?",
    "Will data centre power limit AI?",
    "Should we buy Groq?",
    "Is there a bubble in GPUs?",
    "Will hyperscalers cannibalise NVIDIA with their own chips?",
    "Will open-weight models obliterate API margins by 2027?",
    "Could Cerebras outflank NVIDIA?",
    "Do GPUs last six years?",
    "Has AI capex peaked?",
    "Is nuclear power viable for data centres?",
    "Will quantum computing matter?",
    "Is vLLM better than TensorRT-LLM?",
    "Will inference move to SRAM machines?",
    "Will agents transform data centres?",
    "Is the cost of a GPU too high?",
    "Will prices fall and will margins rise?",
    "Is Anthropic's growth sustainable?",
    "Will Groq survive?",
    "Will Micron's HBM margin collapse?",
    "Is Anthropic's TPU bet too big, or is it a hedge?",
    "Does the future of inference belong to Ethernet, and who loses if it does?",
]


def texts(idea: str) -> list[str]:
    return [p.text for p in own(idea, HORIZON)]


@pytest.mark.parametrize("idea", ASKED)
def test_every_question_of_an_idea_becomes_a_sound_proposition(idea: str) -> None:
    made = own(idea, HORIZON)
    assert made
    assert [fault(p.text, p.horizon, TODAY) for p in made] == [""] * len(made)
    assert not any(re.search(r"[{}]", p.text) for p in made)


@pytest.mark.parametrize("idea", ASKED)
def test_what_settles_a_question_points_its_way_and_asks_for_no_other_evidence(idea: str) -> None:
    for plain, measured in zip(bare(idea, HORIZON), own(idea, HORIZON), strict=True):
        assert direction(measured.text) == direction(plain.text) or not direction(plain.text)
        assert market(measured.text) == market(plain.text)
        assert len(subject(measured.text) - subject(plain.text)) <= 2


def test_a_vague_question_gets_a_measure_and_keeps_its_words() -> None:
    assert texts("Will GPU hours be a commodity, and does NVIDIA keep its margins?") == [
        "GPU hours will be a commodity by the end of 2028: no one holds more than 50% of it.",
        "NVIDIA will keep its margins through 2028: they never fall below 90% of those of 2026.",
    ]


def test_a_question_that_names_its_measure_is_left_as_it_is() -> None:
    assert texts("Will token prices halve?") == ["Token prices will halve by the end of 2028."]
    assert texts("Will China ban H20 imports?") == ["China will ban H20 imports by the end of 2028."]


def test_a_moat_that_is_overblown_is_one_that_rivals_break() -> None:
    (text,) = texts("Is the CUDA moat overblown?")
    assert text.startswith("Rivals will break the CUDA moat by the end of 2028")
    assert direction(text) == -1


def test_a_name_in_small_letters_opens_a_statement_as_it_is() -> None:
    assert texts("Is vLLM better than TensorRT-LLM?")[0].startswith("vLLM will be better than TensorRT-LLM")


@pytest.mark.parametrize(("when", "due"), [("by 2030", 2030), ("within three years", 2029), ("", 2028)])
def test_a_question_is_judged_when_it_says(when: str, due: int) -> None:
    (made,) = own(f"Will token prices halve {when}?", HORIZON)
    assert (made.horizon, made.text) == (date(due, 12, 31), f"Token prices will halve by the end of {due}.")


def test_an_idea_that_asks_nothing_has_none_of_its_own() -> None:
    assert own("the LLM inference stack", HORIZON) == []


@pytest.mark.parametrize(
    ("idea", "statement"),
    [
        ("Is CUDA still a moat?", "CUDA will still be a moat by"),
        ("Are GPUs finally cheap?", "GPUs will finally be cheap by"),
        ("Is NVIDIA really overvalued?", "NVIDIA will really be overvalued by"),
    ],
)
def test_a_word_aside_stands_before_what_a_thing_will_be(idea: str, statement: str) -> None:
    (text,) = texts(idea)
    assert text.startswith(statement)
    assert "who need it use it" not in text


@pytest.mark.parametrize(
    ("idea", "criterion"),
    [
        ("Is NVIDIA really overvalued?", ": what is paid for it falls by more than 30% in one year."),
        ("Is AI spending a bubble?", ": it falls by more than 30% in one year."),
    ],
)
def test_a_bubble_is_told_by_what_is_paid(idea: str, criterion: str) -> None:
    assert texts(idea)[0].endswith(criterion)


@pytest.mark.parametrize(
    ("idea", "statement"),
    [
        ("Is AI spending a bubble?", "AI spending will be a bubble by"),
        ("Is AI spending sustainable?", "AI spending will be sustainable by"),
        ("Is enterprise spending falling?", "Enterprise spending will fall by"),
        ("Is GPU pricing power eroding?", "GPU pricing power will erode by"),
        (
            "Is AI spending on inference overtaking training?",
            "AI spending on inference will overtake training by",
        ),
        ("Is inference serving a commodity?", "Inference serving will be a commodity by"),
        ("Is OpenAI training a larger model?", "OpenAI will train a larger model by"),
        ("Is OpenAI training reasoning models?", "OpenAI will train reasoning models by"),
        ("Is OpenAI training a model for credit risk?", "OpenAI will train a model for credit risk by"),
        ("Is Meta spending too much on AI?", "Meta will spend too much on AI by"),
        ("Is Google spending more than Meta?", "Google will spend more than Meta by"),
    ],
)
def test_what_is_done_is_told_apart_from_a_thing_of_that_name(idea: str, statement: str) -> None:
    assert texts(idea)[0].startswith(statement)


def test_of_two_limits_the_first_is_stated() -> None:
    (text,) = texts("Is the data-centre boom limited by power or by chips?")
    assert text.startswith("The data-centre boom will be limited by power by the end of 2028")


@pytest.mark.parametrize(
    ("asked", "bound"),
    [
        ("half of all tokens", "at least 50% of all tokens"),
        ("more than half of all tokens", "more than 50% of all tokens"),
        ("a third of all tokens", "at least 33% of all tokens"),
        ("40% of all tokens", "at least 40% of all tokens"),
        ("less than 40% of all tokens", "less than 40% of all tokens"),
        ("the lead by half", "the lead by half"),
    ],
)
def test_a_share_that_is_asked_for_is_a_bound(asked: str, bound: str) -> None:
    (made,) = own(f"Will open models hold {asked} by 2027?", date(2028, 12, 31))
    assert made.text.startswith(f"Open models will hold {bound} through 2027")
