"""What a person types becomes words, phrases, beginnings and what is left out; nothing typed is an error."""

import pytest

from triptych.store.search.query import MOST_ITEMS, Item, parse


def word(*words: str) -> tuple[Item, ...]:
    return tuple(Item((one,), exact=False) for one in words)


def test_words_are_folded_and_kept_in_order() -> None:
    assert parse("Naïve GPUs").wanted == word("naive", "gpus")


def test_words_that_say_nothing_count_only_alone() -> None:
    assert parse("what is the price of it").wanted == word("price")
    assert parse("to be or not to be").wanted == word("to", "be", "or", "not")


@pytest.mark.parametrize("query", ['"gross Margin"', "“gross margin”", "„gross margin“", "«gross margin»"])
def test_a_phrase_stands_in_any_kind_of_quotation_marks(query: str) -> None:
    assert parse(query).wanted == (Item(("gross", "margin"), exact=True),)


def test_a_phrase_keeps_words_that_say_nothing() -> None:
    assert parse('"the price"').wanted == (Item(("the", "price"), exact=True),)


def test_a_word_of_several_parts_is_a_phrase() -> None:
    assert parse("3.35 cost-effective").wanted == (
        Item(("3", "35"), exact=True),
        Item(("cost", "effective"), exact=True),
    )


def test_a_star_makes_a_beginning() -> None:
    assert parse('infer* "memory band*"').wanted == (
        Item(("infer",), exact=True, begun=True),
        Item(("memory", "band"), exact=True, begun=True),
    )


def test_a_beginning_of_one_letter_is_a_word() -> None:
    assert parse("x*").wanted == word("x")


def test_a_hyphen_before_a_word_or_phrase_leaves_it_out() -> None:
    sought = parse('margin -software -"list price" -infer* cost-cutting')
    assert sought.wanted == (*word("margin"), Item(("cost", "cutting"), exact=True))
    assert [item.words for item in sought.unwanted] == [("software",), ("list", "price"), ("infer",)]


def test_a_possessive_is_the_word_itself() -> None:
    assert parse("NVIDIA's vendor’s").wanted == word("nvidia", "vendor")


def test_scripts_without_spaces_are_sought_as_they_are_written() -> None:
    assert parse("人工知能").wanted == (Item(tuple("人工知能"), exact=True),)


@pytest.mark.parametrize("query", ["", "  ", '"', '""', "-", "*", "- * ()", "\0", "🚀", '-"', "^~:[]{}\\/"])
def test_a_query_without_words_wants_nothing(query: str) -> None:
    assert parse(query).wanted == ()


@pytest.mark.parametrize(
    "query", ['"memory', 'memory"', "memory AND (", "+memory)", "memory^ ~", "text:memory", "--memory"]
)
def test_what_is_malformed_is_words(query: str) -> None:
    items = parse(query)
    assert "memory" in {one for item in (*items.wanted, *items.unwanted) for one in item.words}


def test_a_word_that_comes_again_and_a_page_that_was_pasted_cost_nothing() -> None:
    assert parse("price price").wanted == word("price")
    assert len(parse(" ".join(f"word{n}" for n in range(5000))).wanted) == MOST_ITEMS
