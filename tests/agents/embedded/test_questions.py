import pytest

from triptych.agents.embedded.questions import questions_in

Parts = tuple[str, str, str]


def parts(idea: str) -> list[Parts]:
    return [(a.subject, a.verb, a.rest) for a in questions_in(idea)]


def test_a_question_with_two_halves_is_two_questions() -> None:
    assert parts("Will GPU hours be a commodity, and does NVIDIA keep its lead?") == [
        ("GPU hours", "be", " a commodity"),
        ("NVIDIA", "keep", " its lead"),
    ]
    assert parts("Will HBM bottleneck shipments, or will inference move to SRAM?") == [
        ("HBM", "bottleneck", " shipments"),
        ("inference", "move", " to SRAM"),
    ]


@pytest.mark.parametrize(
    "open_", ["and who captures the margin", "and how", "and if so, which utilities profit"]
)
def test_an_open_question_behind_it_is_cut_off(open_: str) -> None:
    assert parts(f"Will liquid cooling become mandatory for AI clusters, {open_}?") == [
        ("liquid cooling", "become", " mandatory for AI clusters")
    ]


def test_a_condition_is_cut_off() -> None:
    assert parts("Will margins fall if hyperscalers build chips?") == [("margins", "fall", "")]


@pytest.mark.parametrize(
    ("idea", "asked"),
    [
        (
            "Will hyperscalers cannibalise NVIDIA with chips?",
            ("hyperscalers", "cannibalise", " NVIDIA with chips"),
        ),
        ("Could Cerebras outflank NVIDIA?", ("Cerebras", "outflank", " NVIDIA")),
        ("Will open-weight models obliterate margins?", ("open-weight models", "obliterate", " margins")),
        ("Will NVIDIA torpedo AMD?", ("NVIDIA", "torpedo", " AMD")),
    ],
)
def test_a_verb_that_no_list_has_is_found_by_its_place_or_its_form(idea: str, asked: Parts) -> None:
    assert parts(idea) == [asked]


@pytest.mark.parametrize(
    ("idea", "asked"),
    [
        ("Will unit cost fall?", ("unit cost", "fall", "")),
        ("Will China's H20 ban be lifted?", ("China's H20 ban", "be", " lifted")),
        ("Will the cost of compute fall?", ("the cost of compute", "fall", "")),
        ("Will NVIDIA still dominate inference?", ("NVIDIA", "dominate", " inference")),
    ],
)
def test_a_noun_that_looks_like_a_verb_stays_with_its_subject(idea: str, asked: Parts) -> None:
    assert parts(idea) == [asked]


@pytest.mark.parametrize(
    ("idea", "asked"),
    [
        ("Is the CUDA moat overblown?", ("the CUDA moat", "be", " overblown")),
        ("Is NVIDIA losing its moat?", ("NVIDIA", "lose", " its moat")),
        ("Are prices going to fall?", ("prices", "fall", "")),
        ("Has AI capex peaked?", ("AI capex", "have", " peaked")),
        ("How durable is NVIDIA's moat?", ("NVIDIA's moat", "remain", " durable")),
        ("Should we buy Groq?", ("Groq", "be", " profitable")),
        ("Is power limiting AI?", ("power", "limit", " AI")),
        ("Will power or cost limit AI?", ("power or cost", "limit", " AI")),
        ("Will NVIDIA's margins fall or rise?", ("NVIDIA's margins", "fall", " or rise")),
        ("Will banks use open models?", ("banks", "use", " open models")),
        ("Are H100s now a stranded asset?", ("H100s", "be", " a stranded asset")),
        ("Will inference move to the edge or stay in the cloud?", ("inference", "move", " to the edge")),
        ("Is there a bubble in GPUs?", ("a bubble in GPUs", "burst", "")),
        ("Will the winner be a chip vendor or a cloud?", ("the winner", "be", " a chip vendor")),
        ("Inference will move to custom silicon.", ("Inference", "move", " to custom silicon")),
        ("Decide whether AMD will catch NVIDIA", ("AMD", "catch", " NVIDIA")),
    ],
)
def test_other_ways_to_ask_come_down_to_a_statement_on_the_future(idea: str, asked: Parts) -> None:
    assert parts(idea) == [asked]


@pytest.mark.parametrize(
    ("idea", "asked"),
    [
        (
            "Do memory makers or foundries gain more from AI inference?",
            [("memory makers", "gain", " more from AI inference than foundries")],
        ),
        ("Is Groq or Cerebras faster?", [("Groq", "be", " faster than Cerebras")]),
        ("Is power or cooling the bigger problem?", [("power", "be", " a bigger problem than cooling")]),
        (
            "Will China or the US lead in batteries?",
            [("China", "lead", " in batteries"), ("the US", "lead", " in batteries")],
        ),
        ("Are open or closed models better?", [("open or closed models", "be", " better")]),
        ("Will AMD, Intel or Arm gain more?", [("AMD, Intel or Arm", "gain", " more")]),
        (
            "Will AMD or Intel gain more than Arm?",
            [("AMD", "gain", " more than Arm"), ("Intel", "gain", " more than Arm")],
        ),
    ],
)
def test_of_two_that_are_asked_about_one_is_held_against_the_other(idea: str, asked: list[Parts]) -> None:
    assert parts(idea) == asked


def test_a_pronoun_stands_for_the_subject_before_it() -> None:
    assert parts("Liquid cooling: will it become mandatory, and will it pay?") == [
        ("Liquid cooling", "become", " mandatory"),
        ("Liquid cooling", "pay", ""),
    ]
    assert parts("Will it rain tomorrow?") == []


@pytest.mark.parametrize(
    ("when", "year", "within"),
    [
        (" by 2027", 2027, 0),
        (" before 2028", 2027, 0),
        (" by the end of 2030", 2030, 0),
        (" within three years", 0, 3),
        ("", 0, 0),
    ],
)
def test_a_question_may_say_by_when(when: str, year: int, within: int) -> None:
    (asked,) = questions_in(f"Will prices fall{when}?")
    assert (asked.rest, asked.year, asked.within) == ("", year, within)


@pytest.mark.parametrize(
    "idea", ["the LLM inference stack", "who wins?", "Will it?", "companies that will win", "", "???"]
)
def test_what_asks_openly_or_nothing_has_no_yes_or_no_question(idea: str) -> None:
    assert questions_in(idea) == []
