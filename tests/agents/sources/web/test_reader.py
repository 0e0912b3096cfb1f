import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles.plan import Misbehaviour
from triptych.agents.doubles.web_server import WebServer
from triptych.agents.sources.document import CutShort, Document, to_source
from triptych.agents.sources.fetch import Limits, Transient
from triptych.agents.sources.guard import Refused
from triptych.agents.sources.web.cache import Cache
from triptych.agents.sources.web.reader import Manners, PageReader
from triptych.errors import InputError, ServiceError
from triptych.store.records import PageRead, Source

Pdf = Callable[..., bytes]
HERE = ("127.0.0.1",)
FEED = b"""<rss version="2.0"><channel><title>F</title>
<item><title>One</title><link>https://f.example/1</link><description>The first entry says something.</description></item>
<item><title>Two</title><link>https://f.example/2</link><description>The second says something else.</description></item>
</channel></rss>"""


def _limits(**given: object) -> Limits:
    return Limits(**{"max_bytes": 10**6, "seconds": 5.0, "allow_hosts": HERE} | given)  # type: ignore[arg-type]


def _source(text: str = "Some text.", url: str = "") -> Source:
    return to_source(Document(text=text, title="T", kind="web", url=url))


@pytest.fixture
def told() -> list[PageRead]:
    return []


async def test_a_page_is_read_and_told(web: WebServer, told: list[PageRead]) -> None:
    page = await PageReader(_limits(), on_read=told.append).read(web.url("rent.html"))
    assert [source.title for source in page.sources] == ["H100 rental prices"]
    (read,) = told
    assert (read.url, read.outcome, read.reason) == (web.url("rent.html"), "read", "")
    assert (read.source_id, read.seconds > 0) == (page.sources[0].id, True)


async def test_a_page_is_fetched_once_however_it_is_written_and_however_often_asked_for(
    web: WebServer, told: list[PageRead]
) -> None:
    reader = PageReader(_limits(), on_read=told.append)
    url = web.url("rent.html")
    pages = await asyncio.gather(*(reader.read(one) for one in (url, f"{url}#part", f"{url}?utm_source=x")))
    pages.append(await reader.read(url))
    assert len(web.requests) == len(told) == 1
    assert len({id(page) for page in pages}) == 1


