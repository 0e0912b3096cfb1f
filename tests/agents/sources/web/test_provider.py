"""Search, read, rank: over real HTTP with the engines of the double, and with scripted engines where one must fail."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from triptych.agents.desk import Desk, SearchProvider
from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles.web_server import WebServer
from triptych.agents.sources.document import Document, to_source
from triptych.agents.sources.fetch import Limits
from triptych.agents.sources.guard import Refused
from triptych.agents.sources.web import provider as provider_module
from triptych.agents.sources.web import shelf
from triptych.agents.sources.web.build import build
from triptych.agents.sources.web.chosen import web_providers
from triptych.agents.sources.web.hits import Hit
from triptych.agents.sources.web.provider import WebProvider
from triptych.agents.sources.web.reader import Manners, PageReader
from triptych.errors import InputError, ServiceError
from triptych.keys import Key
from triptych.settings import SearchSettings
from triptych.store.records import PageRead, Passage, Source

KEY = "tvly-test-CANARY"
QUERY = "H100 rental price"
Faults = list[tuple[str, str]]
HASTE = Manners(gap=0)


@dataclass
class Told:
    """What a provider reported."""

    reads: list[PageRead] = field(default_factory=list)
    faults: Faults = field(default_factory=list)

    def fault(self, name: str, reason: str) -> None:
        self.faults.append((name, reason))


@pytest.fixture
def told() -> Told:
    return Told()


Make = Callable[..., WebProvider]


@pytest.fixture
def make(tmp_path: Path, settings: SearchSettings, told: Told, pauses: Any) -> Make:
    def make(mode: str = "normal", **changed: Any) -> WebProvider:
        provider = build(
            settings.model_copy(update=changed), Key(KEY), tmp_path / "cache",
            mode=mode, on_read=told.reads.append, on_fault=told.fault, manners=HASTE, sleep=pauses,  # type: ignore[arg-type]
        )  # fmt: skip
        assert provider is not None
        return provider

    return make


async def test_a_query_gives_passages_of_pages_that_were_read(make: Make, web: WebServer, told: Told) -> None:
    provider: SearchProvider = make()
    passages = await provider.search(QUERY, 2)
    sources = {source.id: source for source in await provider.sources([p.source_id for p in passages])}
    assert passages[0].url == web.url("rent.html")
    assert all(p.text == sources[p.source_id].text[p.start : p.end] for p in passages)
    assert passages[0].score > passages[1].score > 0
    assert sources[passages[0].source_id].provider == "tavily"
    assert {read.outcome for read in told.reads} == {"read"}
    assert {request.path for request in web.requests} >= {"/search", "/searx/search"}


async def test_no_publisher_in_without_is_searched_read_or_given(
    folder: Path, make: Make, web: WebServer, told: Told
) -> None:
    provider = make()
    assert await provider.search(QUERY, 5, without=frozenset({"127.0.0.1"})) == []
    assert told.reads == []
    await provider.search(QUERY, 5)
    assert await provider.search(QUERY, 5, without=frozenset({"127.0.0.1"})) == []


async def test_the_engines_are_asked_once_however_many_passages_are_wanted(
    make: Make, web: WebServer
) -> None:
    provider = make()
    assert len(await provider.search(QUERY, 1)) == 1
    asked = len(web.requests)
    assert len(await provider.search(f" {QUERY}\n", 9)) > 1
    assert len(web.requests) == asked


async def test_what_a_query_finds_does_not_depend_on_the_searches_before_it_and_no_page_is_read_twice(
    make: Make, web: WebServer
) -> None:
    alone = await make(mode="fresh", results=2).search("megawatts decoding", 5)
    web.requests.clear()
    provider = make(mode="fresh", results=2)
    await provider.search("H100 rental price", 5)
    await provider.search("memory bandwidth decoding", 5)
    assert await provider.search("megawatts decoding", 5) == alone != []
    pages = [request.path for request in web.requests if request.path.startswith("/pages/")]
    assert len(pages) == len(set(pages))


async def test_a_page_that_several_queries_find_is_cut_into_passages_once(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[str] = []
    threads: set[str] = set()

    def passages(source: Source) -> tuple[Passage, ...]:
        cut.append(source.id)
        threads.add(threading.current_thread().name.partition("_")[0])
        return shelf.passages(source)

    monkeypatch.setattr(provider_module, "passages", passages)
    provider = make()
    found = [await provider.search(query, 5) for query in (QUERY, "memory bandwidth decoding", "H100 price")]
    assert {p.source_id for p in found[0]} & {p.source_id for p in found[2]}
    assert len(cut) == len(set(cut))
    assert threads == {"triptych-shelf"}, "whoever waits for an answer to be kept does not wait behind it"


async def test_of_a_long_page_what_matters_is_found_wherever_it_stands(
    folder: Path, told: Told, pauses: Any
) -> None:
    filler = "\n\n".join(
        f"Paragraph {n} is about gardens, and about the weather of the year {n}. " * 8 for n in range(300)
    )
    needle = "The rental price of an H100 was quoted at $1.99 in a footnote of this page."
    (folder / "long.md").write_text(f"# Long\n\n{filler}\n\n{needle}\n\n{filler}", encoding="utf-8")
    with WebServer(folder) as web:
        web_url = web.url("long.html")
        settings = SearchSettings(searxng_url=web.searx_url, allow_hosts=("127.0.0.1",))
        provider = build(settings, None, folder.parent / "cache", manners=HASTE, sleep=pauses)
        assert provider is not None
        found = await provider.search("H100 rental price quoted in a footnote", 2)
    (passage,) = [p for p in found if p.url == web_url]
    assert needle in passage.text
    assert len(passage.text) < 3000


async def test_one_engine_that_fails_is_told_once_and_the_other_goes_on(
    make: Make, web: WebServer, told: Told
) -> None:
    web.misbehave(bad.status(500), path="/search")
    provider = make()
    assert await provider.search(QUERY, 3)
    assert await provider.search("power", 3)
    assert [name for name, _ in told.faults] == ["tavily"]
    assert (await provider.sources([(await provider.search(QUERY, 1))[0].source_id]))[0].provider == "searxng"


async def test_all_engines_failing_is_a_service_error(make: Make, web: WebServer, told: Told) -> None:
    web.misbehave(bad.status(500))
    with pytest.raises(ServiceError, match="answered 500"):
        await make().search(QUERY, 3)
    assert sorted(name for name, _ in told.faults) == ["searxng", "tavily"]


async def test_a_query_whose_engines_failed_is_asked_again(make: Make, web: WebServer) -> None:
    web.misbehave(bad.status(404), times=2)
    provider = make()
    with pytest.raises(ServiceError):
        await provider.search(QUERY, 3)
    assert await provider.search(QUERY, 3)


async def test_a_page_that_fails_costs_nothing_else(make: Make, web: WebServer, told: Told) -> None:
    web.misbehave(bad.status(404), path="/pages/power.html")
    provider = make(providers=("searxng",))
    found = await provider.search("H100", 9)
    assert {p.url for p in found} == {web.url("rent.html"), web.url("memory.html")}
    assert [read.url for read in told.reads if read.outcome == "failed"] == [web.url("power.html")]


async def test_what_cannot_be_read_here_is_extracted_by_tavily(
    make: Make, web: WebServer, told: Told
) -> None:
    web.misbehave(bad.blocked(), path="/pages/rent.html")
    provider = make()
    found = await provider.search(QUERY, 3)
    (source,) = await provider.sources([found[0].source_id])
    assert (source.provider, source.url, source.title) == (
        "tavily extract",
        web.url("rent.html"),
        "H100 rental prices",
    )
    assert source.publisher == "127.0.0.1"
    assert found[0].text == source.text[found[0].start : found[0].end]
    of_page = [read.outcome for read in told.reads if read.url == web.url("rent.html")]
    assert of_page == ["failed", "read"]


async def test_a_page_is_extracted_once_and_what_it_gave_is_kept(make: Make, web: WebServer) -> None:
    web.misbehave(bad.blocked(), path="/pages/rent.html")
    provider = make()
    await provider.search(QUERY, 3)
    await provider.search("the price of an hour", 3)
    await make().search(QUERY, 3)
    assert [request.path for request in web.requests].count("/extract") == 1


async def test_what_tavily_cannot_extract_either_is_only_a_failed_page(
    make: Make, web: WebServer, told: Told
) -> None:
    web.misbehave(bad.blocked(), path="/pages/rent.html")
    web.misbehave(bad.gives(b'{"results": [], "failed_results": []}'), path="/extract")
    assert all(p.url != web.url("rent.html") for p in await make().search(QUERY, 3))
    assert told.faults == []
    assert len([read for read in told.reads if read.url == web.url("rent.html")]) == 1


async def test_an_extractor_that_fails_is_told_and_costs_its_pages_only(
    make: Make, web: WebServer, told: Told
) -> None:
    web.misbehave(bad.blocked(), path="/pages/rent.html")
    web.misbehave(bad.status(500), path="/extract")
    assert await make().search(QUERY, 3)
    assert [name for name, _ in told.faults] == ["tavily"]


async def test_offline_gives_what_was_found_before_and_asks_nobody(
    make: Make, web: WebServer, told: Told
) -> None:
    web.misbehave(bad.blocked(), path="/pages/rent.html")
    before = await make().search(QUERY, 3)
    asked = len(web.requests)
    offline = make("offline")
    assert await offline.search(QUERY, 3) == before
    with pytest.raises(ServiceError, match=r"not in the cache\. Run without --offline"):
        await offline.search("another question", 3)
    assert len(web.requests) == asked


async def test_fresh_asks_again(make: Make, web: WebServer) -> None:
    await make().search(QUERY, 3)
    asked = len(web.requests)
    await make().search(QUERY, 3)
    assert len(web.requests) == asked
    await make("fresh").search(QUERY, 3)
    assert len(web.requests) == 2 * asked


async def test_no_key_is_kept_in_the_cache(make: Make, web: WebServer, tmp_path: Path) -> None:
    await make().search(QUERY, 3)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "cache").iterdir())
    assert b"H100" in kept
    assert KEY.encode() not in kept


async def test_the_desk_drops_what_came_out_after_the_day_of_the_run(make: Make, web: WebServer) -> None:
    desk = Desk(make(), as_of=date(2026, 2, 15))
    assert {p.title for p in await desk.search("H100", 3)} == {"Power for clusters", "Memory bandwidth"}
    assert [request.path for request in web.requests].count("/search") == 1


@dataclass
class Scripted:
    """An engine that finds what it is given; and reads it, too, where it is given texts."""

    hits: Sequence[Hit]
    texts: dict[str, str] = field(default_factory=dict)
    name: str = "scripted"
    asks: dict[str, Any] = field(default_factory=dict)
    extracted: list[str] = field(default_factory=list)

    async def search(self, query: str, limit: int, without: frozenset[str]) -> list[Hit]:
        return list(self.hits)

    async def extract(self, urls: Sequence[str]) -> dict[str, str]:
        self.extracted += urls
        return self.texts


def _hit(url: str, text: str = "", published_at: date | None = None) -> Hit:
    return Hit(url, "A title of the engine", "A snippet about H100 prices.", published_at, 1.0, text)


def _reader(fetched: dict[str, list[Source] | Exception]) -> PageReader:
    def fetch(url: str, _limits: Limits) -> list[Source]:
        found = fetched[url]
        if isinstance(found, Exception):
            raise found
        return found

    return PageReader(Limits(10**6), fetch=fetch, manners=HASTE)


async def test_the_engines_own_text_stands_in_for_a_page_that_cannot_be_read() -> None:
    url = "https://a.org/p"
    engine = Scripted([_hit(url, "The H100 costs two dollars.\nIt cost eight.", date(2026, 1, 2))])
    provider = WebProvider([engine], _reader({url: InputError("gone.")}), extractor=engine)
    (passage,) = await provider.search("H100", 3)
    (source,) = await provider.sources([passage.source_id])
    assert (source.text, source.provider) == ("The H100 costs two dollars.\n\nIt cost eight.", "scripted")
    assert (source.title, source.published_at, source.publisher) == (
        "A title of the engine",
        date(2026, 1, 2),
        "a.org",
    )
    assert engine.extracted == []


async def test_a_snippet_is_no_source() -> None:
    url = "https://a.org/p"
    provider = WebProvider([Scripted([_hit(url)])], _reader({url: InputError("gone.")}))
    assert await provider.search("H100 prices snippet", 3) == []


async def test_what_the_guard_refused_is_not_got_in_another_way() -> None:
    url = "http://wiki.lan/p"
    engine = Scripted([_hit(url, "The H100 costs two dollars.")], {url: "The H100 costs two dollars."})
    provider = WebProvider([engine], _reader({url: Refused("private.")}), extractor=engine)
    assert await provider.search("H100", 3) == []
    assert engine.extracted == []


async def test_what_a_page_does_not_say_of_itself_is_taken_from_the_hit() -> None:
    urls = ["https://a.org/1", "https://a.org/2"]
    bare = to_source(Document("The H100 costs two dollars.", urls[0], "web", urls[0]))
    full = to_source(Document("The H100 cost eight.", "Own", "web", urls[1], published_at=date(2020, 1, 1)))
    engine = Scripted([_hit(url, published_at=date(2026, 1, 2)) for url in urls])
    provider = WebProvider([engine], _reader({urls[0]: [bare], urls[1]: [full]}))
    await provider.search("H100", 3)
    first, second = await provider.sources([bare.id, full.id])
    assert (first.title, first.published_at) == ("A title of the engine", date(2026, 1, 2))
    assert (second.title, second.published_at) == ("Own", date(2020, 1, 1))


async def test_entries_of_a_feed_keep_their_own_dates() -> None:
    url = "https://a.org/feed"
    entries = [
        to_source(Document(f"The H100 costs {n} dollars.", str(n), "feed", f"{url}/{n}")) for n in (1, 2)
    ]
    provider = WebProvider(
        [Scripted([_hit(url, published_at=date(2026, 1, 2))])], _reader({url: list(entries)})
    )
    assert len(await provider.search("H100", 5)) == 2
    assert [source.published_at for source in await provider.sources([e.id for e in entries])] == [None, None]


async def test_no_more_pages_are_read_than_wanted() -> None:
    urls = [f"https://h{n}.org/" for n in range(9)]
    pages: dict[str, list[Source] | Exception] = {
        url: [to_source(Document(f"The H100 at {url}.", url, "web", url))] for url in urls
    }
    provider = WebProvider([Scripted([_hit(url) for url in urls])], _reader(pages), results=4)
    assert [p.url for p in sorted(await provider.search("H100", 9), key=lambda p: p.url)] == urls[:4]


async def test_nothing_found_is_nothing_and_no_fault() -> None:
    provider = WebProvider([Scripted([])], _reader({}))
    assert await provider.search("H100", 3) == []
    assert await provider.sources(["x"]) == []


def test_what_is_set_up_decides_which_engines_are_asked() -> None:
    searx = SearchSettings(searxng_url="http://s.lan")
    assert web_providers(SearchSettings(), None) == ()
    assert web_providers(searx, None) == ("searxng",)
    assert web_providers(searx, Key(KEY)) == ("tavily", "searxng")
    assert web_providers(searx.model_copy(update={"providers": ("searxng", "library")}), Key(KEY)) == (
        "searxng",
    )


def test_an_engine_without_what_it_needs_is_an_error_of_the_user(tmp_path: Path) -> None:
    for name in ("tavily", "searxng"):
        with pytest.raises(InputError, match="is to be searched"):
            build(SearchSettings(providers=(name,)), None, tmp_path)
    assert build(SearchSettings(providers=("library",)), Key(KEY), tmp_path) is None
