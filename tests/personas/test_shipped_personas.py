"""The five personas in the package: deep enough, different from each other, and fit to be filled in."""

from collections import Counter
from itertools import combinations

import pytest
import snowballstemmer  # type: ignore[import-untyped]

from triptych.personas.loader import shipped
from triptych.personas.rules import COMPARE_PLACEHOLDERS
from triptych.settings import Settings
from triptych.store.records import Lens, Persona

PERSONAS = shipped()
LENSES = [lens for persona in PERSONAS for lens in persona.lenses]
EVIDENCE = dict.fromkeys(COMPARE_PLACEHOLDERS, "one, two and three")
BEFORE_A_TOPIC = {"in", "of", "on", "to", "for", "about", "behind", "open", "shape", "dominate"}

each_persona = pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.key)
each_lens = pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)


def sentences(text: str) -> int:
    return sum(text.count(mark) for mark in (". ", "? ", "! ")) + 1


def stemmed(term: str) -> str:
    return " ".join(snowballstemmer.stemmer("english").stemWords(term.replace("-", " ").split()))


def test_the_package_ships_the_five_that_the_readme_promises() -> None:
    keys = [persona.key for persona in PERSONAS]
    assert keys == ["engineer", "investor", "sceptic", "strategist", "vc-first-principles"]


def test_the_default_panel_is_shipped() -> None:
    assert set(Settings().panel) <= {persona.key for persona in PERSONAS}


@each_persona
def test_a_persona_has_depth(persona: Persona) -> None:
    assert 5 <= len(persona.lenses) <= 8
    assert 2 <= sentences(persona.stance) <= 4
    assert sentences(persona.critique) >= 2
    assert persona.question.endswith("?")


@each_persona
def test_a_persona_admits_what_it_weighs_too_much_and_too_little(persona: Persona) -> None:
    assert "over-weights" in persona.stance
    assert "under-weights" in persona.stance


@each_persona
def test_a_persona_ranks_vendors_below_those_who_do_not_sell(persona: Persona) -> None:
    last_better = max(persona.prefers.index(genre) for genre in ("paper", "filing", "official"))
    assert persona.prefers.index("vendor") > last_better


@each_persona
def test_no_two_lenses_of_a_persona_search_for_mostly_the_same_words(persona: Persona) -> None:
    for one, other in combinations(persona.lenses, 2):
        shared = set(one.terms) & set(other.terms)
        assert len(shared) <= min(len(one.terms), len(other.terms)) // 2, (one.name, other.name, shared)


@each_lens
def test_an_ask_is_one_question_that_says_what_a_good_answer_holds(lens: Lens) -> None:
    assert lens.ask.count("{topic}") == 1
    assert lens.ask.count("?") == 1
    assert 40 <= len(lens.ask.split()) <= 80
    assert any(word in lens.ask.lower() for word in ("date", "years", "when"))


@each_lens
def test_an_ask_fits_singular_and_plural_topics(lens: Lens) -> None:
    """The topic is an object, never a subject, so no verb or pronoun has to agree with it."""
    before = lens.ask.partition("{topic}")[0].split()
    assert before[-1] in BEFORE_A_TOPIC


@each_lens
def test_compare_is_a_sentence_of_its_own_when_filled_in(lens: Lens) -> None:
    filled = lens.compare.format(**EVIDENCE)
    assert filled != lens.compare
    assert filled[0].isupper()
    assert filled.endswith(".")
    assert sentences(filled) == 1


@each_lens
def test_terms_are_short_lower_case_and_differ_after_stemming(lens: Lens) -> None:
    assert 8 <= len(lens.terms) <= 16
    assert all(term == term.lower() and 1 <= len(term.split()) <= 2 for term in lens.terms)
    assert [stem for stem, count in Counter(map(stemmed, lens.terms)).items() if count > 1] == []


def test_no_two_shipped_lenses_ask_the_same() -> None:
    assert len({lens.name for lens in LENSES}) == len(LENSES)
    assert len({lens.ask for lens in LENSES}) == len(LENSES)
    assert len({lens.test for lens in LENSES}) == len(LENSES)