async def test_who_stops_waiting_does_not_stop_the_others() -> None:
    go = threading.Event()

    def fetch(_url: str, _limits: Limits) -> list[Source]:
        go.wait(5)
        return [_source()]

    reader = PageReader(_limits(), fetch=fetch)
    first, second = (asyncio.create_task(reader.read("http://a.org/")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go.set()
    assert (await second).sources
    assert (await asyncio.gather(first, return_exceptions=True))[0].__class__ is asyncio.CancelledError


@pytest.mark.parametrize(
    ("fault", "asked", "said"),
    [
        (bad.status(404), 1, "answered 404"),
        (bad.blocked(), 1, "answered 403"),
        (bad.status(429, retry_after=600), 1, "answered 429"),
        (bad.status(503), 2, "answered 503"),
        (bad.disconnect(), 2, "did not answer"),
        (bad.truncated(), 2, "did not answer"),
        (bad.big(), 1, "the limit is 1.0 MB"),
        (bad.gzip_bomb(20_000_000), 1, "the limit is 1.0 MB"),
        (bad.redirect("http://169.254.169.254/latest/meta-data/"), 1, "private or reserved"),
        (bad.redirect("http://localhost:1/"), 1, "private or reserved"),
        (bad.redirect_loop(), 6, "more than 5 redirects"),
        (bad.gives(b"<html><script>x()</script></html>", "text/html"), 1, "no text"),
        (bad.gives(b"", "text/html"), 1, "empty"),
        (bad.gives(b"\x00\x01\x02" * 500, "application/octet-stream"), 1, ""),
        (bad.gives(b"%PDF-1.7 torn", "application/pdf"), 1, ""),
    ],
)  # fmt: skip
async def test_a_page_that_fails_is_told_with_its_reason_and_raises_nothing(
    web: WebServer, told: list[PageRead], pauses: list[float], fault: Misbehaviour, asked: int, said: str
) -> None:
    web.misbehave(fault)
    reader = PageReader(_limits(), on_read=told.append, sleep=pauses)  # type: ignore[arg-type]
    page = await reader.read(web.url("rent.html"))
    assert (page.sources, len(web.requests)) == ((), asked)
    assert [(read.outcome, read.source_id) for read in told] == [("failed", "")]
    assert said in told[0].reason
    assert told[0].reason.count("\n") == 0
    assert len(told[0].reason) > 20


async def test_a_hanging_page_is_given_up_after_its_time(web: WebServer, pauses: list[float]) -> None:
    web.misbehave(bad.hang())
    page = await PageReader(_limits(seconds=0.5), sleep=pauses).read(web.url("rent.html"))  # type: ignore[arg-type]
    assert "no whole answer within 0.5 seconds" in str(page.error)
    assert len(web.requests) == 2


async def test_a_page_whose_parsing_never_ends_is_given_up() -> None:
    go = threading.Event()

    def fetch(_url: str, _limits: Limits) -> list[Source]:
        go.wait(5)
        return []

    page = await PageReader(_limits(seconds=0.02), fetch=fetch).read("http://a.org/")
    go.set()
    assert "took too long" in str(page.error)


async def test_a_page_that_breaks_its_parser_costs_that_page_only(told: list[PageRead]) -> None:
    def fetch(url: str, _limits: Limits) -> list[Source]:
        if "bad" in url:
            raise RecursionError("maximum recursion depth exceeded")
        return [_source()]

    reader = PageReader(_limits(), on_read=told.append, fetch=fetch)
    bad_page, good_page = await asyncio.gather(
        reader.read("http://bad.org/"), reader.read("http://good.org/")
    )
    assert isinstance(bad_page.error, ServiceError)
    assert "RecursionError" in str(bad_page.error)
    assert good_page.sources


@pytest.mark.parametrize(("wait", "paused"), [(None, 1.0), (2, 2.0)])
async def test_a_busy_page_is_asked_again_after_the_time_it_names(
    web: WebServer, pauses: list[float], wait: float | None, paused: float
) -> None:
    web.misbehave(bad.status(503, retry_after=wait), times=1)
    reader = PageReader(_limits(), manners=Manners(gap=0), sleep=pauses)  # type: ignore[arg-type]
    assert (await reader.read(web.url("rent.html"))).sources
    assert pauses == [paused]


async def test_a_pdf_is_read(folder: Path, pdf: Pdf) -> None:
    (folder / "paper.pdf").write_bytes(pdf("Decoding is bound by the bandwidth of memory."))
    with WebServer(folder) as web:
        (source,) = (await PageReader(_limits()).read(web.url("paper.pdf"))).sources
    assert (source.kind, source.text) == ("pdf", "Decoding is bound by the bandwidth of memory.")


async def test_all_entries_of_a_feed_are_taken(web: WebServer) -> None:
    web.misbehave(bad.gives(FEED, "application/rss+xml"))
    page = await PageReader(_limits()).read(web.url("rent.html"))
    assert [source.url for source in page.sources] == ["https://f.example/1", "https://f.example/2"]


async def test_of_a_feed_that_is_cut_off_what_is_whole_counts(web: WebServer, told: list[PageRead]) -> None:
    web.misbehave(bad.gives(FEED[: FEED.index(b"<item><title>Two") + 30], "application/rss+xml"))
    page = await PageReader(_limits(), on_read=told.append).read(web.url("rent.html"))
    assert isinstance(page.error, CutShort)
    assert [source.title for source in page.sources] == ["One"]
    assert told[0].outcome == "read"
    assert "cut off" in told[0].reason


async def test_a_wrong_charset_is_mended(web: WebServer) -> None:
    body = "<html><body><p>Der Preis fiel in Zürich auf 2,10 € je Stunde und Gerät.</p></body></html>"
    web.misbehave(bad.gives(body.encode("cp1252"), "text/html; charset=utf-8"))
    (source,) = (await PageReader(_limits()).read(web.url("rent.html"))).sources
    assert "Zürich auf 2,10 €" in source.text


class Crowd:
    """Stands in for fetching: waits until it is let go, and counts who is here at once."""

    def __init__(self, expected: int) -> None:
        self.most = self._now = 0
        self._lock = threading.Lock()
        self._full = threading.Barrier(expected)

    def __call__(self, url: str, _limits: Limits) -> list[Source]:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._full.wait(5)
        with self._lock:
            self._now -= 1
        return [_source(url)]


@pytest.mark.parametrize(
    ("urls", "most"),
    [
        ([f"http://one.org/{n}" for n in range(8)], 2),
        ([f"http://h{n}.org/" for n in range(16)], 8),
        ([f"http://www.one.org/{n}" if n % 2 else f"http://one.org/{n}" for n in range(4)], 2),
    ],
)
async def test_no_more_are_read_at_once_than_manners_allow(urls: list[str], most: int) -> None:
    crowd = Crowd(most)
    reader = PageReader(_limits(), fetch=crowd, manners=Manners(gap=0))
    pages = await asyncio.gather(*(reader.read(url) for url in urls))
    assert all(page.sources for page in pages)
    assert crowd.most == most


async def test_the_readers_of_several_runs_are_one_to_a_host() -> None:
    crowd = Crowd(2)
    readers = [PageReader(_limits(), fetch=crowd, manners=Manners(gap=0)) for _ in range(2)]
    await asyncio.gather(*(one.read(f"http://one.org/{n}") for n, one in enumerate(readers * 4)))
    assert crowd.most == 2


async def test_requests_to_one_host_keep_their_distance(pauses: list[float]) -> None:
    reader = PageReader(
        _limits(),
        fetch=lambda url, _limits: [_source(url)],
        manners=Manners(gap=0.5),
        sleep=pauses,  # type: ignore[arg-type]
        clock=lambda: 100.0,
    )
    await asyncio.gather(
        *(reader.read(f"http://one.org/{n}") for n in range(3)), reader.read("http://two.org/")
    )
    assert pauses == [0.5, 1.0]


async def test_a_page_comes_from_the_cache_as_it_was_read(web: WebServer, tmp_path: Path) -> None:
    url = web.url("rent.html")
    first = await PageReader(_limits(), Cache(tmp_path / "c", 7)).read(url)
    told: list[PageRead] = []
    again = await PageReader(_limits(), Cache(tmp_path / "c", 7, "offline"), told.append).read(url)
    assert again.sources == first.sources
    assert (len(web.requests), told[0].outcome) == (1, "read")


async def test_a_failed_page_is_not_cached(web: WebServer, tmp_path: Path) -> None:
    web.misbehave(bad.status(404), times=1)
    url = web.url("rent.html")
    assert (await PageReader(_limits(), Cache(tmp_path / "c", 7)).read(url)).error
    assert (await PageReader(_limits(), Cache(tmp_path / "c", 7)).read(url)).sources


async def test_offline_reads_no_page(web: WebServer, tmp_path: Path) -> None:
    page = await PageReader(_limits(), Cache(tmp_path / "c", 7, "offline")).read(web.url("rent.html"))
    assert "not in the cache" in str(page.error)
    assert web.requests == []


async def test_what_a_private_host_said_is_not_for_a_run_that_may_not_ask_it(
    web: WebServer, tmp_path: Path
) -> None:
    url = web.url("rent.html")
    assert (await PageReader(_limits(), Cache(tmp_path / "c", 7)).read(url)).sources
    page = await PageReader(_limits(allow_hosts=()), Cache(tmp_path / "c", 7)).read(url)
    assert isinstance(page.error, Refused)


async def test_a_cached_text_that_was_changed_is_read_again(web: WebServer, tmp_path: Path) -> None:
    url = web.url("rent.html")
    await PageReader(_limits(), Cache(tmp_path / "c", 7)).read(url)
    for path in (tmp_path / "c").iterdir():
        path.write_bytes(path.read_bytes().replace(b"fell to", b"rose to"))
    (source,) = (await PageReader(_limits(), Cache(tmp_path / "c", 7)).read(url)).sources
    assert "fell to" in source.text
    assert len(web.requests) == 2


@pytest.mark.parametrize(
    "error", [Refused("x is private."), InputError("gone."), Transient("busy.", "", 99.0)]
)
async def test_the_reader_tells_one_fault_from_another(error: InputError | ServiceError) -> None:
    def fetch(_url: str, _limits: Limits) -> list[Source]:
        raise error

    assert (await PageReader(_limits(), fetch=fetch).read("http://a.org/")).error is error
