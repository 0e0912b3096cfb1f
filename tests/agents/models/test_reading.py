"""What an endpoint says that it counted is believed only where it can be."""

from typing import Any

import pytest

from triptych.agents.models.base import Message, Usage
from triptych.agents.models.payload import Ask
from triptych.agents.models.reading import Reply, usage

ASK = Ask((Message("user", "x" * 400),), 50, None)


def counted(given: Any, produced: Any, **details: Any) -> Usage:
    figures = {"input_tokens": given, "output_tokens": produced, **details}
    return usage(Reply("y" * 40, figures), ASK)


def test_figures_that_can_be_are_taken() -> None:
    details = {"input_token_details": {"cache_read": 64}, "output_token_details": {"reasoning": 900}}
    assert counted(120, 1000, **details) == Usage(120, 1000, 64, 900)


@pytest.mark.parametrize("figure", [-1_000_000, "many", None, 10**30, 4_000_000, 12.5, True, float("nan"), 0])
def test_figures_that_cannot_be_are_estimated(figure: Any) -> None:
    assert counted(figure, 11) == Usage(100, 11, estimated=True)
    assert counted(110, figure) == Usage(110, 10, estimated=True)
    assert counted(figure, figure) == Usage(100, 10, estimated=True)


@pytest.mark.parametrize("figure", [-5, "many", 10**30, None])
def test_details_that_cannot_be_are_left_out(figure: Any) -> None:
    details = {"input_token_details": {"cache_read": figure}, "output_token_details": {"reasoning": figure}}
    assert counted(120, 11, **details) == Usage(120, 11)
    assert counted(120, 11, input_token_details=figure) == Usage(120, 11)
