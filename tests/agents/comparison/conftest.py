"""What the tests of comparisons share: a memo to vary, and claims to put into it."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.store.records import Citation, Claim, Dossier

_FACTORY = Path(__file__).parents[2] / "store" / "dossier_factory.py"

Stating = Callable[..., Claim]
With = Callable[..., Dossier]


@pytest.fixture(scope="session")
def make(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    """The module `tests/store/dossier_factory.py`."""
    return loaded("compared_dossiers", _FACTORY)


@pytest.fixture
def dossier(make: ModuleType) -> Dossier:
    made: Dossier = make.dossier()
    return made


@pytest.fixture
def stating() -> Stating:
    """`stating("E1", text, quote=…, source=…)`: a claim on one quote, by default its own text in a source of its own."""

    def state(id: str, text: str, quote: str = "", source: str = "", start: int = 0, **given: Any) -> Claim:
        words = quote or text
        cited = Citation(
            source_id=source or f"s-{id}-{text[:9]}", quote=words, start=start, end=start + len(words)
        )
        usual = {
            "persona": "engineer",
            "question": "E.q1",
            "kind": "fact",
            "confidence": "medium",
            "verdict": "supported",
        }
        return Claim(id=id, text=text, citations=(cited,), **{**usual, **given})

    return state


@pytest.fixture
def having(dossier: Dossier) -> With:
    """`having(claims=…, stances=…)`: the memo with another ledger; `brief` and `memo` take what is to be changed there."""

    def changed(
        brief: dict[str, Any] | None = None,
        memo: dict[str, Any] | None = None,
        sources: Any = None,
        **ledger: Any,
    ) -> Dossier:
        return dossier.model_copy(
            update={
                "ledger": dossier.ledger.model_copy(update={k: tuple(v) for k, v in ledger.items()}),
                "brief": dossier.brief.model_copy(update=brief or {}),
                "memo": dossier.memo.model_copy(update=memo or {}),
                "sources": dossier.sources if sources is None else tuple(sources),
            }
        )

    return changed
