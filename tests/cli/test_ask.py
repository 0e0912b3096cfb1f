"""`triptych ask`: what it prints, what it stores, and how it says that it does not know."""

import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.store import memos, sources
from triptych.store.archive import Archive
from triptych.store.rows import fetch
from triptych.store.search.search import ArchiveSearch

Invoke = Callable[..., Result]
ASKED = "How much memory bandwidth does an H100 have?"
KEY = "sk-test-CANARY-of-asking"


@pytest.fixture(scope="module")
def home(finished: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with one memo, in use by all tests of this file: no question changes what another finds."""
    home = shutil.copytree(finished[0], tmp_path_factory.mktemp("asked") / "home")
    ArchiveSearch(Archive(home / "archive.duckdb")).update()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIPTYCH_HOME", str(home))
        for name in ("TRIPTYCH_ARCHIVE", "TRIPTYCH_DEBUG", "NO_COLOR"):
            patch.delenv(name, raising=False)
        patch.chdir(home)
        yield home


@pytest.fixture
def archive(home: Path) -> Archive:
    return Archive(home / "archive.duckdb")


def _json(result: Result) -> dict[str, Any]:
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    return value


def test_an_answer_is_quotes_with_who_said_it_and_how_to_follow_it(home: Path, triptych: Invoke) -> None:
    told = triptych("ask", ASKED)
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith(f"# {ASKED}\n")
    assert "The embedded analyst does not write" in told.stdout
    assert "1. “" in told.stdout
    assert "H100" in told.stdout
    assert "NVIDIA, 13 November 2023" in told.stdout


def test_what_it_says_of_a_claim_can_be_followed(home: Path, archive: Archive, triptych: Invoke) -> None:
    memo = memos.resolve(archive, "latest")
    claim = memos.load(archive, memo).ledger.claims[0]
    told = triptych("ask", claim.citations[0].quote)
    assert f"“{claim.citations[0].quote}”" in told.stdout
    assert f"claim {claim.id} of memo {memo[:10]}: {claim.verdict}" in told.stdout
    line = next(found for found in told.stdout.split("`") if found.startswith("triptych memos show"))
    assert triptych(*shlex.split(line)[1:]).exit_code == 0


def test_what_follows_is_in_the_archive_that_was_asked(
    home: Path, archive: Archive, triptych: Invoke
) -> None:
    quote = memos.load(archive, memos.resolve(archive, "latest")).ledger.claims[0].citations[0].quote
    told = triptych("ask", quote, "--archive", str(archive.path))
    assert f"`triptych --archive {archive.path} memos show " in told.stdout
    assert f"triptych --archive {archive.path} ask --continue" in told.stderr


def test_every_quote_of_the_json_is_a_span_of_its_stored_source(
    home: Path, archive: Archive, triptych: Invoke
) -> None:
    told = _json(triptych("ask", "Who captures the margin in LLM inference?", "--json", "--limit", "12"))
    quotes = [quote["citation"] for quote in told["answer"]["quotes"]]
    texts = {s.id: s.text for s in sources.load(archive, [quote["source_id"] for quote in quotes])}
    assert len(quotes) > 2
    assert all(texts[q["source_id"]][q["start"] : q["end"]] == q["quote"] for q in quotes)


def test_the_json_tells_conversation_claims_and_what_was_used(home: Path, triptych: Invoke) -> None:
    told = _json(triptych("ask", ASKED, "--json"))
    assert (told["number"], told["question"]) == (1, ASKED)
    assert len(told["conversation"]) == 26
    answer = told["answer"]
    assert answer["known"] is True
    assert answer["spend"]["calls"] == 0
    assert answer["quotes"][0]["citation"]["checked"] == "substring"
    assert all(
        {"memo", "id", "status", "verdict"} <= claim.keys() for q in answer["quotes"] for claim in q["claims"]
    )


def test_the_limit_is_kept(home: Path, triptych: Invoke) -> None:
    assert len(_json(triptych("ask", ASKED, "--json", "--limit", "2"))["answer"]["quotes"]) == 2


@pytest.mark.parametrize("question", ["How do volcanoes erupt?", "How many GPUs does Ferrari's $HOME own?"])
def test_what_it_does_not_know_it_says_with_the_run_that_would_find_out(
    home: Path, triptych: Invoke, question: str
) -> None:
    told = triptych("ask", question)
    assert told.exit_code == 3
    assert told.stdout == ""
    assert "error: The archive does not know: " in told.stderr
    line = next(x for x in told.stderr.splitlines() if "triptych run" in x).partition("Find out: ")[2]
    assert shlex.split(line) == ["triptych", "run", question]


def test_a_program_hears_that_it_does_not_know(home: Path, triptych: Invoke) -> None:
    told = triptych("ask", "How do volcanoes erupt?", "--json")
    assert told.exit_code == 3
    answer = _json(told)["answer"]
    assert (answer["known"], answer["sentences"], answer["missing"]) == (False, [], ["volcanoes", "erupt"])


def test_a_question_that_looks_like_an_option_is_offered_as_a_question(home: Path, triptych: Invoke) -> None:
    told = triptych("ask", "--", "-volcanoes and lava?")
    assert "triptych run -- '-volcanoes and lava?'" in told.stderr


def test_an_empty_archive_has_no_memo_yet(empty_home: Path, triptych: Invoke) -> None:
    told = triptych("ask", ASKED)
    assert told.exit_code == 3
    assert "error: There is no memo in the archive yet." in told.stderr
    assert f"triptych run '{ASKED}'" in told.stderr


def test_the_offered_run_writes_to_the_archive_that_was_asked(empty_home: Path, triptych: Invoke) -> None:
    told = triptych("ask", ASKED, "--archive", str(empty_home / "a b.duckdb"))
    assert f"triptych --archive '{empty_home / 'a b.duckdb'}' run" in told.stderr


def test_a_follow_up_goes_on_with_the_last_question(home: Path, archive: Archive, triptych: Invoke) -> None:
    first = _json(triptych("ask", "What did H100 rental prices do in 2025?", "--json"))
    told = triptych("ask", "--continue", "and in 2026?")
    assert told.exit_code == 0, told.stderr
    assert "*Read as: H100 rental prices: and in 2026?*" in told.stdout
    assert f"conversation {first['conversation']}, question 2" in told.stderr
    with archive.session() as connection:
        query = "SELECT number, question, known FROM conversations WHERE id = $1 ORDER BY number"
        rows = fetch(connection, query, [first["conversation"]])
    assert [(row["number"], row["known"]) for row in rows] == [(1, True), (2, True)]


def test_a_conversation_that_was_never_held_cannot_go_on(empty_home: Path, triptych: Invoke) -> None:
    told = triptych("ask", "--continue", "and in 2027?")
    assert told.exit_code == 2
    assert told.stderr.startswith("error: There is no conversation to continue.\n")


def test_one_memo_can_be_asked(home: Path, archive: Archive, triptych: Invoke) -> None:
    memo = memos.resolve(archive, "latest")
    told = _json(triptych("ask", ASKED, "--memo", "latest", "--json"))
    cited = set(memos.load(archive, memo).memo.sources)
    assert told["answer"]["memo"] == memo
    assert {q["citation"]["source_id"] for q in told["answer"]["quotes"]} <= cited


def test_a_place_can_be_chosen(home: Path, triptych: Invoke) -> None:
    told = _json(
        triptych("ask", "What speaks against margins?", "--in", "critiques", "--in", "memos", "--json")
    )
    assert told["answer"]["places"] == ["critiques", "memos"]
    assert all(quote["claims"] for quote in told["answer"]["quotes"])


def test_a_question_comes_from_stdin_too(home: Path, triptych: Invoke) -> None:
    assert triptych("ask", stdin=f"{ASKED}\n").stdout.startswith(f"# {ASKED}\n")
    assert triptych("ask", "-", stdin=ASKED).stdout.startswith(f"# {ASKED}\n")


def test_quiet_tells_nothing_beside_the_answer(home: Path, triptych: Invoke) -> None:
    told = triptych("ask", ASKED, "-q")
    assert told.stderr == ""
    assert told.stdout


@pytest.mark.parametrize(
    ("args", "stdin", "says"),
    [
        (["ask", ""], None, "The question is empty."),
        (["ask"], b"\xff\xfe\x00\x81", "The question on stdin is not text in UTF-8."),
        (["ask"], b"", "The question is empty."),
        (["ask", "x" * 100_000], None, "The question has 100000 characters; 2000 is the most."),
        (["ask", "what is it, and why?"], None, "The question has no word to look for."),
        (["ask", "\x1b\x07\x00"], None, "The question is empty."),
        (["ask", ASKED, "--memo", "nope"], None, "No memo 'nope' in the archive."),
        (["ask", ASKED, "--memo", ""], None, "No memo '' in the archive."),
        (["ask", ASKED, "--embedded", "--model", "x"], None, "--embedded uses no chat model"),
    ],
)
def test_bad_input_gets_one_clear_line(
    home: Path, triptych: Invoke, args: list[str], stdin: bytes | None, says: str
) -> None:
    told = triptych(*args, stdin=stdin)
    assert told.exit_code == 2
    first, *rest = told.stderr.splitlines()
    assert first.startswith(f"error: {says}")
    assert len(rest) == 1
    assert told.stdout == ""


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(panelist.served, key=KEY) as started:
        yield started


def test_a_chat_model_writes_and_what_it_costs_is_told(
    home: Path, triptych: Invoke, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    told = triptych("ask", ASKED, "--base-url", server.base_url, "--model", "played")
    assert told.exit_code == 0, told.stderr
    assert "*Written by chat model played;" in told.stdout
    assert "## Quotes" in told.stdout
    assert "[1]" in told.stdout
    assert "asking chat model played" in told.stderr
    assert "spent: 1 call, " in told.stderr
    assert KEY not in told.stdout + told.stderr
    assert len(server.asked) == 1


def test_a_budget_that_bears_no_call_ends_the_question(
    home: Path, triptych: Invoke, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    told = triptych("ask", ASKED, "--base-url", server.base_url, "--model", "played", "--max-tokens", "10")
    assert told.exit_code == 4
    assert server.asked == []


def test_a_model_that_does_not_answer_ends_the_question(home: Path, triptych: Invoke) -> None:
    (home / "config.toml").write_text("[model]\nretries = 0\n", encoding="utf-8")
    told = triptych("ask", ASKED, "--base-url", "http://127.0.0.1:9/v1", "--model", "nobody")
    (home / "config.toml").unlink()
    assert told.exit_code == 5
    assert "Traceback" not in told.stderr
