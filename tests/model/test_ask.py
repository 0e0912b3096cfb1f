"""`triptych ask` with a real model: what it answers rests on quotes of stored sources, and what is not there it does not know.

The address and the model come from `make test-model`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from triptych.agents.sources.library import Library
from triptych.agents.verification.numbers import strange_figure
from triptych.store import sources
from triptych.store.archive import Archive

pytestmark = pytest.mark.model

URL = os.environ.get("TRIPTYCH_TEST_MODEL_URL", "http://127.0.0.1:8089/v1")
MODEL = os.environ.get("TRIPTYCH_TEST_MODEL", "local")
KEY = "sk-test-CANARY-of-a-real-model"

Asked = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module", autouse=True)
def _server() -> None:
    try:
        httpx.get(f"{URL}/models", timeout=5).raise_for_status()
    except httpx.HTTPError as e:
        pytest.fail(f"No model server at {URL} ({e}): start one, or give make test-model MODEL_URL=… MODEL=…")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose archive holds the starter collection, set up for a small model."""
    home = tmp_path_factory.mktemp("asked")
    (home / "config.toml").write_text("[model]\ncontext = 4096\ntimeout = 900\n", encoding="utf-8")
    Library(Archive(home / "archive.duckdb")).ensure_starter()
    return home


@pytest.fixture
def asked(home: Path) -> Asked:
    def ask(*args: str) -> subprocess.CompletedProcess[str]:
        own = {
            "TRIPTYCH_HOME": str(home),
            "OPENAI_BASE_URL": URL,
            "OPENAI_MODEL": MODEL,
            "OPENAI_API_KEY": KEY,
            "PYTHONUTF8": "1",
        }
        line = [sys.executable, "-m", "triptych.cli", "ask", "--json", *args]
        return subprocess.run(line, capture_output=True, encoding="utf-8", env=os.environ | own)

    return ask


def sound(told: subprocess.CompletedProcess[str], home: Path) -> dict[str, Any]:
    """The answer, whose sentences rest on quotes that stand in their sources and bear their figures."""
    assert told.returncode == 0, told.stderr
    assert KEY not in told.stdout + told.stderr
    answer: dict[str, Any] = json.loads(told.stdout)["answer"]
    quotes = {quote["number"]: quote["citation"] for quote in answer["quotes"]}
    ids = [quote["source_id"] for quote in quotes.values()]
    texts = {s.id: s.text for s in sources.load(Archive(home / "archive.duckdb"), ids)}
    assert all(texts[q["source_id"]][q["start"] : q["end"]] == q["quote"] for q in quotes.values())
    for sentence in answer["sentences"]:
        assert sentence["quotes"]
        assert strange_figure(sentence["text"], [quotes[n]["quote"] for n in sentence["quotes"]]) is None
    return answer


def test_a_figure_is_found(asked: Asked, home: Path) -> None:
    answer = sound(asked("How much memory bandwidth does an H100 have?"), home)
    assert "3.35" in " ".join(s["text"] for s in answer["sentences"])
    assert answer["spend"]["calls"] >= 1


def test_a_follow_up_is_understood(asked: Asked, home: Path) -> None:
    sound(asked("How much memory bandwidth does an H100 have?"), home)
    answer = sound(asked("--continue", "and the H200?"), home)
    assert "H200" in " ".join(s["text"] for s in answer["sentences"])


def test_what_is_not_there_costs_no_call(asked: Asked, home: Path) -> None:
    told = asked("How do volcanoes erupt?")
    assert told.returncode == 3
    answer = json.loads(told.stdout)["answer"]
    assert (answer["known"], answer["spend"]["calls"]) == (False, 0)
