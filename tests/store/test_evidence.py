"""Lists of evidence agree with the memos, whatever they are filtered by, and are read a portion at a time."""

from collections import Counter
from types import ModuleType

import pytest
from benchmarks.many_memos import made

from triptych.errors import InputError
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.evidence import Filters, claims, of_claims, of_sources, sources
from triptych.store.records import Dossier
from triptych.store.used import used


@pytest.fixture
def several(archive: Archive) -> list[Dossier]:
    """Four memos, the newest last."""
    made_ = [made(number, 4) for number in range(4)]
    for one in made_:
        memos.publish(archive, one.dossier, one.run, created_at=one.created_at)
    return [one.dossier for one in made_]


def test_claims_stand_in_the_order_of_memos_the_newest_first(
    archive: Archive, several: list[Dossier]
) -> None:
    listed = claims(archive)
    told = [(d.memo.id, c.id, c.text) for d in reversed(several) for c in d.ledger.claims]
    assert [(row.memo, row.id, row.text) for row in listed.rows] == told
    assert listed.total == len(told)
    pages = [claims(archive, first=first, most=10) for first in range(0, len(told), 10)]
    assert [row for page in pages for row in page.rows] == listed.rows
    assert {page.total for page in pages} == {len(told)}


def test_claims_are_filtered_by_all_that_is_said_of_them(archive: Archive, several: list[Dossier]) -> None:
    every = [(d.memo.id, c) for d in reversed(several) for c in d.ledger.claims]
    one = next(c for _, c in every if c.status == "contested")
    words = tuple(one.text.upper().split()[:2])
    publisher = one.citations[0].publisher
    for filters, wanted in (
        (Filters(persona=one.persona), lambda c: c.persona == one.persona),
        (
            Filters(verdict=one.verdict, status="contested"),
            lambda c: (c.verdict, c.status) == (one.verdict, "contested"),
        ),
        (Filters(kind=one.kind), lambda c: c.kind == one.kind),
        (Filters(words=words), lambda c: all(word.lower() in c.text.lower() for word in words)),
        (Filters(publisher=publisher), lambda c: publisher in {q.publisher for q in c.citations}),
    ):
        found = claims(archive, filters)
        assert [(row.memo, row.id) for row in found.rows] == [(m, c.id) for m, c in every if wanted(c)]
        assert found.total == len(found.rows) > 0
    first = several[0].memo.id
    assert {row.memo for row in claims(archive, Filters(memo=first)).rows} == {first}
    assert claims(archive, Filters(words=("%",))).total == sum("%" in c.text for _, c in every)


def test_sources_tell_what_rests_on_them(archive: Archive, several: list[Dossier]) -> None:
    listed = sources(archive)
    known = {s.id: s for d in several for s in d.sources}
    assert {row.id for row in listed.rows} == set(known)
    assert listed.total == len(known)
    for row in listed.rows:
        assert row.claims == sum(
            row.id in {q.source_id for q in c.citations} for d in several for c in d.ledger.claims
        )
        assert row.memos == sum(row.id in d.memo.sources for d in several)
    assert listed.rows == sorted(listed.rows, key=lambda row: (-row.fetched_at.timestamp(), row.id))
    used_most = sources(archive, order="used").rows
    assert [row.claims for row in used_most] == sorted((row.claims for row in listed.rows), reverse=True)
    days = [row.published_at for row in sources(archive, order="published", first=1, most=9).rows]
    assert days == sorted(filter(None, (row.published_at for row in listed.rows)), reverse=True)[1:10]
    source = known[listed.rows[0].id]
    for filters in (
        Filters(words=(source.publisher, source.title.split()[0])),
        Filters(publisher=source.publisher, kind=source.kind),
        Filters(words=(source.url,)),
    ):
        assert source.id in {row.id for row in sources(archive, filters).rows}
    memo = several[0].memo
    assert {row.id for row in sources(archive, Filters(memo=memo.id)).rows} == set(memo.sources)
    assert sources(archive, Filters(words=("no such word",))).total == 0


def test_what_can_be_filtered_by_is_counted(archive: Archive, several: list[Dossier]) -> None:
    every = [c for d in several for c in d.ledger.claims]
    counted = of_claims(archive)
    assert dict(counted["status"]) == Counter(c.status for c in every)
    assert dict(counted["persona"]) == Counter(c.persona for c in every)
    quoted = Counter(p for c in every for p in {q.publisher for q in c.citations})
    assert dict(counted["publisher"]) == quoted
    one = several[0]
    assert dict(of_claims(archive, one.memo.id)["kind"]) == Counter(c.kind for c in one.ledger.claims)
    published = Counter(s.publisher for s in {s.id: s for d in several for s in d.sources}.values())
    assert dict(of_sources(archive)["publisher"]) == published
    assert sum(n for _, n in of_sources(archive, one.memo.id)["kind"]) == len(one.memo.sources)


def test_an_empty_archive_has_none(archive: Archive) -> None:
    assert (sources(archive).total, claims(archive).total) == (0, 0)
    assert of_sources(archive) == {"kind": [], "publisher": []}
    assert not any(of_claims(archive).values())


def test_a_source_knows_where_it_is_used(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    memos.publish(archive, dossier, make.run())
    told = used(archive, dossier.memo.sources[0])
    assert told.source.text == make.TEXTS[0]
    assert (told.memos, told.quotes, told.in_library) == (1, len(told.uses), False)
    claim = told.uses[0]
    assert (claim.kind, claim.owner, claim.text) == ("claim", "E1", "Decoding takes 21 ms at best.")
    assert (claim.verdict, claim.status, claim.standing) == ("contradicted", "contested", "supported")
    assert {use.kind for use in told.uses} == {"claim", "settlement"}
    assert all(told.source.text[use.start : use.end] == use.quote for use in told.uses)
    kinds = {use.kind for key in dossier.memo.sources for use in used(archive, key).uses}
    assert kinds == {"claim", "critique", "reply", "settlement", "proposition", "sentence"}
    with pytest.raises(InputError, match="No source nothing"):
        used(archive, "nothing")
