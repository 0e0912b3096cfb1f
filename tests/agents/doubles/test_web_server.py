from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tavily import AsyncTavilyClient  # type: ignore[import-untyped]
from tavily.errors import ForbiddenError, InvalidAPIKeyError, UsageLimitExceededError  # type: ignore[import-untyped]
from trafilatura import bare_extraction

from triptych.agents.doubles.misbehaviour import hang, html, not_json, status
from triptych.agents.doubles.web_server import WebServer
from triptych.errors import InputError

KEY = "tvly-test-of-the-double"
TODAY = date(2026, 3, 20)


@pytest.fixture
def web(folder: Path) -> Iterator[WebServer]:
    with WebServer(folder, key=KEY, today=lambda: TODAY) as web:
        yield web


def search(client: httpx.Client, web: WebServer, query: str, **more: Any) -> httpx.Response:
    return client.post(
        f"{web.base_url}/search", json={"query": query, **more}, headers={"authorization": f"Bearer {KEY}"}
    )


def titles(response: httpx.Response) -> list[str]:
    return [result["title"] for result in response.json()["results"]]


def test_a_search_ranks_by_shared_words_and_quotes_the_paragraph(
    client: httpx.Client, web: WebServer
) -> None:
    found = search(client, web, "inference chips and margins").json()["results"]
    assert [result["url"] for result in found] == [
        web.url(n) for n in ("chips.html", "notes/old.txt", "power.html")
    ]
    assert 1 >= found[0]["score"] > found[1]["score"] > found[2]["score"] > 0
    assert found[0]["content"].startswith("Inference chips get cheaper")
    assert found[0]["raw_content"] is None


def test_what_shares_no_word_is_not_found(client: httpx.Client, web: WebServer) -> None:
    assert titles(search(client, web, "zebra")) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"max_results": 1}, ["Chips & prices"]),
        ({"include_domains": ["example.org"]}, ["Chips & prices"]),
        ({"include_domains": ["silicon.*"]}, ["Chips & prices"]),
        ({"exclude_domains": ["silicon.example.org"]}, ["Old notes about chips."]),
        ({"exclude_domains": ["127.0.0.1"]}, []),
        ({"time_range": "month"}, ["Chips & prices", "Old notes about chips."]),
        ({"time_range": "week"}, ["Old notes about chips."]),
        ({"topic": "news", "days": 3}, ["Old notes about chips."]),
        (
            {"start_date": "2026-03-01", "end_date": "2026-03-01"},
            ["Chips & prices", "Old notes about chips."],
        ),
        ({"end_date": "2026-02-28"}, ["Old notes about chips."]),
    ],
)
def test_a_search_can_be_narrowed(
    client: httpx.Client, web: WebServer, more: dict[str, Any], expected: list[str]
) -> None:
    assert titles(search(client, web, "chips", **more)) == expected


