import gzip
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest

from triptych.agents.retry_after import retry_after
from triptych.agents.sources.fetch import Limits, Transient, read_url
from triptych.agents.sources.guard import Refused
from triptych.errors import InputError, ServiceError

HOST = "127.0.0.1"
PAGE = "<html><head><title>A page</title></head><body><p>One sentence on the page.</p></body></html>"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A real server on loopback whose paths answer as a test wants."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.answers[self.path](self)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def url(self, path: str, host: str = HOST) -> str:
        return f"http://{host}:{self.server.server_address[1]}{path}"

    def gives(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("content-length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.url(path)

    def drips(self, path: str, first: bytes, drop: bytes) -> str:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(first)
            while not self.closing.wait(0.02):
                try:
                    handler.wfile.write(drop)
                except OSError:
                    return

        self.answers[path] = answer
        return self.url(path)

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def limits(seconds: float = 10.0, max_bytes: int = 10**6) -> Limits:
    return Limits(max_bytes, seconds, allow_hosts={HOST})


def test_a_page_is_read_with_its_address_and_domain(site: Site) -> None:
    (source,) = read_url(site.gives("/p", PAGE.encode(), content_type="text/html"), limits())
    assert (source.title, source.text, source.kind) == ("A page", "One sentence on the page.", "web")
    assert (source.url, source.publisher) == (site.url("/p"), HOST)


def test_what_the_server_says_of_type_and_charset_is_believed(site: Site) -> None:
    body = "<!-- x --><b>Z\u00fcrich liegt am See, sagt man.</b>".encode("latin-1")
    (source,) = read_url(site.gives("/p", body, content_type="text/html; charset=iso-8859-1"), limits())
    assert source.text == "Z\u00fcrich liegt am See, sagt man."


def test_a_text_cannot_claim_another_publisher(site: Site) -> None:
    body = b"---\npublisher: A famous paper\nurl: https://famous.org/\n---\nProse."
    (source,) = read_url(site.gives("/a.md", body), limits())
    assert (source.publisher, source.url) == (HOST, site.url("/a.md"))


def test_a_compressed_answer_is_unpacked(site: Site) -> None:
    body = gzip.compress(PAGE.encode())
    assert read_url(site.gives("/p", body, content_encoding="gzip"), limits())[0].title == "A page"


def test_a_small_answer_that_unpacks_to_a_vast_one_is_refused(site: Site) -> None:
    body = gzip.compress(b"a" * 50_000_000)
    assert len(body) < 100_000
    with pytest.raises(InputError, match=r"1\.0 MB, and the limit is 1\.0 MB"):
        read_url(site.gives("/p", body, content_encoding="gzip"), limits())


def test_a_body_over_the_limit_is_refused(site: Site) -> None:
    with pytest.raises(InputError, match=r"/p: .* and the limit is"):
        read_url(site.gives("/p", b"a " * 10_000), limits(max_bytes=1000))


def test_an_unasked_compression_is_refused(site: Site) -> None:
    with pytest.raises(ServiceError, match="sent br"):
        read_url(site.gives("/p", b"x", content_encoding="br"), limits())


def test_a_redirect_is_followed_and_its_end_is_the_address(site: Site) -> None:
    site.gives("/end", PAGE.encode())
    (source,) = read_url(site.gives("/start", b"", 302, location="/end"), limits())
    assert source.url == site.url("/end")


def test_redirects_come_to_an_end(site: Site) -> None:
    with pytest.raises(InputError, match="more than 5 redirects"):
        read_url(site.gives("/loop", b"", 301, location="/loop"), limits())
    assert len(site.asked) == 6


PRIVATE = [
    "localhost", "[::1]", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.1", "127.0.1", "0", "0.0.0.0", "[::]", "10.0.0.1", "192.168.0.1",
    "169.254.169.254", "2852039166", "[fd00:ec2::254]", "[fec0::1]", "[64:ff9b::7f00:1]",
]  # fmt: skip
DISGUISED = [
    "localhost.",
    "127.0.0.1.",
    "0177.0.0.1",
    "127\u30020\u30020\u30021",
    "127\uff0e0\uff0e0\uff0e1",
    "\uff11\uff12\uff17.0.0.1",
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_redirect_into_loopback_is_refused(site: Site, host: str) -> None:
    site.gives("/secret", PAGE.encode())
    start = site.gives("/start", b"", 302, location=site.url("/secret", host))
    with pytest.raises(InputError, match="private or reserved network"):
        read_url(start, limits())
    assert site.asked == ["/start"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://u:p@127.0.0.1/", "ftp://example.org/"])
def test_a_redirect_to_what_is_no_web_address_is_refused(site: Site, location: str) -> None:
    with pytest.raises(InputError):
        read_url(site.gives("/start", b"", 302, location=location), limits())


@pytest.mark.parametrize("host", ["127.0.0.1", *PRIVATE])
def test_without_leave_no_private_address_is_asked(site: Site, host: str) -> None:
    with pytest.raises(InputError, match="private or reserved network"):
        read_url(site.url("/p", host), Limits(10**6, 10.0))
    assert site.asked == []


@pytest.mark.parametrize("host", DISGUISED)
def test_digits_dots_and_letters_of_other_scripts_lead_nowhere_private(
    site: Site, host: str, strays: list[str]
) -> None:
    start = site.gives("/start", b"", 302, location=site.url("/secret", quote(host)))
    for url in (start, site.url("/secret", host)):
        with pytest.raises((InputError, ServiceError)):
            read_url(url, Limits(10**6, 10.0, allow_hosts={HOST} if url == start else ()))
    assert "/secret" not in site.asked
    strays.clear()  # of most of them a name server is asked, which knows none


@pytest.mark.parametrize(
    "trick", [r"http://good.example\@{}/", "http://{}#@good.example/", "http://{}\\@good.example/"]
)
def test_the_guard_judges_the_host_that_is_connected_to(site: Site, trick: str) -> None:
    place = site.url("").removeprefix("http://")
    with pytest.raises((InputError, ServiceError)):
        read_url(trick.format(place), Limits(10**6, 10.0))
    assert site.asked == []


def test_leave_for_one_port_is_no_leave_for_another(site: Site) -> None:
    port = site.server.server_address[1]
    url = site.gives("/p", PAGE.encode())
    assert read_url(url, Limits(10**6, 10.0, allow_hosts={f"{HOST}:{port}"}))
    with pytest.raises(Refused):
        read_url(url, Limits(10**6, 10.0, allow_hosts={f"{HOST}:{port - 1}"}))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_an_environment_proxy_does_not_get_round_the_guard(
    site: Site, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, site.url(""))
    with pytest.raises(InputError, match="private or reserved network"):
        read_url("http://10.0.0.1/", limits())
    assert site.asked == []


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", b"x"),
    ],
    ids=["silence", "headers", "body"],
)
def test_a_slow_drip_ends_at_the_deadline(site: Site, first: bytes, drop: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(ServiceError, match=r"no whole answer within 0\.3 seconds"):
        read_url(site.drips("/p", first, drop), limits(seconds=0.3))
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("status", "error"), [(404, InputError), (403, InputError), (429, Transient), (503, Transient)]
)
def test_a_refusal_is_told_with_its_status(site: Site, status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match=f"the server answered {status}"):
        read_url(site.gives("/p", b"no", status), limits())


def test_a_server_that_is_not_there_is_a_service_error(site: Site) -> None:
    url = site.url("/p")
    site.close()
    with pytest.raises(ServiceError, match="did not answer"):
        read_url(url, limits())


def test_an_answer_cut_short_is_a_service_error(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nshort")

    site.answers["/p"] = answer
    with pytest.raises(ServiceError, match="did not answer"):
        read_url(site.url("/p"), limits())


def test_what_a_busy_server_asks_us_to_wait_comes_with_the_error(site: Site) -> None:
    with pytest.raises(Transient) as caught:
        read_url(site.gives("/p", b"no", 429, retry_after="7"), limits())
    assert caught.value.retry_after == 7


def test_a_date_to_wait_for_becomes_seconds() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60))
    assert 50 < (retry_after({"retry-after": soon}) or 0) <= 60
    assert retry_after({"retry-after": "Thu, 01 Jan 2015 00:00:00 GMT"}) == 0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None
