"""From statements to their quotes, and from a stretch of a source to the claims that rest on it."""

from types import ModuleType

import pytest

from triptych.store import memos, quoted
from triptych.store.archive import Archive
from triptych.store.quoted import Span, Statement
from triptych.store.records import Passage

E1, I1, E2 = (Statement("MEMO-0001", "claim", one) for one in ("E1", "I1", "E2"))
C1, C2 = (Statement("MEMO-0001", "critique", one) for one in ("C1", "C2"))


@pytest.fixture
def published(archive: Archive, make: ModuleType) -> Archive:
    memos.publish(archive, make.dossier(), make.run())
    return archive


def quotes(archive: Archive, *statements: Statement) -> dict[Statement, list[Passage]]:
    with archive.session() as connection:
        return quoted.quotes(connection, statements)


def test_quotes_are_spans_of_their_sources(published: Archive, make: ModuleType) -> None:
    texts = {make.source(text).id: text for text in make.TEXTS}
    found = quotes(published, E1, I1, E2)
    assert [p.text for p in found[E1]] == ["reads 70 GB of weights in 21 ms", "not 21 ms"]
    assert all(texts[p.source_id][p.start : p.end] == p.text for those in found.values() for p in those)
    assert (found[I1][0].publisher, found[I1][0].title) == ("site1.org", "Page 1")
    assert E2 not in found


def test_a_critique_comes_with_what_it_is_about(published: Archive) -> None:
    found = quotes(published, C1, C2)
    assert [p.text for p in found[C1]] == ["found 30 ms", "reads 70 GB of weights in 21 ms", "not 21 ms"]
    assert C2 not in found


def test_a_claim_comes_by_its_name(published: Archive) -> None:
    with published.session() as connection:
        found = quoted.claims(connection, [E1, E2, Statement("MEMO-0001", "claim", "Z9")])
    assert {one.id: (claim.status, claim.verdict) for one, claim in found.items()} == {
        "E1": ("contested", "contradicted"),
        "E2": ("standing", "unverified"),
    }


def test_of_one_quote_only_so_many_claims_are_told_and_the_contested_first(
    archive: Archive, make: ModuleType
) -> None:
    for n in range(quoted.OF_ONE_QUOTE + 3):
        memos.publish(archive, make.dossier(f"MEMO-{n:04}", f"RUN-{n:04}"), make.run(f"RUN-{n:04}"))
    source = make.source(make.TEXTS[1])
    with archive.session() as connection:
        connection.execute("UPDATE claim SET status = 'contested' WHERE id = 'I1' AND run_id = 'RUN-0000'")
        found = quoted.resting(connection, [Span(source.id, 0, len(source.text))])
    assert len(found) == quoted.OF_ONE_QUOTE
    assert ("MEMO-0000", "contested") in [(claim.memo, claim.status) for _, claim in found]


def test_nothing_asked_is_nothing_found(published: Archive) -> None:
    assert quotes(published) == {}
    with published.session() as connection:
        assert quoted.resting(connection, []) == []
        assert quoted.criticised(connection, []) == frozenset()


def test_the_claims_on_a_stretch_are_told_with_what_became_of_them(
    published: Archive, make: ModuleType
) -> None:
    source = make.source(make.TEXTS[0])
    with published.session() as connection:
        (found,) = quoted.resting(connection, [Span(source.id, 0, len(source.text))])
        elsewhere = quoted.resting(connection, [Span(source.id, 0, 10)])
    span, claim = found
    assert source.text[span.start : span.end] == "reads 70 GB of weights in 21 ms"
    assert (claim.memo, claim.id, claim.status, claim.verdict) == (
        "MEMO-0001",
        "E1",
        "contested",
        "contradicted",
    )
    assert claim.why == "A test says otherwise."
    assert elsewhere == []


def test_a_claim_of_before_verification_has_the_worst_verdict_of_its_quotes(
    published: Archive, make: ModuleType
) -> None:
    source = make.source(make.TEXTS[0])
    with published.session() as connection:
        connection.execute("UPDATE claim SET checked = '' WHERE id = 'E1'")
        ((_, claim),) = quoted.resting(connection, [Span(source.id, 0, len(source.text))])
    assert claim.verdict == "partial"


def test_the_criticised_are_those_to_which_somebody_objected(published: Archive) -> None:
    with published.session() as connection:
        assert quoted.criticised(connection, [E1, I1, E2]) == {E1}
