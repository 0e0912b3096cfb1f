"""Tavily's search and extract over the pages of a double, in the shapes that its client expects."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from triptych.agents.doubles.exchange import Response
from triptych.agents.doubles.loopback import as_json
from triptych.agents.doubles.pages import Page
from triptych.agents.doubles.ranking import Hit, Ranking, snippets

Body = dict[str, Any]
DAYS = {"day": 1, "d": 1, "week": 7, "w": 7, "month": 31, "m": 31, "year": 366, "y": 366}
_QUERY = 400  # characters that the service takes
_RESULTS, _MOST_RESULTS = 5, 20
_URLS = 20
_SNIPPET = 500  # characters of one chunk
_DEEP = 3
_JOINT = " [...] "


@dataclass(frozen=True, slots=True)
class Tavily:
    """The answers of the service.

    Args:
        ranking: what is found.
        address: the full address of a page.
        page_at: the page at an address, if there is one.
        today: the day from which time ranges count.
    """

    ranking: Ranking
    address: Callable[[Page], str]
    page_at: Callable[[str], Page | None]
    today: Callable[[], date]

    def search(self, body: Body) -> Response:
        """POST /search."""
        query = body.get("query")
        if not isinstance(query, str) or not query.strip():
            return error(400, "Query is missing.")
        if len(query) > _QUERY:
            return error(400, f"Query is too long. Max query length is {_QUERY} characters.")
        wanted = min(int(body.get("max_results") or _RESULTS), _MOST_RESULTS)
        hits = [hit for hit in self.ranking.search(query) if self._allowed(hit.page, body)][:wanted]
        return as_json(
            {
                "query": query,
                "follow_up_questions": None,
                "answer": None,
                "images": [],
                "results": [self._result(hit, query, body) for hit in hits],
                "response_time": 0.01,
                "request_id": "double",
            }
        )

    def extract(self, body: Body) -> Response:
        """POST /extract."""
        urls = body.get("urls") or []
        urls = [urls] if isinstance(urls, str) else urls
        if not urls or len(urls) > _URLS:
            return error(400, f"Give between 1 and {_URLS} URLs.")
        found = [(url, self.page_at(url)) for url in urls]
        read = [(url, page) for url, page in found if page and page.text]
        failed = [url for url, page in found if not (page and page.text)]
        return as_json(
            {
                "results": [{"url": url, "raw_content": _raw(page), "images": []} for url, page in read],
                "failed_results": [{"url": url, "error": "Failed to fetch url"} for url in failed],
                "response_time": 0.01,
                "request_id": "double",
            }
        )

    def _result(self, hit: Hit, query: str, body: Body) -> Body:
        chunks = int(body.get("chunks_per_source") or _DEEP) if body.get("search_depth") == "advanced" else 1
        result: Body = {
            "title": hit.page.title,
            "url": self.address(hit.page),
            "content": _JOINT.join(snippets(hit.page, query, chunks, _SNIPPET)),
            "score": hit.score,
            "raw_content": _raw(hit.page) if body.get("include_raw_content") else None,
        }
        if body.get("topic") == "news" and hit.page.published_at:
            result["published_date"] = _http_date(hit.page.published_at)
        return result

    def _allowed(self, page: Page, body: Body) -> bool:
        hosts = (urlsplit(self.address(page)).hostname or "", page.original)
        include, exclude = body.get("include_domains") or (), body.get("exclude_domains") or ()
        if _matches(hosts, exclude) or (include and not _matches(hosts, include)):
            return False
        return page.published_at is None or self._from(body) <= page.published_at <= _until(body)

    def _from(self, body: Body) -> date:
        if body.get("start_date"):
            return date.fromisoformat(body["start_date"])
        days = body.get("days") if body.get("topic") == "news" else None
        days = DAYS.get(body.get("time_range") or "", days)
        return self.today() - timedelta(days=days) if days else date.min


def error(status: int, message: str) -> Response:
    """An error as the service words it."""
    return as_json({"detail": {"error": message}}, status)


def _until(body: Body) -> date:
    return date.fromisoformat(body["end_date"]) if body.get("end_date") else date.max


def _matches(hosts: Sequence[str], domains: Sequence[str]) -> bool:
    """Whether a host is one of the domains or lies below one; a domain may hold a star."""
    return any(
        host and (fnmatchcase(host, domain) or host.endswith(f".{domain}"))
        for host in hosts
        for domain in domains
    )


def _raw(page: Page) -> str:
    return f"# {page.title}\n\n{page.text}"


def _http_date(day: date) -> str:
    return format_datetime(datetime.combine(day, time(12), UTC), usegmt=True)
