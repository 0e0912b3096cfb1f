from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType

import pytest

from triptych.agents.sources.several import Several
from triptych.errors import ArchiveError, BudgetError, InputError, ServiceError, TriptychError
from triptych.store.records import Passage, Source


@dataclass
class Fixed:
    """A provider that always finds the same, or fails."""

    found: Sequence[Passage] = ()
    known: Sequence[Source] = ()
    error: TriptychError | None = None
    asked: list[tuple[str, int, frozenset[str]]] = field(default_factory=list)

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        self.asked.append((query, limit, without))
        if self.error:
            raise self.error
        return list(self.found)

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        if self.error:
            raise self.error
        return [source for source in self.known if source.id in ids]

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        return []


def _at(make: ModuleType, text: str, url: str) -> Passage:
    passage: Passage = make.passage(text)
    return passage.model_copy(update={"url": url})


async def test_what_both_have_comes_first_and_once(make: ModuleType) -> None:
    a, b, c = (_at(make, f"Text {n}.", f"https://{n}.org/") for n in "abc")
    several = Several({"one": Fixed([a, b]), "other": Fixed([b, c])})
    assert await several.search("x", 9) == [b, a, c]


async def test_no_more_than_asked_for_is_given(make: ModuleType) -> None:
    a, both, c = (make.passage(f"Text {n}.") for n in "abc")
    several = Several({"one": Fixed([a, both]), "other": Fixed([both, c])})
    assert await several.search("x", 9) == [both, a, c]
    assert await several.search("x", 2) == [both, a]


async def test_all_are_asked_the_same(make: ModuleType) -> None:
    one, other = Fixed([make.passage("A.")]), Fixed()
    await Several({"one": one, "other": other}).search("x", 3, without=frozenset({"a.org"}))
    assert one.asked == other.asked == [("x", 3, frozenset({"a.org"}))]


@pytest.mark.parametrize("order", [("library", "web"), ("web", "library")])
async def test_a_page_that_the_library_has_too_is_the_librarys(
    make: ModuleType, order: tuple[str, str]
) -> None:
    kept = _at(make, "As it was kept.", "https://www.a.org/p")
    read = _at(make, "As it is today.", "http://a.org/p/?utm_source=x")
    other = _at(make, "Another page.", "http://b.org/")
    providers = {"library": Fixed([kept]), "web": Fixed([read, other])}
    several = Several({name: providers[name] for name in order})
    assert sorted(p.text for p in await several.search("x", 9)) == ["Another page.", "As it was kept."]
    providers["library"].found = ()
    assert [p.text for p in await several.search("y", 9)] == ["Another page."]  # it still has it


async def test_passages_without_an_address_and_several_of_one_page_stay(make: ModuleType) -> None:
    first = _at(make, "A.", "https://a.org/")
    found = [
        first,
        first.model_copy(update={"id": f"{first.source_id}#1"}),
        _at(make, "B.", ""),
        _at(make, "C.", ""),
    ]
    assert await Several({"one": Fixed(found)}).search("x", 9) == found


async def test_a_fault_of_the_archive_is_nobody_s_part(make: ModuleType) -> None:
    several = Several({"bad": Fixed(error=ArchiveError("torn.")), "good": Fixed([make.passage("A.")])})
    with pytest.raises(ArchiveError, match="torn"):
        await several.search("x", 3)


@pytest.mark.parametrize("error", [ServiceError("down."), InputError("refused.")])
async def test_one_that_fails_costs_its_part_and_is_told_once(make: ModuleType, error: TriptychError) -> None:
    told: list[tuple[str, str]] = []
    passage, source = make.passage("A."), make.source("A.")
    several = Several(
        {"bad": Fixed(error=error), "good": Fixed([passage], [source])}, lambda *fault: told.append(fault)
    )
    assert await several.search("x", 3) == await several.search("y", 3) == [passage]
    assert await several.sources([source.id]) == [source]
    assert told == [("bad", str(error))]


async def test_all_failing_raises() -> None:
    several = Several(
        {"one": Fixed(error=ServiceError("first.")), "other": Fixed(error=ServiceError("second."))}
    )
    with pytest.raises(ServiceError, match="first"):
        await several.search("x", 3)
    with pytest.raises(ServiceError, match="first"):
        await several.sources(["x"])


async def test_a_spent_budget_is_no_fault_of_a_provider(make: ModuleType) -> None:
    several = Several({"one": Fixed(error=BudgetError("spent.")), "other": Fixed([make.passage("A.")])})
    with pytest.raises(BudgetError):
        await several.search("x", 3)


async def test_sources_come_in_the_order_asked_for_each_once(make: ModuleType) -> None:
    a, b = make.source("A."), make.source("B.")
    several = Several({"one": Fixed(known=[a, b]), "other": Fixed(known=[a])})
    assert await several.sources([b.id, a.id, b.id, "unknown"]) == [b, a]
