import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.language.direction import aligned, cues, direction, kin, market, opposed, subject


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Triton weakens the CUDA moat.", -1),
        ("Competition erodes the margins of NVIDIA.", -1),
        ("NVIDIA loses its dominance.", -1),
        ("Hardware becomes a commodity.", -1),
        ("NVIDIA keeps its lead.", 1),
        ("The moat protects the margins of NVIDIA.", 1),
        ("The H100 has 80 GB of memory.", 0),
        ("Analysts doubt that the market of solid-state batteries will ever grow.", -1),
        ("AWS claimed up to 70% lower cost per inference.", -1),
        ("The company was founded in 1993.", 0),
        ("Prices fell, but margins rose.", 0),
        ("", 0),
    ],
)
def test_a_statement_points_up_down_or_nowhere(text: str, points: int) -> None:
    assert direction(text) == points


@pytest.mark.parametrize(
    ("plain", "negated"),
    [
        ("NVIDIA will keep its lead.", "NVIDIA will not keep its lead."),
        ("NVIDIA can keep its lead.", "NVIDIA can't keep its lead."),
        ("GPUs became a commodity.", "GPUs never became a commodity."),
        ("Compilers weaken the moat.", "Compilers do not weaken the moat."),
        ("Rivals threaten the lead.", "No rivals threaten the lead."),
    ],
)
def test_a_negation_turns_it(plain: str, negated: str) -> None:
    assert direction(plain) == -direction(negated) != 0


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Prices fell, but margins rose.", {"fell", "rose"}),
        ("Margins rose, but prices fell.", {"fell", "rose"}),
        ("The moat is up, not down.", {"moat", "up", "down"}),
        ("Triton weakens the moat.", {"weaken", "moat"}),
        ("Buyers lock their chips away.", set()),
        ("The H100 has 80 GB of memory.", set()),
        ("", set()),
    ],
)
def test_the_cues_of_a_text_are_the_words_that_give_it_a_direction(text: str, counted: set[str]) -> None:
    assert cues(text) == counted


_WORDS = st.lists(
    st.sampled_from(["prices", "fell", "rose", "moat", "not", "lock", "up", "80 GB", "NVIDIA", "cheaper"]),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(_WORDS)
def test_without_a_cue_there_is_no_direction_and_their_order_does_not_matter(spoken: list[str]) -> None:
    text = " ".join(spoken)
    assert direction(text) == 0 or cues(text)
    assert cues(text) == cues(" ".join(reversed(spoken)))
    assert cues(" ".join(w for w in spoken if w.lower() not in cues(w))) == frozenset()


def test_judgements_on_one_thing_that_point_opposite_ways_are_opposed() -> None:
    keeps = "The CUDA software ecosystem of NVIDIA protects its inference hardware margins."
    loses = "The CUDA software ecosystem of NVIDIA no longer protects its inference hardware margins."
    assert opposed(keeps, loses)
    assert not aligned(keeps, loses)
    assert aligned(keeps, keeps)


def test_judgements_on_two_things_are_neither_opposed_nor_aligned() -> None:
    one, other = (
        "Grid operators protect their monopoly.",
        "Chip makers lose their memory contracts with customers.",
    )
    assert not opposed(one, other)
    assert not aligned(one, other)


def test_figures_are_left_to_be_compared_as_figures() -> None:
    one = "The gross margin of NVIDIA data centre hardware rose to 75%."
    other = "The gross margin of NVIDIA data centre hardware fell to 60%."
    assert not opposed(one, other)


def test_moats_commodities_prices_and_shares_are_matters_of_a_market() -> None:
    assert market("The moat is deep.")
    assert market("Prices vary.")
    assert not market("Decoding reads every weight.")


def test_words_of_one_kin_are_one_thing() -> None:
    assert kin("chip") == kin("gpu") == kin("acceler")
    assert kin("falcon") == "falcon"


def test_a_thing_with_the_stem_of_a_cue_gives_no_direction_and_is_what_a_text_is_about() -> None:
    assert (direction("The accelerators of a rack."), cues("The accelerators of a rack.")) == (0, frozenset())
    assert subject("accelerators") == subject("gpus")
