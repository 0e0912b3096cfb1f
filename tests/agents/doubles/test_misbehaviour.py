import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from triptych.agents.doubles import misbehaviour as wrong
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.plan import Misbehaviour
from triptych.agents.doubles.web_server import WebServer

PAGE = "chips.html"
METADATA = "http://169.254.169.254/latest/meta-data/"


@pytest.fixture
def web(folder: Path) -> Iterator[WebServer]:
    with WebServer(folder) as web:
        yield web


def test_a_status_comes_with_and_without_retry_after(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.status(429, retry_after=2), times=1)
    web.misbehave(wrong.status(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), times=1)
    web.misbehave(wrong.status(429), times=1)
    web.misbehave(wrong.status(500, message="boom"), times=1)
    got = [client.get(web.url(PAGE)) for _ in range(5)]
    assert [response.status_code for response in got] == [429, 429, 429, 500, 200]
    assert [r.headers.get("retry-after") for r in got[:3]] == ["2", "Wed, 21 Oct 2026 07:28:00 GMT", None]
    assert "boom" in got[3].text


def test_it_can_be_asked_for_by_number_and_by_path(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.status(500), on=[2, 3])
    web.misbehave(wrong.status(404), path="/pages/pow*")
    asked = [client.get(web.url(name)).status_code for name in (PAGE, PAGE, PAGE, PAGE, "power.html")]
    assert asked == [200, 500, 500, 200, 404]


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        (wrong.html(), 200, "Please log in"),
        (wrong.html(502), 502, "Please log in"),
        (wrong.blocked(), 403, "Robots are not let in"),
        (wrong.not_json(), 200, "upstream connect error"),
        (wrong.gives(b"\x00\x01", "image/png", 206, x_cache="hit"), 206, "\x00\x01"),
    ],
)
def test_another_body_can_be_given(
    client: httpx.Client, web: WebServer, how: Misbehaviour, status: int, words: str
) -> None:
    web.misbehave(how)
    response = client.get(web.url(PAGE))
    assert response.status_code == status
    assert words in response.text


@pytest.mark.parametrize("after_headers", [False, True])
def test_a_hang_outlasts_the_client_and_ends_with_the_server(
    client: httpx.Client, web: WebServer, after_headers: bool
) -> None:
    web.misbehave(wrong.hang(after_headers=after_headers))
    with pytest.raises(httpx.ReadTimeout):
        client.get(web.url(PAGE), timeout=0.05)
    began = time.monotonic()
    web.close()
    assert time.monotonic() - began < 1


def test_a_client_that_waits_is_hung_up_on_when_the_server_closes(
    client: httpx.Client, web: WebServer
) -> None:
    web.misbehave(wrong.hang())
    closer = threading.Thread(target=_once_asked, args=(web, web.close))
    address = web.url(PAGE)
    closer.start()
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(address)
    closer.join()


def test_an_answer_can_be_held_back_until_a_test_lets_it_go(client: httpx.Client, web: WebServer) -> None:
    go = threading.Event()
    web.misbehave(wrong.held(go))
    opener = threading.Thread(target=_once_asked, args=(web, go.set))
    opener.start()
    assert client.get(web.url(PAGE)).status_code == 200
    opener.join()


def _once_asked(web: WebServer, then: Callable[[], None]) -> None:
    assert web.wait_for(1)
    then()


def test_a_connection_can_end_without_an_answer(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.disconnect())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get(web.url(PAGE))


def test_a_body_can_end_before_its_length(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.truncated())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        client.get(web.url(PAGE))


def test_half_a_body_can_pass_for_the_whole(client: httpx.Client) -> None:
    with OpenAIServer() as server:
        server.misbehave(wrong.half_body())
        response = client.get(f"{server.base_url}/models")
    with pytest.raises(json.JSONDecodeError):
        response.json()


