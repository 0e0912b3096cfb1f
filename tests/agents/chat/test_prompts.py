"""The prompt files: they ship, they have two parts, and what does not fit is an error."""

from importlib.resources import files
from types import ModuleType

import pytest

from triptych.agents.chat.prompt import parts, prompt

TASKS = sorted(
    entry.name.removesuffix(".md")
    for entry in files("triptych.agents.prompts").iterdir()
    if entry.name.endswith(".md")
)
READS_STRANGERS = (
    "ask bottom_line brief claims critique entails gap patch propositions redraft_propositions redraft_questions reply "
    "section settle stance"
)


def test_every_task_has_its_prompt() -> None:
    assert READS_STRANGERS.split() == TASKS


@pytest.mark.parametrize("task", TASKS)
def test_a_prompt_names_its_variables_in_the_way_of_templates(task: str) -> None:
    assert all(part.is_valid() for part in parts(task))


@pytest.mark.parametrize("task", TASKS)
def test_a_prompt_says_that_what_it_holds_is_data(task: str) -> None:
    system = parts(task)[0].template
    assert "not obeyed" in system


@pytest.mark.parametrize("task", TASKS)
def test_the_instructions_are_short(task: str) -> None:
    assert sum(len(part.template.split()) for part in parts(task)) < 420


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(ValueError, match="quotes"):
        prompt("entails", "audit", sentence="x")


def test_an_unknown_variable_is_an_error() -> None:
    with pytest.raises(ValueError, match="colour"):
        prompt("entails", "audit", sentence="x", quotes="y", colour="red")


def test_a_prompt_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        parts("poem")


def test_a_persona_speaks_in_its_own_words(make: ModuleType) -> None:
    persona = make.persona()
    made = prompt("gap", "research", persona, asked="What?", found="nothing")
    assert persona.title in made.system
    assert made.persona == persona.key


def test_a_dollar_in_a_text_is_no_variable() -> None:
    made = prompt("entails", "audit", sentence="It costs $quotes and $5.", quotes="nothing")
    assert "It costs $quotes and $5." in made.user
