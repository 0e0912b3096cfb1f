"""A small web on loopback: the documents of a folder as pages, and Tavily and SearXNG, which find them.

Try Triptych against it: `python -m triptych.agents.doubles.web_server FOLDER --port 8081`.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from triptych.agents.doubles import tavily
from triptych.agents.doubles.exchange import Request, Response
from triptych.agents.doubles.loopback import Loopback, serve
from triptych.agents.doubles.pages import PREFIX, Page, read_pages
from triptych.agents.doubles.ranking import Ranking
from triptych.agents.doubles.searxng import SearXNG

_HTML = "text/html; charset=utf-8"
_API = ("/search", "/extract")
_SEARX = "/searx"


class WebServer(Loopback):
    """Pages and search engines: `with WebServer(folder) as web: … web.base_url, web.searx_url, web.url("a.html")`.

    Args:
        folder: documents (.html, .md, .txt, .pdf), read once, here; Markdown becomes HTML.
        key: the key that search and extract ask for; none lets everybody in.
        sites: how many hosts the pages are dealt to, publisher by publisher: 127.0.0.1, 127.0.0.2 and so on, which
            are loopback on Linux. Every host serves every page; a search names the one a page was dealt to.
        today: the day from which time ranges count.
        latency: seconds before each answer.
        port: of the first host; 0 takes any that is free.

    Raises:
        InputError: the folder cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        *,
        key: str | None = None,
        sites: int = 1,
        today: Callable[[], date] = date.today,
        latency: float = 0.0,
        port: int = 0,
    ) -> None:
        super().__init__([f"127.0.0.{n + 1}" for n in range(sites)], port, latency)
        self.pages = {page.path: page for page in read_pages(folder)}
        self._key = key
        self._site = _deal(list(self.pages.values()), sites)
        ranking = Ranking(list(self.pages.values()))
        self._tavily = tavily.Tavily(ranking, self._address, self._page_at, today)
        self._searxng = SearXNG(ranking, self._address, today)

    @property
    def base_url(self) -> str:
        """Where Tavily's search and extract are."""
        return self.origin()

    @property
    def searx_url(self) -> str:
        """Where a SearXNG instance is."""
        return self.origin() + _SEARX

    def url(self, name: str) -> str:
        """The address of a page by its name in the folder, with `.html` in the place of `.md`."""
        page = self.pages.get(PREFIX + name)
        return self._address(page) if page else self.origin() + quote(PREFIX + name)

    def respond(self, request: Request) -> Response:
        """The proper answer to a request."""
        match request.method, request.path:
            case "POST", path if path in _API:
                return self._api(request)
            case _, "/searx/search":
                return self._searxng.search(request.query)
            case "GET", path if path in self.pages:
                page = self.pages[path]
                return Response(200, page.body, page.content_type)
        return self.error(404, "Not Found", request)

    def error(self, status: int, message: str, request: Request) -> Response:
        """An error: JSON as Tavily words it for its paths, else a small page."""
        if request.path in _API:
            return tavily.error(status, message)
        return Response(status, f"<!doctype html><title>{message}</title><h1>{message}</h1>".encode(), _HTML)

    def _api(self, request: Request) -> Response:
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            return tavily.error(401, "Unauthorized: missing or invalid API key.")
        answer = self._tavily.search if request.path == "/search" else self._tavily.extract
        return answer(request.json)

    def _address(self, page: Page) -> str:
        return self.origin(self._site[page.path]) + quote(page.path)

    def _page_at(self, url: str) -> Page | None:
        return next((page for page in self.pages.values() if self._address(page) == url), None)


def _deal(pages: Sequence[Page], sites: int) -> dict[str, int]:
    """For each path the number of its site: pages of one publisher share one."""
    publishers = sorted({page.publisher or page.path for page in pages})
    return {page.path: publishers.index(page.publisher or page.path) % sites for page in pages}


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="web_server", description="A folder as a small web that can be searched."
    )
    parser.add_argument("folder", type=Path, help="documents: .html, .md, .txt, .pdf")
    parser.add_argument("--port", type=int, default=0, help="any free one by default")
    parser.add_argument("--key", help="the key that searches must bring")
    parser.add_argument(
        "--sites", type=int, default=1, help="hosts to deal the pages to: 127.0.0.1, 127.0.0.2, …"
    )
    options = parser.parse_args(arguments)
    web = WebServer(options.folder, key=options.key, sites=options.sites, port=options.port)
    serve(web, lambda: f"Tavily: {web.base_url}\nSearXNG: {web.searx_url}\n{len(web.pages)} pages")


if __name__ == "__main__":
    main()
