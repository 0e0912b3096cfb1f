"""SearXNG: a search engine that the user runs or borrows, asked for JSON."""

from collections.abc import Collection
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from triptych.agents.sources.document import domain
from triptych.agents.sources.web.hits import Hit, hit
from triptych.agents.sources.web.line import Line, cause
from triptych.settings import SearchSettings

if TYPE_CHECKING:
    import httpx

_HINT = "Add json to search.formats in the settings.yml of that instance."
_SHOWN = 5


class SearXNG:
    """Searches through one instance.

    Args:
        settings: how to search.
        line: the way to the instance.
    """

    name = "searxng"

    def __init__(self, settings: SearchSettings, line: Line) -> None:
        self._settings = settings
        self._line = line

    @property
    def asks(self) -> dict[str, Any]:
        """All that decides its answers besides the query."""
        excluded = sorted(self._settings.exclude_domains)
        return {"url": self._line.url, "excluded": excluded, **self._parameters("")}

    async def search(self, query: str, limit: int, without: frozenset[str]) -> list[Hit]:
        """The pages that the instance finds, best first. Raises ServiceError."""

        async def ask(client: "httpx.AsyncClient") -> Any:
            answer = await client.get(f"{self._line.url.rstrip('/')}/search", params=self._parameters(query))
            return self._json(answer)

        found = await self._line.ask(ask)
        hits = [
            hit(one, self.name, snippet="content", published_at="publishedDate")
            for one in self._results(found)
        ]
        return [one for one in hits if one is not None and self._wanted(one, without)][:limit]

    def _parameters(self, query: str) -> dict[str, str]:
        settings = self._settings
        sites = " OR ".join(f"site:{name}" for name in settings.include_domains)
        parameters = {
            "q": " ".join(f"{query} {sites}".split()),
            "format": "json",
            "categories": "news" if settings.topic == "news" else "general",
        }
        return parameters | ({"time_range": settings.time_range} if settings.time_range else {})

    def _json(self, answer: "httpx.Response") -> Any:
        if answer.status_code == HTTPStatus.FORBIDDEN:
            raise self._line.fault("JSON is not enabled on that instance (it answered 403)", _HINT)
        if answer.status_code != HTTPStatus.OK:
            raise self._line.refused(answer.status_code)
        try:
            return answer.json()
        except (ValueError, RecursionError) as e:
            raise self._line.fault("its answer is no JSON; it may not be enabled", _HINT) from cause(e)

    def _results(self, found: Any) -> list[Any]:
        results = found.get("results") if isinstance(found, dict) else None
        if not isinstance(results, list):
            raise self._line.fault("its answer has no list of results", "Check searxng_url in the settings.")
        silent = found.get("unresponsive_engines")
        if not results and isinstance(silent, list) and silent:
            reason = f"none of its engines answered ({_named(silent)})"
            raise self._line.fault(reason, "Try again later, or enable other engines on that instance.")
        return results

    def _wanted(self, found: Hit, without: frozenset[str]) -> bool:
        host = domain(found.url).lower()
        included = self._settings.include_domains
        return (
            host not in {name.lower() for name in without}
            and not _within(host, self._settings.exclude_domains)
            and (not included or _within(host, included))
        )


def _within(host: str, domains: Collection[str]) -> bool:
    names = [name.lower().removeprefix("www.") for name in domains]
    return any(host == name or host.endswith(f".{name}") for name in names)


def _named(silent: list[Any]) -> str:
    """What SearXNG says of each engine: its name and why it is silent."""
    told = [": ".join(map(str, one)) if isinstance(one, list) else str(one) for one in silent]
    return ", ".join(" ".join(text.split())[:60] for text in told[:_SHOWN])
