"""The disputes of a memo as a document of their own, also where there are none."""

from dataclasses import replace
from types import ModuleType

from triptych.store.render.document import document
from triptych.store.render.nodes import words
from triptych.tui.pages.disputes import NONE, SAID, disputes


def test_its_sections_say_what_they_are_without_the_others_around_them(make: ModuleType) -> None:
    apart = disputes(document(make.dossier()))
    assert words(apart.facts) == SAID
    assert [words(section.title) for section in apart.sections] == [
        "Where the panel does not agree",
        "What was contested",
    ]


def test_where_there_is_none_that_is_said(make: ModuleType) -> None:
    apart = disputes(replace(document(make.dossier()), sections=()))
    assert (words(apart.facts), apart.sections) == (NONE, ())
