"""The archive at a glance agrees with the memos themselves."""

from types import ModuleType

from triptych.store import memos, tags
from triptych.store.archive import Archive
from triptych.store.overview import VERDICTS, overview


def test_it_counts_what_the_memo_holds(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    memos.publish(archive, dossier, make.run())
    tags.change(archive, dossier.memo.id, ["chips", "a"])
    (glance,) = overview(archive)
    claims = dossier.ledger.claims
    assert (glance.id, glance.title, glance.panel) == (
        dossier.memo.id,
        dossier.memo.title,
        dossier.memo.panel,
    )
    assert glance.claims == len(claims)
    assert glance.verdicts == tuple(sum(c.verdict == name for c in claims) for name in VERDICTS)
    assert sum(glance.verdicts) == glance.claims
    assert glance.contested == sum(c.status == "contested" for c in claims)
    assert glance.sources == len(dossier.memo.sources)
    assert (glance.cost_usd, glance.tokens, glance.searches) == (0.25, 15, 4)
    assert glance.tags == ("a", "chips")


def test_the_newest_stands_first_and_an_empty_archive_has_none(archive: Archive, make: ModuleType) -> None:
    assert overview(archive) == []
    for number in (1, 2):
        memos.publish(archive, make.dossier(f"MEMO-{number}", f"RUN-{number}"), make.run(f"RUN-{number}"))
    assert [glance.id for glance in overview(archive)] == ["MEMO-2", "MEMO-1"]
    listed = memos.listing(archive)
    assert [(row.id, row.claims, row.contested, row.sources) for row in listed] == [
        (one.id, one.claims, one.contested, one.sources) for one in overview(archive)
    ]
