"""Tags: a user's own words, kept beside a memo in one plain form."""

from types import ModuleType

import pytest

from triptych.errors import InputError
from triptych.store import memos, tags
from triptych.store.archive import Archive
from triptych.store.verify import verify

MEMO = "MEMO-0001"


@pytest.fixture
def tagged(archive: Archive, make: ModuleType) -> Archive:
    memos.publish(archive, make.dossier(), make.run())
    tags.change(archive, MEMO, ["zinc", "chips"])
    return archive


def test_tags_are_given_taken_away_and_listed_by_name(tagged: Archive) -> None:
    assert tags.of(tagged, MEMO) == ("chips", "zinc")
    assert tags.change(tagged, MEMO, ["gpu rental", "chips"], ["ZINC"]) == ("chips", "gpu rental")
    assert tags.of(tagged, MEMO) == ("chips", "gpu rental")
    assert verify(tagged).faults == ()


def test_the_list_of_memos_shows_tags_and_finds_by_them(tagged: Archive, make: ModuleType) -> None:
    memos.publish(tagged, make.dossier("MEMO-0002", "RUN-0002"), make.run("RUN-0002"))
    assert [row.tags for row in memos.listing(tagged)] == [(), ("chips", "zinc")]
    assert [row.id for row in memos.listing(tagged, tag="zinc")] == [MEMO]
    assert memos.listing(tagged, tag="lead") == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  GPU   Rental ", "gpu rental"),
        ("ÉTÉ", "été"),
        ("e\u0301te\u0301", "été"),
        ("re\u200bd\x1b[31m\u202e", "red[31m"),
        ("推論", "推論"),
        ("x" * 40, "x" * 40),
    ],
)
def test_a_tag_has_one_form(given: str, kept: str) -> None:
    assert tags.normal(given) == kept
    assert tags.normal(kept) == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [("", "no tag"), (" \u200b\x07", "no tag"), ("a,b", "no comma"), ("x" * 41, "40 characters")],
)
def test_what_is_no_tag_is_refused_and_nothing_is_changed(given: str, said: str, tagged: Archive) -> None:
    with pytest.raises(InputError, match=said):
        tags.change(tagged, MEMO, ["good", given])
    assert tags.of(tagged, MEMO) == ("chips", "zinc")


def test_a_tag_that_is_not_there_cannot_be_taken_away(tagged: Archive) -> None:
    with pytest.raises(InputError, match="is not tagged 'lead'; it has chips, zinc"):
        tags.change(tagged, MEMO, ["new"], ["lead"])
    assert tags.of(tagged, MEMO) == ("chips", "zinc")


def test_a_memo_that_is_not_there_has_no_tags(tagged: Archive) -> None:
    for ask in (tags.of, tags.change):
        with pytest.raises(InputError, match="No memo 'MEMO-9'"):
            ask(tagged, "MEMO-9")


def test_a_tag_of_a_memo_that_is_gone_is_a_fault(tagged: Archive) -> None:
    with tagged.session() as connection:
        connection.execute("UPDATE tag SET memo_id = 'MEMO-9' WHERE name = 'zinc'")
    assert verify(tagged).faults == ("tag zinc names memo MEMO-9, which is not there",)
