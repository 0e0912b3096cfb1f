"""Signs say with a sign and a word what colour adds to."""

import subprocess
import sys
from typing import get_args

from triptych.store.overview import VERDICTS
from triptych.store.records import ClaimStatus, Verdict
from triptych.tui import signs

HEAVY = ("duckdb", "pydantic", "langgraph", "tantivy", "httpx", "openai")


def test_there_is_one_for_everything_and_no_two_are_alike() -> None:
    assert tuple(signs.VERDICT_SIGNS) == VERDICTS
    assert set(signs.VERDICT_SIGNS) == set(get_args(Verdict))
    assert set(signs.STATUS_SIGNS) == set(get_args(ClaimStatus))
    every = [sign for sign, _, _ in (*signs.VERDICT_SIGNS.values(), *signs.STATUS_SIGNS.values())]
    assert len(every) == len(set(every))


def test_they_are_words_too() -> None:
    assert signs.verdict("partial").plain == "~ partial"
    assert signs.status("withdrawn").plain == "– withdrawn"
    assert signs.mix((16, 2, 0, 1)).plain == "16✓ 2~ 1?"


def test_the_first_frame_waits_for_nothing_heavy() -> None:
    probe = (
        "import sys, triptych.tui.app, triptych.tui.screens.archive;"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
