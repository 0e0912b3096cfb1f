"""One process writes, one polls as an interface does, others search and ask in SQL: no error, nothing lost, nobody starves.

`python -m benchmarks.together` does the same with two hundred memos in an archive of ten thousand.
"""

from types import ModuleType

from benchmarks.together import together

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.search.search import ArchiveSearch
from triptych.store.verify import verify

COUNT = 5
LONGEST = 10.0
"""Seconds that nothing may take, on a machine with more to do than this."""


def test_one_writes_while_others_read(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    found = together(archive, COUNT, askers=2)
    assert found.errors == ()
    assert found.spent.keys() == {"write", "list", "show", "search", "sql"}
    assert found.slowest < LONGEST
    assert len(found.published) == COUNT
    assert {row.id for row in memos.listing(archive, 100)} == {"MEMO-0001"} | found.published
    assert verify(archive).faults == ()
    everywhere = {
        hit.memo for hit in ArchiveSearch(archive).search("will", limit=1000) if hit.place == "memos"
    }
    assert found.published <= everywhere
