"""The panelist's answers are ones that the chat analyst accepts, whatever is asked."""

import json

import pytest

from triptych.agents.chat import answers
from triptych.agents.doubles import panelist

SYSTEM = "You are the engineer. The year from 2026 on."
USER = """Idea: will grid batteries be a commodity?
Your lenses:
- Cost: count it.
At hand: nothing yet
<passage 1 from="a.org">
[1] Prices of grid batteries fell by 40% in 2025, which nobody had expected.
[2] Makers of grid batteries held a gross margin of 12% in the same year.
</passage>
Your own claims, usable as evidence:
<claim E1 kind="fact" confidence="medium">
Prices of grid batteries rose.
</claim>

The others' claims:
<claim I1 kind="fact" confidence="medium">
Prices of grid batteries fell.
</claim>
"""
ASKED = sorted(
    name
    for name, made in vars(answers).items()
    if isinstance(made, type)
    and issubclass(made, answers.Filled)
    and name not in ("Filled", "Asked", "Statable", "Stated", "Objection", "Said", "Prose")
)


@pytest.mark.parametrize("name", ASKED)
def test_each_structure_that_is_asked_for_is_filled_in_as_it_must_be(name: str) -> None:
    given, structure = panelist.answer(SYSTEM, USER, name), getattr(answers, name)
    structure.model_validate_json(given, strict=True)
    assert json.loads(given).keys() == structure.model_fields.keys()


def test_it_objects_once_with_evidence_and_the_search_that_would_decide() -> None:
    given = panelist.answer(SYSTEM, USER, "Objections")
    (objection,) = answers.Objections.model_validate_json(given).critiques
    assert (objection.target, objection.evidence, objection.check) == ("I1", ["E1"], "conflicting figures")
    assert objection.query == "Prices grid batteries fell"


def test_it_finds_every_text_borne_by_its_quotes() -> None:
    given = panelist.answer(SYSTEM, USER, "Entailed")
    assert answers.Entailed.model_validate_json(given).verdict == "supported"
