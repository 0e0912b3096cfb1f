"""Of each search engine that is set up: does it answer, and accept the key."""

import asyncio
from typing import TYPE_CHECKING

from triptych import addresses
from triptych.environment import SEARXNG_URL, TAVILY_KEY
from triptych.errors import ServiceError
from triptych.graphs.doctor.finding import Finding, State
from triptych.graphs.doctor.origins import Origins
from triptych.settings import ProviderName, SearchSettings

if TYPE_CHECKING:
    from triptych.agents.sources.web.hits import Engine
    from triptych.agents.sources.web.line import Line
    from triptych.graphs.doctor.reach import Manner

_QUERY = "inference hardware"
_GIVES: dict[ProviderName, str] = {
    "tavily": "no key; with one the personas search the web and read its pages",
    "searxng": "no address; with that of an instance the personas search the web without any key",
}
_SETS_UP: dict[ProviderName, str] = {
    "tavily": f"export {TAVILY_KEY}=…",
    "searxng": f"export {SEARXNG_URL}=…",
}


class SearchEngines:
    """The search engines of a run.

    Args:
        search: settings with the environment over them.
        origins: where the values come from.
        manner: how they are asked.
    """

    def __init__(self, search: SearchSettings, origins: Origins, manner: "Manner") -> None:
        self._search, self._origins, self._manner = search, origins, manner

    async def findings(self, calls: bool) -> list[Finding]:
        """A finding for Tavily, and one for SearXNG."""
        search = self._search
        ready: dict[ProviderName, bool] = {
            "tavily": bool(search.tavily_key),
            "searxng": bool(search.searxng_url),
        }
        return await asyncio.gather(*(self._finding(name, there, calls) for name, there in ready.items()))

    async def _finding(self, name: ProviderName, ready: bool, calls: bool) -> Finding:
        wanted = self._search.providers
        if not ready:
            state: State = "missing" if name in (wanted or ()) else "note"
            return Finding(name, state, _GIVES[name], _SETS_UP[name])
        subject = self._tavily_subject() if name == "tavily" else self._searxng_subject()
        if wanted is not None and name not in wanted:
            return Finding(
                name, "note", f"{subject}; `providers` in the settings leaves it out, so it is not asked"
            )
        if not calls:
            return Finding(name, "ok", f"{subject}; not asked")
        return await (self._tavily(subject) if name == "tavily" else self._searxng(subject))

    def _tavily_subject(self) -> str:
        key = self._origins.search("tavily_key", self._search.tavily_key or "")
        return f"{addresses.place(self._search.tavily_url or addresses.TAVILY)}, key: {key.says}"

    def _searxng_subject(self) -> str:
        url = self._search.searxng_url or ""
        return f"{addresses.place(url)}, {self._origins.search('searxng_url', url).says}"

    async def _tavily(self, subject: str) -> Finding:
        from triptych.agents.sources.web.tavily import Tavily
        from triptych.keys import Key

        url, key = self._search.tavily_url or addresses.TAVILY, Key(self._search.tavily_key or "")
        engine = Tavily(key, SearchSettings(), self._line("Tavily", url))
        start = f"See whether {addresses.place(url)} is up and this machine online."
        return await self._asked("tavily", subject, engine, "answers, key accepted (one credit spent)", start)

    async def _searxng(self, subject: str) -> Finding:
        from triptych.agents.sources.web.searxng import SearXNG

        url = self._search.searxng_url or ""
        engine = SearXNG(SearchSettings(), self._line("SearXNG", url))
        start = (
            f"Start SearXNG at {addresses.place(url)}, or: {self._origins.search('searxng_url', url).mend}"
        )
        return await self._asked("searxng", subject, engine, "answers in JSON", start)

    def _line(self, name: str, url: str) -> "Line":
        from triptych.agents.sources.web.line import SECONDS, Line

        return Line(name, url, seconds=min(SECONDS, self._manner.within), sleep=self._manner.sleep)

    async def _asked(
        self, name: ProviderName, subject: str, engine: "Engine", praise: str, start: str
    ) -> Finding:
        try:
            async with asyncio.timeout(self._manner.within):
                await engine.search(_QUERY, 1, frozenset())
        except TimeoutError:
            return Finding(name, "broken", f"{subject}: no answer within {self._manner.within:g} s", start)
        except ServiceError as e:
            says = e.message.partition(": ")[2].rstrip(".")
            return Finding(name, "broken", f"{subject}: {says}", start if _is_down(e) else e.hint)
        return Finding(name, "ok", f"{subject}: {praise}")


def _is_down(error: ServiceError) -> bool:
    """Whether nothing answers there at all."""
    import httpx

    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout)
