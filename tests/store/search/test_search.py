"""What a search of the archive finds, in which order, and what filters leave of it."""

from datetime import date
from types import ModuleType

import pytest

from triptych.store import sources
from triptych.store.archive import Archive
from triptych.store.search.hits import Filters, Hit, Place
from triptych.store.search.search import ArchiveSearch


def ids(search: ArchiveSearch, query: str, **filters: object) -> list[str]:
    return [hit.id for hit in search.search(query, Filters(**filters))]  # type: ignore[arg-type]


def only(search: ArchiveSearch, query: str, place: Place) -> list[Hit]:
    return search.search(query, Filters(places=(place,)))


def test_an_empty_archive_finds_nothing(archive: Archive) -> None:
    search = ArchiveSearch(archive)
    assert search.search("anything") == []
    assert (search.size(), search.personas()) == (0, [])


def test_every_place_is_searched(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "wells rent") == ["MEMO-A/E12"]
    assert ids(stocked, "otherwise") == ["MEMO-A/C1", "MEMO-B/C1", "MEMO-C/C1"]
    assert ids(stocked, "accelerators") == ["MEMO-C"]
    assert [hit.place for hit in stocked.search("newspaper")] == ["sources"]


def test_a_claim_comes_with_what_is_known_of_it(stocked: ArchiveSearch) -> None:
    (hit,) = stocked.search("wells rent")
    assert (hit.place, hit.memo, hit.title) == ("claims", "MEMO-A", "Inference as a commodity")
    assert (hit.persona, hit.kind, hit.status, hit.verdict) == (
        "engineer",
        "estimate",
        "contested",
        "contradicted",
    )
    assert (hit.text, hit.snippet) == ("Quokkas rent wells to investors.",) * 2
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["rent", "wells"]
    assert hit.day == date(2026, 3, 1)
    assert hit.score > 0


def test_a_critique_is_found_by_the_argument_of_the_reply_to_it(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "otherwise true", places=("critiques",)) == ["MEMO-A/C1", "MEMO-B/C1", "MEMO-C/C1"]


def test_a_passage_is_a_span_of_its_source(
    stocked: ArchiveSearch, archive: Archive, make: ModuleType
) -> None:
    text = "\n\n".join(f"Paragraph {n} speaks of many things. " * 9 for n in range(12)) + "\n\nA quagga."
    source = make.source(text)
    sources.keep(archive, [source])
    (hit,) = ArchiveSearch(archive).search("quagga")
    assert hit.id == f"{source.id}#{hit.start}-{hit.end}"
    assert hit.text == source.text[hit.start : hit.end]
    assert hit.start > 0
    assert (hit.source, hit.memo, hit.publisher, hit.url) == (source.id, "", source.publisher, source.url)


def test_each_part_of_a_memo_can_be_found_and_only_the_best_is_given(stocked: ArchiveSearch) -> None:
    parts = {
        "Decoding bound margins hold": "MEMO-A/bottom-line",
        "What bounds it": "MEMO-A/engineer/1",
        "It is fast": "MEMO-A/agreement-1",
        "Speed slow": "MEMO-A/disagreement-1",
        "Buy memory": "MEMO-A/bet-1",
        "Who owns quokkas": "MEMO-B/open-questions",
    }
    for query, part in parts.items():
        found = [hit.id for hit in only(stocked, query, "memos")]
        assert found[0] == part
        assert len({hit.partition("/")[0] for hit in found}) == len(found)


def test_a_title_weighs_more_than_a_text(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "quokkas wells")[0] == "MEMO-B"


def test_words_match_in_all_their_forms_and_without_accents(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "naive cafes FLY", places=("claims",)) == ["MEMO-C/E11"]
    assert ids(stocked, "falcon", places=("claims",)) == ["MEMO-C/E11"]


