"""Without a language model an answer is the best sentences, verbatim and diverse."""

from types import ModuleType

from triptych.agents.analyst import Inquiry
from triptych.agents.embedded.ask import quoted_answer

ASKED = "How much do H100 rental prices fall?"
BEST = "H100 rental prices fell by 70% from 2023 to 2025, an index of many sellers shows."


def test_the_sentence_that_speaks_most_of_it_comes_first(make: ModuleType) -> None:
    evidence = (
        make.passage("Rental of an office in the city is a matter of taste and of luck.", "a.org"),
        make.passage(f"Whales sing at night in all of the great oceans. {BEST} Nobody knows why.", "b.org"),
    )
    found = quoted_answer(Inquiry(ASKED, evidence))
    assert found[0].text == f"“{BEST}”"


def test_every_sentence_quotes_itself_where_it_stands(make: ModuleType) -> None:
    passage = make.passage(f"Whales sing at night in all of the great oceans. {BEST}", "b.org")
    (sentence,) = quoted_answer(Inquiry(ASKED, (passage,)))
    (citation,) = sentence.citations
    assert passage.text[citation.start : citation.end] == citation.quote == BEST
    assert citation.publisher == "b.org"


def test_publishers_come_in_turn_and_nothing_is_said_twice(make: ModuleType) -> None:
    evidence = (
        make.passage(f"{BEST} Rental prices of the H100 are lower in Frankfurt than in Madrid.", "a.org"),
        make.passage(BEST.replace("70%", "71%"), "b.org"),
        make.passage("Owners say that H100 rental prices fell because there were too many of them.", "c.org"),
    )
    found = quoted_answer(Inquiry(ASKED, evidence))
    publishers = [s.citations[0].publisher for s in found]
    assert len(publishers) == 3
    assert publishers[:2] == ["a.org", "c.org"]
    assert publishers.count("b.org") == 0


def test_the_limit_is_kept(make: ModuleType) -> None:
    texts = (
        BEST,
        "Madrid pays more than Frankfurt for H100 rental, where prices fell twice.",
        "Because of a glut, two clouds let H100 rental prices fall under their own cost.",
    )
    evidence = tuple(make.passage(text, f"{n}.org") for n, text in enumerate(texts))
    assert len(quoted_answer(Inquiry(ASKED, evidence))) == 3
    assert len(quoted_answer(Inquiry(ASKED, evidence, most=2))) == 2


def test_a_year_that_is_asked_for_leaves_out_the_others(make: ModuleType) -> None:
    evidence = (
        make.passage("H100 rental prices fell to two dollars an hour by October of 2025.", "a.org", None),
        make.passage("H100 rental prices stood at eight dollars an hour in all of 2023.", "b.org", None),
    )
    found = quoted_answer(Inquiry("What were H100 rental prices in 2023?", evidence))
    assert [s.citations[0].publisher for s in found] == ["b.org"]


def test_a_short_quote_that_a_claim_chose_may_be_cited(make: ModuleType) -> None:
    passage = make.passage("H100 rental prices halved", "a.org")
    assert [s.text for s in quoted_answer(Inquiry(ASKED, (passage,)))] == ["“H100 rental prices halved”"]


def test_the_analyst_answers_so(analyst: object, make: ModuleType) -> None:
    import asyncio

    inquiry = Inquiry(ASKED, (make.passage(BEST),))
    answered = asyncio.run(analyst.answer(inquiry))  # type: ignore[attr-defined]
    assert [s.text for s in answered] == [f"“{BEST}”"]


def test_sentences_beside_the_question_are_no_answer(make: ModuleType) -> None:
    assert (
        quoted_answer(Inquiry(ASKED, (make.passage("Whales sing at night in all of the great oceans."),)))
        == []
    )
