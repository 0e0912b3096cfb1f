"""The outside of a run in a process of its own: a chat model and a web, both slow by the clock and quick by nature.

    python -m benchmarks.orchestration_servers [--model 0.5] [--search 0.2]

Prints its addresses as JSON, and for each line of input what it was asked since the last, with the times of each.
Ends with its input.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, NamedTuple

from triptych.agents.doubles.exchange import Exchange, Request, Response
from triptych.agents.doubles.loopback import as_json
from triptych.agents.doubles.openai_server import OpenAIServer, panel_answer
from triptych.agents.doubles.web_server import WebServer
from triptych.agents.sources import starter

PART = "x-part"
"""The header in which a call says for which part of a run it is."""
SITES = 40
MODEL_SECONDS, SEARCH_SECONDS = 0.5, 0.2


class Asked(NamedTuple):
    """One call from outside, by the clock that all processes of a machine share."""

    part: str
    kind: str
    """`search`, `page`, or the name of the structure that a model was asked for; empty for prose."""
    start: float
    end: float
    model: bool


class _Timed:
    """Notes when each answer was out."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def note(self, request: Request, kind: str, model: bool) -> None:
        part = request.headers.get(PART, "")
        self.asked.append(Asked(part, kind, request.at, time.monotonic(), model))

    def taken(self) -> list[Asked]:
        asked, self.asked = self.asked, []
        return asked


class _Models(OpenAIServer):
    """A model that thinks of each answer once, so that its process takes little from the one that is measured.

    An answer that is not streamed is there when its time is over; of one that is, the pieces come over that time. What it
    takes to think of one comes on top, once.
    """

    def __init__(self, timed: _Timed, latency: float) -> None:
        super().__init__(_said)
        self._timed, self._wait = timed, latency
        self._known: dict[bytes, Response] = {}

    def deliver(self, exchange: Exchange) -> None:
        body = exchange.request.json
        answer = self.respond(exchange.request)
        if answer.pieces:
            exchange.begin(answer)
            exchange.stream(answer.pieces, self._wait / max(1, len(answer.pieces) - 1))
        elif exchange.wait(self._wait):
            exchange.send(answer)
        schema = (body.get("response_format") or {}).get("json_schema") or {}
        self._timed.note(exchange.request, str(schema.get("name", "")), model=True)

    def respond(self, request: Request) -> Response:
        known = self._known.get(request.body)
        if known is None:
            calls = _tool_calls(request.json)
            known = super().respond(request)
            known = _calling(known, calls) if calls else known
            self._known[request.body] = known
        return known


class _Web(WebServer):
    """A web whose search engine is at as many addresses as anybody likes: a run's cache then knows none of its answers."""

    def __init__(self, timed: _Timed, latency: float) -> None:
        super().__init__(Path(starter.__file__).with_name("starter"), sites=SITES)
        self._timed, self._wait = timed, latency
        self._known: dict[str, Response] = {}

    def handle(self, exchange: Exchange) -> None:
        searching = exchange.request.path.endswith("/search")
        if not searching or exchange.wait(self._wait):
            super().handle(exchange)
        self._timed.note(exchange.request, "search" if searching else "page", model=False)

    def respond(self, request: Request) -> Response:
        if not request.path.startswith("/searx"):
            return super().respond(request)
        query = json.dumps(sorted(request.query.items()))
        if query not in self._known:
            self._known[query] = self._searxng.search(request.query)
        return self._known[query]


def _said(body: dict[str, Any]) -> str:
    return "Done." if body.get("tools") else panel_answer(body)


def _tool_calls(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What a model does that may call tools: it hands research on to three, each of which searches once."""
    names = {tool.get("function", {}).get("name") for tool in body.get("tools") or ()}
    first = not any(message["role"] == "assistant" for message in body["messages"])
    if "ConductResearch" in names and first:
        topics = ("inference hardware prices", "memory bandwidth of accelerators", "margins of chip makers")
        return [_tool_call("ConductResearch", n, research_topic=topic) for n, topic in enumerate(topics)]
    if "ConductResearch" in names:
        return [_tool_call("ResearchComplete", 0)]
    if "tavily_search" in names and first:
        topic = str(body["messages"][-1]["content"])
        return [_tool_call("tavily_search", 0, queries=[topic, f"{topic} outlook"])]
    return []


def _tool_call(name: str, number: int, **arguments: object) -> dict[str, Any]:
    return {
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(arguments)},
    }


def _calling(response: Response, calls: list[dict[str, Any]]) -> Response:
    body = json.loads(response.body)
    body["choices"][0] |= {"finish_reason": "tool_calls"}
    body["choices"][0]["message"] |= {"content": None, "tool_calls": calls}
    return as_json(body)


class Servers:
    """The servers, as the process that is measured knows them."""

    def __init__(self, told: dict[str, Any], ask: Callable[[], str]) -> None:
        self.models, self.web = str(told["models"]), str(told["web"])
        self.hosts = tuple(f"127.0.0.{n + 1}" for n in range(SITES))
        self._ask = ask

    def taken(self) -> list[Asked]:
        """All calls since this was last asked for."""
        return [Asked(*row) for row in json.loads(self._ask())]


@contextmanager
def serving(model: float = MODEL_SECONDS, search: float = SEARCH_SECONDS) -> Iterator[Servers]:
    """The servers in a child process, which ends with the body.

    Args:
        model, search: seconds that an answer takes.
    """
    line = [sys.executable, "-m", "benchmarks.orchestration_servers", "--model", str(model)]
    with Popen([*line, "--search", str(search)], stdin=PIPE, stdout=PIPE, encoding="utf-8") as child:
        assert child.stdin
        assert child.stdout
        asks, answers = child.stdin, child.stdout

        def ask() -> str:
            asks.write("\n")
            asks.flush()
            return answers.readline()

        yield Servers(json.loads(answers.readline()), ask)
        asks.close()


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orchestration_servers")
    parser.add_argument("--model", type=float, default=MODEL_SECONDS, help="seconds before a model answers")
    parser.add_argument("--search", type=float, default=SEARCH_SECONDS, help="seconds before a search does")
    given = parser.parse_args()
    timed = _Timed()
    with _Models(timed, given.model) as models, _Web(timed, given.search) as web:
        print(json.dumps({"models": models.base_url, "web": web.base_url}), flush=True)
        for _ in sys.stdin:
            print(json.dumps(timed.taken()), flush=True)
            models.requests.clear()
            web.requests.clear()


if __name__ == "__main__":
    main()