def test_the_plural_of_an_acronym_is_a_form_of_it(archive: Archive, make: ModuleType) -> None:
    sources.keep(archive, [make.source("Many GPUs idle."), make.source("One GPU idles.")])
    search = ArchiveSearch(archive)
    assert len(search.search("GPU")) == len(search.search("gpus")) == 2


def test_a_phrase_stands_as_it_is_written(stocked: ArchiveSearch) -> None:
    assert ids(stocked, '"dig wells"') == ["MEMO-A/E11"]
    assert ids(stocked, '"digs wells"') == []
    assert ids(stocked, '"wells dig"') == []


def test_a_beginning_finds_every_word_that_goes_on_from_it(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "quok*", places=("claims",)) == ["MEMO-A/E11", "MEMO-A/E12"]
    assert ids(stocked, '"quokkas re*"') == ["MEMO-A/E12"]
    assert ids(stocked, "uokk*") == []


def test_a_beginning_of_very_many_words_finds_them_all(archive: Archive, make: ModuleType) -> None:
    words = [f"com{a}{b}" for a in "bcdfghklmn" for b in "aeiouy"]
    sources.keep(archive, [make.source(f"{word} alone.") for word in words])
    assert len(ArchiveSearch(archive).search("com*", limit=100)) == len(words) > 50


def test_a_word_with_a_hyphen_before_it_is_not_there(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "quokkas -investors", places=("claims",)) == ["MEMO-A/E11"]
    assert ids(stocked, 'quokkas -"dig wells" -rent*', places=("claims",)) == []
    assert ids(stocked, "-quokkas") == []


def test_all_words_must_be_there_unless_nothing_has_them_all(stocked: ArchiveSearch) -> None:
    found = stocked.find("quokkas investors")
    assert (found.every, [hit.id for hit in found.hits]) == (True, ["MEMO-A/E12"])
    found = stocked.find("quokkas investors falcons")
    assert not found.every
    assert {"MEMO-A/E12", "MEMO-C/E11"} <= {hit.id for hit in found.hits}
    found = stocked.find("okapi zebra")
    assert (found.every, found.hits) == (True, [])


def test_loosely_any_of_the_words_will_do_though_something_has_them_all(stocked: ArchiveSearch) -> None:
    strictly = [hit.id for hit in stocked.search("quokkas investors", limit=100)]
    found = stocked.find("quokkas investors", limit=100, loosely=True)
    assert not found.every
    assert set(strictly) < {hit.id for hit in found.hits}
    assert found.hits[0].id in strictly


@pytest.mark.parametrize("query", ["推論", "人工知能", "обучение моделей", "ОБУЧЕНИЕ"])
def test_other_languages_are_found_by_their_words(stocked: ArchiveSearch, query: str) -> None:
    (hit,) = stocked.search(query)
    assert "".join(hit.snippet[a:b] for a, b in hit.marks).casefold() == query.replace(" ", "").casefold()


@pytest.mark.parametrize(
    "query",
    ["", '"', "*", "-", "(", "a:b", "x" * 70_000, "text_words:quokkas", "^q ~[zz TO yy] {", "\0\udc80"],
)
def test_nothing_in_a_query_is_an_error(stocked: ArchiveSearch, query: str) -> None:
    assert stocked.search(query) == []


def test_equal_hits_come_in_the_order_in_which_they_came_to_the_archive(
    archive: Archive, make: ModuleType
) -> None:
    kept = [make.source(f"Falcons fly over hill{n:03d} today.") for n in range(90)]
    sources.keep(archive, kept)
    search = ArchiveSearch(archive)
    every = [hit.source for hit in search.search("falcons", limit=90)]
    assert every == [source.id for source in kept]
    assert [hit.source for hit in search.search("falcons", limit=7)] == every[:7]
    assert len({hit.score for hit in search.search("falcons", limit=90)}) == 1


def test_the_limit_limits(stocked: ArchiveSearch) -> None:
    assert len(stocked.search("falcons", limit=2)) == 2
    assert stocked.search("falcons", limit=0) == []


