"""A number opens the very quote, in its passage; a source leads back to where it is cited; an id leads to its claim."""

from types import ModuleType
from typing import Any

import pytest
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from triptych.store.records import Dossier, Source

Read = Any


def _note(page: HtmlElement, button: HtmlElement) -> HtmlElement:
    (note,) = page.xpath(f"//*[@id='{button.get('popovertarget')}']")
    return note


def _buttons(page: HtmlElement, section: str) -> list[HtmlElement]:
    found: list[HtmlElement] = page.xpath(f"//section[@id='{section}']//button[@class='cite']")
    return found


def test_a_number_opens_the_quote_marked_in_its_passage(page: HtmlElement) -> None:
    button = _buttons(page, "the-engineer")[0]
    note = _note(page, button)
    assert button.text == "[1]"
    assert note.get("popover") is not None
    assert note.xpath(".//mark/text()") == ["reads 70 GB of weights in 21 ms"]
    assert note.xpath("string(.//blockquote)") == (
        "Memory bandwidth bounds decoding. A card with 3.35 TB/s reads 70 GB of weights in 21 ms."
    )


def test_the_note_says_whose_passage_it_is_and_how_far_it_was_checked(page: HtmlElement) -> None:
    note = _note(page, _buttons(page, "the-engineer")[0])
    link = note.xpath(".//a[@rel]")[0]
    assert link.text == "Page 0"
    assert link.get("href").startswith("https://site0.org/")
    said = " ".join(note.text_content().split())
    assert "A. Writer, site0.org, 30 November 2025" in said
    assert "✓ stands in the source word for word" in said
    assert "E1 ⇄ contested ✗ contradicted" in said


def test_the_note_of_a_digest_says_that_the_words_are_not_the_authors(dossier: Dossier, read: Read) -> None:
    digests = tuple(s.model_copy(update={"kind": "starter"}) for s in dossier.sources)
    page = read(dossier.model_copy(update={"sources": digests}))
    button = _buttons(page, "the-engineer")[0]
    said = " ".join(_note(page, button).text_content().split())
    assert "Digest in Triptych’s own words of Page 0 A. Writer, site0.org" in said
    assert "✓ stands in the digest word for word" in said
    assert "in the source" not in page.text_content()
    assert "digest of site0.org" in button.get("aria-label")


def test_the_sign_of_what_was_reworded_is_explained_at_the_top_if_it_is_used(
    dossier: Dossier, pages: ModuleType, page: HtmlElement, read: Read
) -> None:
    assert not page.xpath("//header//p[contains(., '†')]")
    revised = read(pages.with_claim(dossier, "E1", status="revised"))
    assert revised.xpath("string(//header//p[contains(., '†')])").startswith("† Reworded in the debate")


def test_a_long_source_is_shown_around_the_quote_and_no_further(dossier: Dossier, read: Read) -> None:
    first = dossier.sources[0]
    text = f"{'before ' * 400}{first.text}{' after' * 400}"
    told = Dossier.model_validate(_moved(dossier.model_dump(), first, len("before " * 400)))
    longer = first.model_copy(update={"text": text})
    page = read(told.model_copy(update={"sources": (longer, *told.sources[1:])}))
    passage = _note(page, _buttons(page, "the-engineer")[0]).xpath("string(.//blockquote)")
    assert passage.startswith("… before ")
    assert passage.endswith(" after …")
    assert "A card with 3.35 TB/s reads 70 GB of weights in 21 ms." in passage
    assert len(passage) < 700


def test_a_quote_that_was_altered_in_the_archive_is_shown_bare_and_called_so(
    dossier: Dossier, read: Read
) -> None:
    other = dossier.sources[0].model_copy(
        update={"text": "Something else is written here now, at length enough."}
    )
    page = read(dossier.model_copy(update={"sources": (other, *dossier.sources[1:])}))
    note = _note(page, _buttons(page, "the-engineer")[0])
    assert note.xpath("string(.//blockquote)") == "reads 70 GB of weights in 21 ms"
    assert "✗ does not stand in the stored text" in " ".join(note.text_content().split())
    assert "Something else" not in note.text_content()


