"""What the tests of the doubles share: no thread outlives its server."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = {t for t in threading.enumerate() if t.name.startswith(("triptych", "Thread-"))} - before
    assert not left


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client that asks nobody's proxy, and reads no certificates, which takes longer than a test."""
    with httpx.Client(trust_env=False, verify=False, timeout=5.0) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents of two publishers, and one of none."""
    (tmp_path / "chips.md").write_text(
        '---\ntitle: "Chips & prices"\npublisher: "Silicon Post"\nauthor: "Ada Byron"\n'
        'url: "https://silicon.example.org/chips"\npublished: 2026-03-01\n---\n'
        "# Chips & prices\n\nInference chips get cheaper every year, and buyers notice it.\n\n"
        "## What follows\n\nMargins on accelerators may fall once rivals ship — said one café owner.\n"
    )
    (tmp_path / "power.html").write_text(
        '<html><head><title>Power</title><meta name="author" content="Bo"></head><body><article>'
        "<p>Data centres need electricity, and the grid is slow to grow in most regions.</p></article></body></html>"
    )
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "old.txt").write_text("Old notes about chips.\n\nNobody reads them any more.\n")
    return tmp_path
