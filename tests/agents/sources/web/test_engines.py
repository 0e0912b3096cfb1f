"""Tavily and SearXNG over real HTTP, and all the ways in which they can fail."""

import json
from collections.abc import Callable
from traceback import format_exception

import httpx
import pytest

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles.plan import Misbehaviour
from triptych.agents.doubles.web_server import WebServer
from triptych.agents.sources.fetch import Transient
from triptych.agents.sources.web.hits import Engine
from triptych.agents.sources.web.line import Line
from triptych.agents.sources.web.searxng import SearXNG
from triptych.agents.sources.web.tavily import Tavily, cut
from triptych.errors import ServiceError
from triptych.keys import Key, hidden
from triptych.settings import SearchSettings

KEY = "tvly-test-CANARY"
Sleep = Callable[[float], object]
NOBODY: frozenset[str] = frozenset()


@pytest.fixture(params=["tavily", "searxng"])
def engine(request: pytest.FixtureRequest, web: WebServer, pauses: Sleep) -> Engine:
    return _tavily(web, pauses) if request.param == "tavily" else _searxng(web, pauses)


def _tavily(
    web: WebServer, pauses: Sleep, seconds: float = 5.0, key: str = KEY, **settings: object
) -> Tavily:
    line = Line("Tavily", web.base_url, seconds=seconds, sleep=pauses)  # type: ignore[arg-type]
    return Tavily(Key(key), SearchSettings(**settings), line)  # type: ignore[arg-type]


def _searxng(web: WebServer, pauses: Sleep, seconds: float = 5.0, **settings: object) -> SearXNG:
    line = Line("SearXNG", web.searx_url, seconds=seconds, sleep=pauses)  # type: ignore[arg-type]
    return SearXNG(SearchSettings(**settings), line)  # type: ignore[arg-type]


async def test_hits_come_best_first_with_the_engines_name(engine: Engine, web: WebServer) -> None:
    hits = await engine.search("H100 rental price", 2, NOBODY)
    assert (len(hits), hits[0].url, hits[0].title) == (2, web.url("rent.html"), "H100 rental prices")
    assert hits[0].engine == engine.name
    assert hits[0].snippet


@pytest.mark.parametrize(
    ("fault", "asked", "said"),
    [
        (bad.status(500), 2, "answered 500"),
        (bad.status(502), 2, "answered 502"),
        (bad.html(503), 2, "answered 503"),
        (bad.status(429), 2, "429"),
        (bad.status(429, retry_after=600), 1, "429"),
        (bad.status(404), 1, "answered 404"),
        (bad.status(201), 1, "answer"),
        (bad.html(), 1, "its answer is"),
        (bad.not_json(), 1, "its answer is"),
        (bad.half_body(), 1, "its answer is"),
        (bad.truncated(), 2, "no connection"),
        (bad.disconnect(), 2, "no connection"),
        (bad.big(11_000_000), 1, "over 10 MB"),
        (bad.gzip_bomb(20_000_000), 1, "compressed unasked"),
        (bad.redirect("http://169.254.169.254/"), 1, "answered 302"),
        (bad.gives(b"[]"), 1, "its answer"),
        (bad.gives(b"null"), 1, "its answer"),
        (bad.gives(b'{"results": 5}'), 1, "its answer"),
        (bad.gives(b"[" * 100_000), 1, "its answer"),
        (bad.gives(b'{"detail": "a text"}', code=422), 1, "answered 422"),
    ],
)
async def test_every_fault_is_one_line_of_ours_and_is_asked_again_only_where_it_may_pass(
    engine: Engine, web: WebServer, fault: Misbehaviour, asked: int, said: str
) -> None:
    web.misbehave(fault)
    with pytest.raises(ServiceError, match=said) as caught:
        await engine.search("H100", 3, NOBODY)
    assert len(web.requests) == asked
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert hidden(str(caught.value)) == str(caught.value)


@pytest.mark.parametrize(("wait", "paused"), [(None, 1.0), (3, 3.0), (0, 0.0)])
async def test_a_busy_engine_is_asked_again_after_the_time_it_names(
    engine: Engine, web: WebServer, pauses: list[float], wait: float | None, paused: float
) -> None:
    web.misbehave(bad.status(429, retry_after=wait), times=1)
    assert await engine.search("H100", 3, NOBODY)
    assert pauses == [paused]


@pytest.mark.parametrize("make", [_tavily, _searxng])
@pytest.mark.parametrize("fault", [bad.hang(), bad.hang(after_headers=True), bad.endless()])
async def test_an_engine_that_never_ends_is_given_up(
    web: WebServer, pauses: Sleep, make: Callable[..., Engine], fault: Misbehaviour
) -> None:
    web.misbehave(fault)
    with pytest.raises(Transient, match=r"no whole answer within 0\.1 seconds"):
        await make(web, pauses, seconds=0.1).search("H100", 3, NOBODY)


