"""A small web on loopback with its two search engines, and the parts that read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from triptych.agents.doubles.web_server import WebServer
from triptych.settings import SearchSettings

KEY = "tvly-test-CANARY"
_PAGE = """---
title: {title}
url: https://{publisher}/{name}
published: {day}
---
# {title}

{text}
"""
_DOCUMENTS = {
    "rent": ("H100 rental prices", "rent.example", "2026-03-02", "The rental price of an H100 fell to $2.10 an hour."),
    "power": ("Power for clusters", "power.example", "2026-02-01", "A cluster of 1,000 H100 draws 1.4 megawatts."),
    "memory": ("Memory bandwidth", "memory.example", "2026-01-05", "Decoding on an H100 is bound by its memory."),
}  # fmt: skip


class Pauses(list[float]):
    """Stands in for sleeping: keeps how long was to be waited, and waits for nothing."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, (title, publisher, day, text) in _DOCUMENTS.items():
        page = _PAGE.format(title=title, publisher=publisher, name=name, day=day, text=text)
        (folder / f"{name}.md").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def web(folder: Path) -> Iterator[WebServer]:
    with WebServer(folder, key=KEY) as web:
        yield web


@pytest.fixture
def settings(web: WebServer) -> SearchSettings:
    """Both engines."""
    return SearchSettings(tavily_url=web.base_url, searxng_url=web.searx_url, allow_hosts=("127.0.0.1",))
