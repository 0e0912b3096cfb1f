"""Tavily: a search engine for programs, and a reader of the pages that we cannot read."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from triptych.agents.sources.web.hits import Hit, hit
from triptych.agents.sources.web.line import Line, cause
from triptych.errors import ServiceError
from triptych.keys import Key, hidden
from triptych.settings import SearchSettings

if TYPE_CHECKING:
    import httpx
    from tavily import AsyncTavilyClient  # type: ignore[import-untyped]

_LONGEST_QUERY = 400
_MOST_RESULTS = 20
_MOST_DOMAINS = 150
_CHECK_KEY = "Check TAVILY_API_KEY, or tavily_key in the settings."
_NO_JSON = (ValueError, TypeError, AttributeError, KeyError, RecursionError)
"""What its client raises for a body that is not what it expects."""


class Tavily:
    """Searches and reads through Tavily's service, or one that speaks like it.

    Args:
        key: without one nothing is sent.
        settings: how to search.
        line: the way to the service.
    """

    name = "tavily"

    def __init__(self, key: Key | None, settings: SearchSettings, line: Line) -> None:
        self._key = key
        self._settings = settings
        self._line = line

    @property
    def asks(self) -> dict[str, Any]:
        """All that decides its answers besides the query."""
        return {"url": self._line.url, **self._options()}

    async def search(self, query: str, limit: int, without: frozenset[str]) -> list[Hit]:
        """The pages that Tavily finds, best first. Raises ServiceError."""
        options = self._options()
        options["exclude_domains"] = _excluded(options["exclude_domains"], without)
        options = {name: value for name, value in options.items() if value}

        async def ask(client: "AsyncTavilyClient") -> Any:
            return await client.search(
                cut(query), max_results=min(limit, _MOST_RESULTS), timeout=self._line.seconds, **options
            )

        found = await self._ask(ask)
        hits = [
            hit(one, self.name, snippet="content", published_at="published_date", text="raw_content")
            for one in _listed(found, self._line)
        ]
        return [one for one in hits if one is not None][:limit]

    async def extract(self, urls: Sequence[str]) -> dict[str, str]:
        """The texts of those of the pages that Tavily can read, by address. Raises ServiceError."""

        async def ask(client: "AsyncTavilyClient") -> Any:
            return await client.extract(
                list(urls)[:_MOST_RESULTS], extract_depth="basic", format="text", timeout=self._line.seconds
            )

        found = _listed(await self._ask(ask), self._line)
        texts = {one.get("url"): one.get("raw_content") for one in found if isinstance(one, dict)}
        return {url: hidden(text) for url in urls if isinstance(text := texts.get(url), str) and text.strip()}

    def _options(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "search_depth": settings.depth,
            "topic": settings.topic,
            "time_range": settings.time_range,
            "include_domains": list(settings.include_domains),
            "exclude_domains": list(settings.exclude_domains),
        }

    async def _ask(self, ask: "Callable[[AsyncTavilyClient], Awaitable[Any]]") -> Any:
        async def call(http: "httpx.AsyncClient") -> Any:
            from tavily import errors

            try:
                return await ask(self._client(http))
            except errors.TimeoutError as e:
                raise self._line.busy(f"no whole answer within {self._line.seconds:g} seconds") from e
            except (errors.InvalidAPIKeyError, errors.MissingAPIKeyError) as e:
                raise self._line.fault("the key was not accepted", _CHECK_KEY) from cause(e)
            except errors.ForbiddenError as e:
                hint = "Check the plan of this key at Tavily."
                raise self._line.fault(f"refused{_said(e)}", hint) from cause(e)
            except errors.UsageLimitExceededError as e:
                raise self._line.busy(f"it answered 429{_said(e)}") from cause(e)
            except errors.BadRequestError as e:
                hint = "Check the search settings."
                raise self._line.fault(f"the search was not accepted{_said(e)}", hint) from cause(e)
            except _NO_JSON as e:
                hint = "Check tavily_url in the settings, or TAVILY_BASE_URL."
                raise self._line.fault("its answer is not what Tavily answers", hint) from cause(e)

        return await self._line.ask(call)

    def _client(self, http: "httpx.AsyncClient") -> "AsyncTavilyClient":
        if self._key is None or not self._key.reveal():
            # Without a key the library would send queries all the same.
            raise ServiceError("Tavily: there is no key.", "Set TAVILY_API_KEY.")
        from tavily import AsyncTavilyClient

        return AsyncTavilyClient(api_key=self._key.reveal(), api_base_url=self._line.url, client=http)


def cut(query: str, most: int = _LONGEST_QUERY) -> str:
    """The query in at most so many characters, cut between two words where there are two."""
    query = " ".join(query.split())
    if len(query) <= most:
        return query
    return query[: most + 1].rpartition(" ")[0] or query[:most]


def _excluded(always: Sequence[str], without: frozenset[str]) -> list[str]:
    """The domains to leave out; a publisher that is named without a domain cannot be."""
    domains = sorted(name.lower() for name in without if "." in name and " " not in name)
    return list(dict.fromkeys([*always, *domains]))[:_MOST_DOMAINS]


def _listed(found: Any, line: Line) -> list[Any]:
    results = found.get("results") if isinstance(found, dict) else None
    if not isinstance(results, list):
        raise line.fault("its answer has no list of results", "Check tavily_url in the settings.")
    return results


def _said(error: Exception) -> str:
    text = hidden(" ".join(str(error).split()))[:200].rstrip(".")
    return f": {text}" if text else ""
