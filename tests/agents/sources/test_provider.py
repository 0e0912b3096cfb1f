"""The library as a run sees it."""

from pathlib import Path

from triptych.agents.sources.library import Library
from triptych.agents.sources.provider import LibraryProvider
from triptych.store.archive import Archive


async def test_sources_that_are_gone_cost_none_of_the_others(archive: Archive, tmp_path: Path) -> None:
    library = Library(archive)
    ids = []
    for name, text in (("a.txt", "Falcons hunt."), ("b.txt", "Herons wade.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (added,) = library.add([str(tmp_path / name)], 10**6)
        assert added.source is not None
        ids.append(added.source.id)
    provider = LibraryProvider(library)
    library.remove(ids[0])
    assert [source.text for source in await provider.sources([*ids, ids[1]])] == ["Herons wade."] * 2
