"""SearXNG's search in JSON over the pages of a double."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from triptych.agents.doubles.exchange import Response
from triptych.agents.doubles.loopback import as_json
from triptych.agents.doubles.pages import Page
from triptych.agents.doubles.ranking import Hit, Ranking, snippets
from triptych.agents.doubles.tavily import DAYS

_PAGE = 10  # results of one page
_SNIPPET = 300
_ENGINE = "double"


@dataclass(frozen=True, slots=True)
class SearXNG:
    """The answers of an instance; the arguments are those of Tavily."""

    ranking: Ranking
    address: Callable[[Page], str]
    today: Callable[[], date]

    def search(self, query: Mapping[str, str]) -> Response:
        """GET /search?q=…&format=json."""
        words = query.get("q", "").strip()
        if not words:
            return Response(400, b"No query", "text/plain; charset=utf-8")
        if query.get("format") != "json":
            return Response(200, b"<!doctype html><title>SearXNG</title>", "text/html; charset=utf-8")
        hits = [hit for hit in self.ranking.search(words) if self._recent(hit.page, query)]
        first = _PAGE * (max(1, int(query.get("pageno") or 1)) - 1)
        shown = hits[first : first + _PAGE]
        return as_json(
            {
                "query": words,
                "number_of_results": 0,  # as most engines leave it
                "results": [self._result(hit, words, first + n) for n, hit in enumerate(shown, 1)],
                "answers": [],
                "corrections": [],
                "infoboxes": [],
                "suggestions": [],
                "unresponsive_engines": [],
            }
        )

    def _result(self, hit: Hit, words: str, position: int) -> dict[str, Any]:
        url = self.address(hit.page)
        published = hit.page.published_at
        return {
            "url": url,
            "title": hit.page.title,
            "content": " ".join(snippets(hit.page, words, 1, _SNIPPET)),
            "publishedDate": f"{published.isoformat()}T00:00:00" if published else None,
            "thumbnail": "",
            "engine": _ENGINE,
            "engines": [_ENGINE],
            "template": "default.html",
            "parsed_url": [*urlsplit(url)[:3], "", *urlsplit(url)[3:]],
            "positions": [position],
            "score": round(1 / position, 4),
            "category": "general",
        }

    def _recent(self, page: Page, query: Mapping[str, str]) -> bool:
        days = DAYS.get(query.get("time_range", ""))
        return not days or not page.published_at or page.published_at >= self.today() - timedelta(days=days)