def test_filters_on_claims(stocked: ArchiveSearch) -> None:
    everything = ids(stocked, "decoding margins bare", places=("claims",))
    assert ids(stocked, "decoding margins bare", persona="investor", places=("claims",)) == [
        "MEMO-A/I1",
        "MEMO-B/I1",
        "MEMO-C/I1",
    ]
    assert len(everything) == 9
    assert {hit[-2:] for hit in ids(stocked, "decoding margins bare", kind="fact")} == {"E2"}
    assert {hit[-2:] for hit in ids(stocked, "decoding margins bare", verdict="contradicted")} == {"E1"}
    assert {hit[-2:] for hit in ids(stocked, "decoding margins bare", status="standing")} == {"I1", "E2"}


def test_a_persona_is_who_says_it(stocked: ArchiveSearch) -> None:
    assert ids(stocked, "otherwise", persona="investor", memo="MEMO-A") == ["MEMO-A/C1"]
    assert ids(stocked, "what bounds", persona="engineer", memo="MEMO-A") == ["MEMO-A/engineer/1"]
    assert ids(stocked, "what bounds", persona="investor", memo="MEMO-A") == []


def test_a_panel_is_that_of_the_memo(stocked: ArchiveSearch) -> None:
    assert {hit[:6] for hit in ids(stocked, "margins", panel=("engineer",))} == {"MEMO-A", "MEMO-B", "MEMO-C"}
    assert {hit[:6] for hit in ids(stocked, "margins", panel=("sceptic", "engineer"))} == {"MEMO-B"}
    assert ids(stocked, "margins", panel=("sceptic", "investor")) == []


def test_a_domain_has_those_under_it_and_no_other(stocked: ArchiveSearch) -> None:
    publishers = {hit.publisher for hit in stocked.search("falcons", Filters(domain="Example.com"))}
    assert publishers == {"news.example.com", "www.example.com"}
    assert [hit.publisher for hit in stocked.search("falcons", Filters(domain="news.example.com"))] == [
        "news.example.com"
    ]


def test_a_claim_is_of_every_domain_that_it_quotes(stocked: ArchiveSearch) -> None:
    for domain in ("site0.org", "site2.org"):
        assert "MEMO-A/E1" in ids(stocked, "decoding", domain=domain)
    assert "MEMO-A/E1" not in ids(stocked, "decoding", domain="site1.org")
    assert ids(stocked, "otherwise", domain="site2.org", memo="MEMO-A") == ["MEMO-A/C1"]


def test_since_is_the_day_of_the_memo_or_of_publication(stocked: ArchiveSearch) -> None:
    assert {hit.memo for hit in stocked.search("margins", Filters(since=date(2026, 4, 1)))} == {"MEMO-B"}
    assert len(stocked.search("margins", Filters(since=date(2026, 6, 1)))) > 0
    found = stocked.search("falcons", Filters(since=date(2026, 4, 1)))
    assert [hit.publisher for hit in found] == ["news.example.com"]


def test_a_memo_is_what_it_says_and_the_sources_that_it_cites(stocked: ArchiveSearch) -> None:
    found = stocked.search("memory", Filters(memo="MEMO-A"))
    assert {hit.place for hit in found} == {"memos", "sources"}
    assert {hit.memo for hit in found} == {"MEMO-A", ""}
    assert ids(stocked, "newspaper", memo="MEMO-A") == []


def test_filters_that_know_nothing_leave_nothing(stocked: ArchiveSearch) -> None:
    for filters in (Filters(memo="MEMO-X"), Filters(places=()), Filters(domain="nowhere.org")):
        assert stocked.search("falcons", filters) == []


def test_the_personas_of_all_panels_are_known(stocked: ArchiveSearch) -> None:
    assert stocked.personas() == ["engineer", "investor", "sceptic"]
