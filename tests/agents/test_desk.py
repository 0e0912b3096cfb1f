from types import ModuleType

from triptych.agents.desk import Desk, distinct

TEXT = (
    "The rental price of an H100 fell below two dollars an hour in the autumn, because supply had caught up with demand "
    "and early customers sold on what they had reserved. Analysts expect the decline to last through the next year."
)


def test_a_near_copy_from_another_source_counts_once(make: ModuleType) -> None:
    first, copy = make.passage(TEXT, "a.org"), make.passage(f"{TEXT} Reported by our desk.", "b.org")
    other = make.passage("Memory bandwidth bounds decoding on every accelerator that ships today.", "c.org")
    assert distinct([first, copy, other]) == [first, other]


def test_the_best_ranked_copy_is_kept(make: ModuleType) -> None:
    first, copy = make.passage(TEXT, "a.org"), make.passage(f"{TEXT} Reported by our desk.", "b.org")
    assert distinct([copy, first]) == [copy]


def test_passages_of_one_source_are_never_copies_of_each_other(make: ModuleType) -> None:
    first = make.passage(TEXT)
    again = first.model_copy(update={"id": f"{first.source_id}#1"})
    assert distinct([first, again]) == [first, again]


def test_passages_without_words_do_no_harm(make: ModuleType) -> None:
    assert len(distinct([make.passage("…", "a.org"), make.passage("GPU", "b.org")])) == 2


async def test_every_search_is_counted_and_every_source_read_is_remembered(make: ModuleType) -> None:
    shelf = make.Shelf(
        make.passage("GPU prices fell.", "a.org"), make.passage("GPU prices rose again.", "b.org")
    )
    desk = Desk(shelf)
    assert len(await desk.search("GPU", 10)) == 2
    assert len(await desk.search("GPU", 10, without=frozenset({"a.org"}))) == 1
    assert (desk.searches, len(desk.read)) == (2, 2)


async def test_a_source_is_read_from_its_provider_once(make: ModuleType) -> None:
    one, two = make.source("One."), make.source("Two.")
    shelf = make.Shelf(sources=[one, two])
    desk = Desk(shelf)
    assert list(await desk.sources([one.id, one.id])) == [one.id]
    assert list(await desk.sources([two.id, one.id, "unknown"])) == [two.id, one.id]
    assert shelf.asked == [[one.id], [two.id, "unknown"]]
