"""A memo with its sources in one zip: what is in it, under which names, and that it is the same every time."""

import io
import re
from functools import cache
from types import ModuleType
from zipfile import ZipFile

import pytest

from triptych.store.records import Dossier, Source
from triptych.store.render import markdown
from triptych.store.render.bundle import NAME, bundle
from triptych.store.render.pdf.document import pdf

DATA = '{"memo": "as data"}\n'


@cache
def made(dossier: Dossier) -> bytes:
    return bundle(dossier, DATA, dossier.sources)


def opened(dossier: Dossier) -> dict[str, str]:
    """The files by name, the PDF left out."""
    with ZipFile(io.BytesIO(made(dossier))) as files:
        return {name: files.read(name).decode() for name in files.namelist() if not name.endswith(".pdf")}


def titled(dossier: Dossier, *titles: str, publisher: str = "") -> Dossier:
    """The dossier with other titles of its sources."""
    named = zip(dossier.sources, titles, strict=True)
    changed = tuple(s.model_copy(update={"title": t, "publisher": publisher}) for s, t in named)
    return dossier.model_copy(update={"sources": changed})


def test_the_memo_is_in_it_as_pdf_markdown_and_data(dossier: Dossier) -> None:
    files = opened(dossier)
    assert files["memo.md"] == markdown.memo(dossier)
    assert files["memo.json"] == DATA
    with ZipFile(io.BytesIO(made(dossier))) as zipped:
        assert zipped.read("memo.pdf") == pdf(dossier)
        assert zipped.testzip() is None


def test_each_cited_source_is_a_file_under_its_number(dossier: Dossier) -> None:
    files = opened(dossier)
    names = [name for name in files if name.startswith("sources/")]
    assert names == [
        "sources/01-site0-org-page-0.txt",
        "sources/02-site2-org-page-2.txt",
        "sources/03-site1-org-page-1.txt",
    ]
    for name, source in zip(names, dossier.sources, strict=True):
        head, _, text = files[name].partition("\n\n")
        assert head.splitlines() == [
            f"Title: {source.title}",
            "Author: A. Writer",
            f"Publisher: {source.publisher}",
            "Date: 2025-11-30",
            f"Address: {source.url}",
            "Read: 2026-03-01",
        ]
        assert text == f"{source.text}\n"


def test_sources_that_the_memo_does_not_cite_are_left_out(dossier: Dossier, make: ModuleType) -> None:
    other: Source = make.source("Nobody cites this.", "Uncited")
    assert bundle(dossier, DATA, (other, *dossier.sources)) == made(dossier)


def test_texts_may_come_with_the_sources_alone(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triptych.store.render.bundle.pdf", lambda _: b"")
    alone = bundle(dossier.model_copy(update={"sources": ()}), DATA, dossier.sources)
    with ZipFile(io.BytesIO(alone)) as files:
        assert len([name for name in files.namelist() if name.startswith("sources/")]) == 3


def test_a_digest_says_that_its_words_are_not_the_publishers(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triptych.store.render.bundle.pdf", lambda _: b"")
    sources = tuple(s.model_copy(update={"kind": "starter"}) for s in dossier.sources)
    text = opened(dossier.model_copy(update={"sources": sources}))["sources/01-site0-org-page-0.txt"]
    assert "Licence: a digest in Triptych's own words" in text
    assert "Licence" not in opened(dossier)["sources/01-site0-org-page-0.txt"]


def test_the_readme_says_which_question_each_source_serves(dossier: Dossier) -> None:
    told = opened(dossier)["README.txt"]
    for words in ("memo.pdf", "memo.md", "memo.json", "the 3 sources that it cites"):
        assert words in told
    claim = dossier.ledger.claims[0]
    first = told.split("01-site0-org-page-0.txt\n")[1].split("\n\n")[0]
    assert f"{claim.question}: claim {claim.id}" in first
    asked = next(q for q in dossier.brief.questions if q.id == claim.question)
    assert asked.text in " ".join(told.split("The questions")[1].split())


def test_it_is_the_same_every_time_whatever_the_clock_says(dossier: Dossier) -> None:
    assert bundle(dossier, DATA, dossier.sources) == made(dossier)
    with ZipFile(io.BytesIO(made(dossier))) as files:
        assert {entry.date_time for entry in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "title",
    [
        "../../etc/passwd",
        "C:\\Windows\\win.ini",
        "con",
        "aux.txt",
        "/srv/.ssh",
        "漢字",
        "…",
        "x" * 400,
        "a\x00b\n",
        "🚀",
    ],
)
def test_names_are_safe_wherever_they_are_unpacked(
    dossier: Dossier, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triptych.store.render.bundle.pdf", lambda _: b"")
    odd = titled(dossier, title, title, title, publisher=title)
    names = [name.removeprefix("sources/") for name in opened(odd) if name.startswith("sources/")]
    assert len({name.lower() for name in names}) == 3
    for n, name in enumerate(names, start=1):
        assert re.fullmatch(rf"0{n}(-[a-z0-9]+)*\.txt", name)
        assert len(name) <= NAME


def test_a_memo_without_sources_says_so(dossier: Dossier, pages: ModuleType) -> None:
    bare = pages.with_memo(dossier, sources=()).model_copy(update={"sources": ()})
    with ZipFile(io.BytesIO(bundle(bare, DATA, ()))) as files:
        assert files.namelist() == ["README.txt", "memo.pdf", "memo.md", "memo.json"]
        assert "The memo cites no source." in files.read("README.txt").decode()


def test_a_name_is_cut_between_words(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triptych.store.render.bundle.pdf", lambda _: b"")
    title = "What the second generation of inference accelerators means for the margins of their buyers"
    long = titled(dossier, title, title, title, publisher="The Institute for Semiconductor Economics")
    name = next(name for name in opened(long) if name.startswith("sources/01"))
    assert name.startswith("sources/01-the-institute-for-what-the-second-generation-of-")
    assert f"{name.removesuffix('.txt').rpartition('-')[2]}" in title.lower().split()


def test_a_source_that_is_not_at_hand_leaves_its_number_free(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triptych.store.render.bundle.pdf", lambda _: b"")
    made_ = bundle(dossier.model_copy(update={"sources": dossier.sources[1:]}), DATA, ())
    with ZipFile(io.BytesIO(made_)) as files:
        names = [name[:10] for name in files.namelist() if name.startswith("sources/")]
    assert names == ["sources/02", "sources/03"]