@pytest.mark.parametrize(("cleanly", "error"), [(True, None), (False, httpx.RemoteProtocolError)])
def test_a_body_can_be_cut_in_the_middle(
    client: httpx.Client, web: WebServer, cleanly: bool, error: type[Exception] | None
) -> None:
    whole = client.get(web.url(PAGE)).content
    web.misbehave(wrong.cut(cleanly=cleanly))
    if error:
        with pytest.raises(error):
            client.get(web.url(PAGE))
    else:
        assert client.get(web.url(PAGE)).content == whole[: len(whole) // 2]


def test_a_slow_drip_brings_the_whole_in_the_end(client: httpx.Client, web: WebServer) -> None:
    whole = client.get(web.url(PAGE)).content
    web.misbehave(wrong.drip(pause=0.001, size=100))
    with client.stream("GET", web.url(PAGE)) as response:
        pieces = list(response.iter_raw())
    assert b"".join(pieces) == whole
    assert len(pieces) > 1


def test_an_endless_drip_ends_with_its_client(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.endless(pause=0.001, drop=b"<p>more</p>"))
    with client.stream("GET", web.url(PAGE)) as response:
        found = b""
        for piece in response.iter_raw():
            found += piece
            if found.count(b"<p>more</p>") > 5:
                break
    assert found.startswith(b"<!doctype html>")


def test_ten_megabytes_of_a_page_are_still_the_page(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.big())
    body = client.get(web.url(PAGE)).content
    assert len(body) == 10_000_000
    assert body.startswith(b"<!doctype html>")


def test_ten_megabytes_of_json_are_still_json(client: httpx.Client) -> None:
    with OpenAIServer() as server:
        server.misbehave(wrong.big())
        response = client.get(f"{server.base_url}/models")
    assert len(response.content) == 10_000_000
    assert response.json()["object"] == "list"


def test_a_small_body_can_unpack_to_a_vast_one(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.gzip_bomb(5_000_000))
    with client.stream("GET", web.url(PAGE)) as response:
        packed = b"".join(response.iter_raw())
    assert len(packed) < 10_000
    assert len(client.get(web.url(PAGE)).content) == 5_000_000


def test_a_page_can_come_under_the_wrong_charset(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.wrong_charset(), times=1)
    web.misbehave(wrong.wrong_charset(said="latin-1", meant="utf-8"), times=1)
    undecodable, mistaken, proper = (client.get(web.url(PAGE)) for _ in range(3))
    assert undecodable.headers["content-type"] == "text/html; charset=utf-8"
    assert b"caf\xe9" in undecodable.content
    assert "cafÃ©" in mistaken.text
    assert "café" in proper.text


def test_json_can_come_in_the_wrong_charset(client: httpx.Client) -> None:
    with OpenAIServer() as server:
        server.misbehave(wrong.wrong_charset())
        body = {"model": "m", "messages": [{"role": "user", "content": "?"}]}
        response = client.post(f"{server.base_url}/chat/completions", json=body)
    with pytest.raises(UnicodeDecodeError):
        response.json()


def test_a_content_type_can_be_missing(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.no_content_type())
    response = client.get(web.url(PAGE))
    assert "content-type" not in response.headers
    assert "<article>" in response.text


def test_a_redirect_can_lead_anywhere(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.redirect(METADATA), path="/pages/chips.html")
    web.misbehave(wrong.redirect(web.url("power.html"), 301), path="/pages/old")
    assert client.get(web.url(PAGE)).headers["location"] == METADATA
    moved = client.get(web.url("old"), follow_redirects=True)
    assert [r.status_code for r in moved.history] == [301]
    assert "electricity" in moved.text


def test_a_redirect_loop_never_comes_to_an_end(client: httpx.Client, web: WebServer) -> None:
    web.misbehave(wrong.redirect_loop())
    with pytest.raises(httpx.TooManyRedirects):
        client.get(web.url(PAGE), follow_redirects=True)
    assert web.requests[0].query != web.requests[-1].query