async def test_an_engine_that_is_not_there_is_a_service_error(pauses: Sleep) -> None:
    line = Line("SearXNG", "http://127.0.0.1:1", sleep=pauses)  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match=r"SearXNG: no connection to 127\.0\.0\.1:1"):
        await SearXNG(SearchSettings(), line).search("x", 3, NOBODY)


async def test_tavily_is_asked_with_all_that_is_set(web: WebServer, pauses: Sleep) -> None:
    engine = _tavily(
        web, pauses, depth="advanced", topic="news", time_range="month", include_domains=["a.org"], exclude_domains=["b.org"]
    )  # fmt: skip
    await engine.search("x " * 400, 30, frozenset({"c.org", "A Paper"}))
    sent = web.requests[0].json
    assert sent["query"] == " ".join(["x"] * 200)
    wanted = {"search_depth": "advanced", "topic": "news", "time_range": "month", "max_results": 20}
    wanted |= {"include_domains": ["a.org"], "exclude_domains": ["b.org", "c.org"]}
    assert sent | wanted == sent
    assert web.requests[0].headers["authorization"] == f"Bearer {KEY}"


async def test_without_a_key_nothing_is_sent(
    web: WebServer, pauses: Sleep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", KEY)
    line = Line("Tavily", web.base_url, sleep=pauses)  # type: ignore[arg-type]
    for key in (None, Key("")):
        with pytest.raises(ServiceError, match="no key"):
            await Tavily(key, SearchSettings(), line).search("x", 3, NOBODY)
    assert web.requests == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (401, "key was not accepted"),
        (403, "refused"),
        (432, "refused"),
        (433, "refused"),
        (400, "not accepted"),
    ],
)
async def test_tavilys_own_errors_say_what_to_check(
    web: WebServer, pauses: Sleep, code: int, said: str
) -> None:
    web.misbehave(bad.status(code, message=f"the key {KEY} may not"))
    with pytest.raises(ServiceError, match=said) as caught:
        await _tavily(web, pauses).search("x", 3, NOBODY)
    told = [str(e) for e in (caught.value, caught.value.__cause__) if e]
    assert not any(KEY in one for one in told)
    assert caught.value.__suppress_context__


async def test_a_key_that_is_echoed_is_masked(web: WebServer, pauses: Sleep) -> None:
    web.misbehave(bad.echoes_authorization())
    with pytest.raises(ServiceError) as caught:
        await _tavily(web, pauses).search("x", 3, NOBODY)
    assert KEY not in "".join(format_exception(caught.value))


async def test_tavily_extracts_pages(web: WebServer, pauses: Sleep) -> None:
    texts = await _tavily(web, pauses).extract([web.url("rent.html"), "https://nowhere.example/"])
    assert list(texts) == [web.url("rent.html")]
    assert "fell to $2.10" in texts[web.url("rent.html")]


async def test_searxng_is_asked_with_all_that_is_set(pauses: Sleep) -> None:
    asked: list[httpx.URL] = []
    found = [
        "https://a.org/1",
        "https://sub.a.org/2",
        "https://no.a.org/3",
        "https://b.org/4",
        "https://www.c.a.org/5",
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json={"results": [{"url": url} for url in found]})

    line = Line("SearXNG", "http://searx.lan/", lambda: httpx.MockTransport(answer), sleep=pauses)  # type: ignore[arg-type]
    settings = SearchSettings(
        topic="news", time_range="year", include_domains=("a.org",), exclude_domains=("no.a.org",)
    )
    hits = await SearXNG(settings, line).search("H100 price", 10, frozenset({"c.a.org"}))
    assert dict(asked[0].params) == {
        "q": "H100 price site:a.org", "format": "json", "categories": "news", "time_range": "year"
    }  # fmt: skip
    assert asked[0].path == "/search"
    assert [hit.url for hit in hits] == found[:2]


async def test_searxng_without_json_says_how_to_switch_it_on(web: WebServer, pauses: Sleep) -> None:
    web.misbehave(bad.status(403))
    with pytest.raises(ServiceError, match=r"JSON is not enabled .* Add json to search\.formats"):
        await _searxng(web, pauses).search("x", 3, NOBODY)


async def test_an_instance_whose_engines_are_all_silent_has_failed(web: WebServer, pauses: Sleep) -> None:
    answer = {"results": [], "unresponsive_engines": [["google", "CAPTCHA"], ["bing", "timeout"]]}
    web.misbehave(bad.gives(json.dumps(answer).encode()))
    with pytest.raises(ServiceError, match=r"google: CAPTCHA, bing: timeout"):
        await _searxng(web, pauses).search("x", 3, NOBODY)


async def test_nothing_found_is_no_fault(engine: Engine) -> None:
    assert await engine.search("zebra crossings", 3, NOBODY) == []


def test_a_query_is_cut_between_words() -> None:
    assert cut("aa bb cc", 5) == "aa bb"
    assert cut("aa bb cc", 6) == "aa bb"
    assert cut("aaaaaaa", 5) == "aaaaa"
    assert cut("a\n b", 5) == "a b"


async def test_no_proxy_stands_before_an_engine_on_this_machine(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert await engine.search("H100", 3, NOBODY)
