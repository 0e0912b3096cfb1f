"""Drafts: kept as `run --brief` reads them, read back as they were, also where they are not whole."""

import os
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from tests.tui import hostile
from tests.tui.briefs import PANEL, TODAY, brief, personas

from triptych.agents.briefs import read
from triptych.errors import InputError
from triptych.personas.loader import write_new
from triptych.tui import briefing, drafts
from triptych.tui.briefing import PROPOSITIONS, Place

NOBODY = Path("no-such-folder")


def test_a_draft_comes_back_as_it_was_and_is_what_the_command_reads() -> None:
    path = drafts.save(brief(), personas())
    assert drafts.load(path, NOBODY, TODAY) == (brief(), PANEL)
    text = path.read_text(encoding="utf-8")
    assert read(text, personas(), {"engineer": "E", "investor": "I"}, TODAY) == brief()
    assert path.parent == drafts.folder()
    assert path.name.startswith("will-gpu-hours-be-a-commodity-")


def test_a_draft_without_questions_for_somebody_is_read_all_the_same() -> None:
    empty = brief()
    for _ in range(3):
        empty = briefing.removed(empty, Place("engineer", 0))
    for _ in range(3):
        empty = briefing.removed(empty, Place(PROPOSITIONS, 0))
    back, panel = drafts.load(drafts.save(empty, personas()), NOBODY, TODAY)
    assert panel == PANEL
    assert {q.persona for q in back.questions} == {"investor"}
    assert back.propositions == ()


def test_a_changed_draft_takes_the_place_of_the_one_before() -> None:
    path = drafts.save(brief(), personas())
    changed = briefing.removed(brief(), Place("engineer", 1))
    assert drafts.save(changed, personas(), path) == path
    assert len(drafts.listed()) == 1
    assert len(drafts.load(path, NOBODY, TODAY)[0].questions) == 5


def test_they_are_listed_the_last_changed_first_and_deleted() -> None:
    assert drafts.listed() == []
    paths = [
        drafts.save(brief().model_copy(update={"idea": idea}), personas()) for idea in ("[One] *idea*", "Two")
    ]
    for hour, path in enumerate(paths):
        os.utime(path, times=(0, datetime(2026, 3, 1, hour, tzinfo=UTC).timestamp()))
    (drafts.folder() / "notes.txt").write_text("no draft")
    assert [draft.idea for draft in drafts.listed()] == ["Two", "[One] *idea*"]
    drafts.delete(paths[1])
    drafts.delete(paths[1])
    assert [draft.idea for draft in drafts.listed()] == ["[One] *idea*"]


def test_hostile_words_come_back_without_what_acts() -> None:
    bad = brief().model_copy(update={"idea": hostile.TEXT})
    for place in (Place("engineer", 1), Place("investor", 1, 0), Place(PROPOSITIONS, 0)):
        bad = briefing.reworded(bad, place, hostile.TEXT)
    path = drafts.save(bad, personas())
    back, _ = drafts.load(path, NOBODY, TODAY)
    told = path.read_text(encoding="utf-8") + back.model_dump_json()
    assert not any(sign in told for sign in hostile.FORBIDDEN)
    assert "a [/] b" in back.idea
    assert len(path.name) < 100


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"# Something else\n\nwords", "no part for anybody"),
        (b"# Research brief: x\n\n## Part 1, the ghost: who?\n\n- What?", "no such persona"),
    ],
)
def test_what_is_no_draft_is_told(content: bytes, told: str) -> None:
    path = drafts.save(brief(), personas())
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        drafts.load(path, NOBODY, TODAY)
    assert len(drafts.listed()) == 1


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        drafts.load(tmp_path / "gone.md", NOBODY, TODAY)
    (tmp_path / "drafts").write_text("a file")
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path))
    with pytest.raises(InputError, match="cannot become a folder"):
        drafts.save(brief(), personas())
    with pytest.raises(InputError, match="cannot be read"):
        drafts.listed()


def test_the_panel_of_a_draft_may_be_of_ones_own(tmp_path: Path, make: ModuleType) -> None:
    write_new("critic", tmp_path)
    from triptych.personas.loader import select

    own = select(("critic",), tmp_path)
    asked = tuple(
        q.model_copy(update={"persona": "critic"}) for q in brief().questions if q.persona == "engineer"
    )
    path = drafts.save(brief().model_copy(update={"questions": asked}), own)
    assert drafts.load(path, tmp_path, TODAY)[1] == ("critic",)