def test_raw_content_and_dates_come_when_asked_for(client: httpx.Client, web: WebServer) -> None:
    more = {"include_raw_content": True, "topic": "news", "search_depth": "advanced", "chunks_per_source": 2}
    first = search(client, web, "chips margins", **more).json()["results"][0]
    assert "café owner" in first["raw_content"]
    assert first["published_date"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert " [...] " in first["content"]


@pytest.mark.parametrize("query", ["", "x" * 401])
def test_a_query_that_the_service_would_refuse_is_refused(
    client: httpx.Client, web: WebServer, query: str
) -> None:
    response = search(client, web, query)
    assert response.status_code == 400
    assert "Query" in response.json()["detail"]["error"]


async def test_the_official_client_understands_it(web: WebServer) -> None:
    async with AsyncTavilyClient(api_key=KEY, api_base_url=web.base_url) as official:
        found = await official.search("chips", max_results=2, search_depth="advanced")
        addresses = [result["url"] for result in found["results"]]
        read = await official.extract([*addresses, "http://127.0.0.1:1/none"])
    assert [result["url"] for result in read["results"]] == addresses
    assert "rivals ship" in read["results"][0]["raw_content"]
    assert [result["url"] for result in read["failed_results"]] == ["http://127.0.0.1:1/none"]


async def test_the_official_client_raises_what_the_service_would_make_it_raise(web: WebServer) -> None:
    async with AsyncTavilyClient(api_key="tvly-wrong", api_base_url=web.base_url) as stranger:
        with pytest.raises(InvalidAPIKeyError):
            await stranger.search("chips")
    async with AsyncTavilyClient(api_key=KEY, api_base_url=web.base_url) as official:
        for code, error in (
            (429, UsageLimitExceededError),
            (432, ForbiddenError),
            (500, httpx.HTTPStatusError),
        ):
            web.misbehave(status(code, message="as planned"), path="/search", times=1)
            with pytest.raises(error, match="as planned" if code != 500 else "500"):
                await official.search("chips")


def test_the_search_can_misbehave_while_the_pages_behave(client: httpx.Client, web: WebServer) -> None:
    for how in (html(), not_json()):
        web.misbehave(how, path="/search", times=1)
        with pytest.raises(ValueError, match="Expecting value"):
            search(client, web, "chips").json()
    web.misbehave(hang(), path="/search")
    client.timeout = httpx.Timeout(0.05)
    with pytest.raises(httpx.ReadTimeout):
        search(client, web, "chips")
    client.timeout = httpx.Timeout(5)
    assert client.get(web.url("chips.html")).status_code == 200


def test_searxng_answers_in_json_without_a_key(client: httpx.Client, web: WebServer) -> None:
    answer = client.get(f"{web.searx_url}/search", params={"q": "chips prices", "format": "json"}).json()
    first = answer["results"][0]
    assert (answer["query"], answer["unresponsive_engines"]) == ("chips prices", [])
    assert (first["url"], first["title"]) == (web.url("chips.html"), "Chips & prices")
    assert first["publishedDate"] == "2026-03-01T00:00:00"
    assert first["engine"] in first["engines"]
    assert answer["results"][1]["publishedDate"] is None


def test_searxng_has_pages_time_ranges_and_html(client: httpx.Client, web: WebServer) -> None:
    address = f"{web.searx_url}/search"
    ask = {"q": "chips", "format": "json"}
    assert titles(client.get(address, params=ask | {"pageno": "2"})) == []
    assert titles(client.get(address, params=ask | {"time_range": "week"})) == ["Old notes about chips."]
    assert client.get(address, params={"q": "chips"}).headers["content-type"].startswith("text/html")
    assert client.get(address, params={"format": "json"}).status_code == 400


def test_markdown_is_served_as_a_page_whose_metadata_can_be_read(
    client: httpx.Client, web: WebServer
) -> None:
    response = client.get(web.url("chips.html"))
    page: Any = bare_extraction(response.text, with_metadata=True)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert (page.title, page.author, page.date) == ("Chips & prices", "Ada Byron", "2026-03-01")
    assert page.sitename == "Silicon Post"
    assert "Inference chips get cheaper every year, and buyers notice it." in page.text
    assert "<h2>What follows</h2>" in response.text


def test_other_documents_are_served_as_they_are(client: httpx.Client, folder: Path) -> None:
    (folder / "a paper.pdf").write_bytes(b"%PDF-1.4 and no more")
    (folder / "alt.html").write_bytes("<p>caf\xe9</p>".encode("latin-1"))
    with WebServer(folder) as web:
        paper, page, text = (client.get(web.url(n)) for n in ("a paper.pdf", "alt.html", "notes/old.txt"))
    assert (paper.content, paper.headers["content-type"]) == (b"%PDF-1.4 and no more", "application/pdf")
    assert (page.content, page.headers["content-type"]) == (b"<p>caf\xe9</p>", "text/html")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"


def test_markdown_beside_a_page_of_its_name_loses_neither(folder: Path) -> None:
    (folder / "chips.html").write_text("<p>The page that was there.</p>")
    assert {"/pages/chips.html", "/pages/chips.md.html"} <= set(WebServer(folder).pages)


def test_what_is_not_there_is_not_found(client: httpx.Client, web: WebServer) -> None:
    for path in ("/pages/none.html", "/pages/../conftest.py", "/", "/robots.txt"):
        assert client.get(web.base_url + path).status_code == 404


def test_publishers_can_have_hosts_of_their_own(client: httpx.Client, folder: Path) -> None:
    with WebServer(folder, sites=3) as web:
        response = client.post(f"{web.base_url}/search", json={"query": "chips the"})
        addresses = [result["url"] for result in response.json()["results"]]
        assert {urlsplit(url).hostname for url in addresses} == {"127.0.0.1", "127.0.0.2", "127.0.0.3"}
        assert all(client.get(url).status_code == 200 for url in addresses)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none"):
        WebServer(tmp_path / "none")
