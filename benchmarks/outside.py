"""The outside of a small run, on loopback: a chat model and a web, in threads beside those who kill the run.

Each process of a run brings a key of its own, so that it is known which of them asked.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.forked import triptych
from triptych.agents.doubles.openai_server import OpenAIServer, panel_answer
from triptych.agents.doubles.web_server import WebServer

IDEA = "Will grid batteries be a commodity, and do their makers keep their margins?"
SITES = 4
PAGES = {
    "alpha": (
        "Grid battery makers held a gross margin of 31% in 2025. The sodium cell is a substitute that erodes the "
        "lithium cell in grid batteries. Grid batteries lose capacity to heat, which is the limit of every container."
    ),
    "beta": (
        "Grid battery makers held a gross margin of 12% in 2025. Prices of grid batteries fell by 40% in 2025 because "
        "cells became a commodity. Margins of grid battery makers will shrink until 2028."
    ),
    "gamma": (
        "Grid batteries stay a differentiated product, because software and service decide the contract. The heat "
        "limit of grid batteries was 45 degrees in our own test. Grid battery makers claim a life of 20 years."
    ),
    "delta": (
        "Cells for grid batteries are becoming a commodity, and cells are the largest cost. Grid battery makers "
        "keep a service margin of 9% in 2025. A grid battery container weighs 30 tonnes."
    ),
}
SMALL = ("--panel", "engineer,investor", "--questions", "2", "--rounds", "1", "--as-of", "2026-03-01")
"""The options of a small run."""
_PAUSE = 0.02  # seconds


@dataclass
class World:
    """The two servers."""

    models: OpenAIServer
    web: WebServer
    stock: Path
    """A home with the starter collection, to begin with."""
    turn: int = 0
    """Counted by who does one run after another, as searches bring no key."""

    @property
    def small(self) -> tuple[str, ...]:
        """The line of a small run of the chat model on the web, of which nothing is taken from a cache."""
        hosts = [word for n in range(SITES) for word in ("--allow-host", f"127.0.0.{n + 1}")]
        web = ("--search", "searxng", "--searxng-url", self.web.searx_url, "--fresh", *hosts)
        return ("run", IDEA, *SMALL, *web)

    @property
    def least(self) -> tuple[str, ...]:
        """The same without a debate."""
        return (*self.small, "--rounds", "0")

    def environment(self, key: str) -> dict[str, str]:
        """How a process is told of the model, with a key by which its calls are known."""
        return {"OPENAI_BASE_URL": self.models.base_url, "OPENAI_MODEL": "double", "OPENAI_API_KEY": key}

    def calls(self, key: str) -> Counter[bytes]:
        """What the process with that key asked of the model."""
        bearer = f"Bearer {key}"
        return Counter(r.body for r in list(self.models.requests) if r.headers.get("authorization") == bearer)

    def settle(self) -> None:
        """Wait until nothing comes any more of a process that was killed."""
        before = -1
        while before != (before := len(self.web.requests) + len(self.models.requests)):
            time.sleep(_PAUSE)


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """The outside, for the length of the body.

    Args:
        folder: of its pages and of the home that runs begin with; it is made.
    """
    pages, stock = folder / "pages", folder / "stock"
    for place in (folder, pages, stock):
        place.mkdir()
    searched = triptych(stock, "library", "search", "grid batteries")  # which makes its index
    assert searched.code == 0, searched.err
    for name, text in PAGES.items():
        front = f"---\ntitle: Report of {name}\nurl: https://{name}.example/report\ndate: 2025-11-30\n---\n"
        (pages / f"{name}.md").write_text(f"{front}{text}", "utf-8")
    with OpenAIServer(panel_answer) as models, WebServer(pages, sites=SITES) as web:
        yield World(models, web, stock)