def test_numbers_with_the_same_quotes_share_a_note_and_others_have_letters_of_their_own(
    page: HtmlElement,
) -> None:
    one, other = _buttons(page, "bottom-line")[0], _buttons(page, "the-engineer")[0]
    assert one.get("popovertarget") == other.get("popovertarget") == "note-1a"
    labels = [b.get("data-label") for b in page.xpath("//button[@class='cite']") if b.text == "[2]"]
    assert len(set(labels)) > 3
    for label in set(labels):
        assert page.xpath(f"//*[@id='note-{label}']//*[@class='label']/text()") == [f"[{label}]"]


def test_the_notes_of_a_source_go_on_after_z(dossier: Dossier, pages: ModuleType, read: Read) -> None:
    first = dossier.ledger.claims[0].citations[0]
    source = dossier.sources[0]
    letters = [
        first.model_copy(update={"quote": c, "start": n, "end": n + 1}) for n, c in enumerate(source.text)
    ]
    bare = dossier.ledger.claims[1]
    many = [bare.model_copy(update={"id": f"X{n}", "citations": (q,)}) for n, q in enumerate(letters[:30])]
    page = read(pages.with_ledger(dossier, claims=(*dossier.ledger.claims, *many)))
    assert page.xpath("//*[@id='note-1z']")
    assert page.xpath("//*[@id='note-1ab']")


def test_every_place_at_which_a_source_is_cited_can_be_reached_from_it(page: HtmlElement) -> None:
    for number in (1, 2, 3):
        back = page.xpath(f"//li[@id='source-{number}']//p[@class='cited']//a/@href")
        cited = [
            b.get("id") for b in page.xpath("//section//button[@class='cite']") if b.text == f"[{number}]"
        ]
        places = [f"#{id}" for id in cited if id]
        assert back == places
        assert places


def test_a_source_that_the_archive_has_not_got_is_a_number_and_no_button(
    dossier: Dossier, read: Read
) -> None:
    page = read(dossier.model_copy(update={"sources": dossier.sources[1:]}))
    assert "[1]" in page.xpath("//section[@id='the-engineer']//span[@class='cite']/text()")
    assert "no longer in the archive" in page.xpath("string(//li[@id='source-1'])")
    assert dossier.sources[1].title in page.xpath("string(//li[@id='source-2'])")


def test_an_id_leads_to_its_claim_and_an_unknown_one_nowhere(
    dossier: Dossier, pages: ModuleType, page: HtmlElement, read: Read
) -> None:
    assert page.xpath("//section[@id='the-engineer']//a[@class='id']/@href") == ["#id-E1"]
    assert page.xpath("//tr[@id='id-E1']/th/text()") == ["E1"]
    moved = [
        s.model_copy(update={"moved_by": ("E99",)} if s.moved_by else {}) for s in dossier.ledger.stances
    ]
    odd = read(pages.with_ledger(dossier, stances=moved))
    assert odd.xpath("//section[@id='propositions']//span[@class='id']/text()") == ["E99"]


@pytest.mark.parametrize("ids", [("a b", "a/b", "a-b"), ("'\"><x>", "«»", "--")])
def test_ids_from_outside_have_an_anchor_each(
    dossier: Dossier, pages: ModuleType, read: Read, ids: tuple[str, ...]
) -> None:
    claims = [dossier.ledger.claims[1].model_copy(update={"id": id}) for id in ids]
    page = read(pages.with_ledger(dossier, claims=claims))
    rows = page.xpath("//table[@class='claims']//tr[@id]")
    assert [row.findtext("th") for row in rows] == list(ids)
    assert len({row.get("id") for row in rows}) == len(ids)


def _moved(value: Any, source: Source, by: int) -> Any:
    """The value with the quotes of a source further on in it."""
    if isinstance(value, dict):
        again = {name: _moved(inner, source, by) for name, inner in value.items()}
        if again.get("source_id") == source.id:
            again |= {"start": again["start"] + by, "end": again["end"] + by}
        return again
    return [_moved(inner, source, by) for inner in value] if isinstance(value, list | tuple) else value
