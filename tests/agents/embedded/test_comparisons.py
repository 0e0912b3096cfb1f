"""Ideas that set two things beside each other."""

import pytest

from triptych.agents.embedded.comparisons import comparison
from triptych.agents.embedded.phrases import phrase

SAID = ["The rack needs liquid cooling.", "Copper ends where optics begin."]


@pytest.mark.parametrize(
    ("named", "first", "second", "rest"),
    [
        (
            "consumer GPUs vs data-centre GPUs for inference",
            "consumer GPUs",
            "data-centre GPUs",
            " for inference",
        ),
        (
            "inference on consumer GPUs versus data-centre GPUs",
            "inference on consumer GPUs",
            "inference on data-centre GPUs",
            "",
        ),
        ("the price of HBM vs GDDR", "the price of HBM", "the price of GDDR", ""),
        ("liquid vs air cooling in data centres", "liquid cooling", "air cooling", " in data centres"),
        ("copper vs pluggable optics", "copper", "pluggable optics", ""),
        ("inference at the edge or in the cloud", "inference at the edge", "inference in the cloud", ""),
        ("HBM compared with GDDR", "HBM", "GDDR", ""),
        ("NVIDIA vs. AMD in AI accelerators", "NVIDIA", "AMD", " in AI accelerators"),
        ("Groq or Cerebras for agents", "Groq", "Cerebras", " for agents"),
        ("Groq rather than NVIDIA", "Groq", "NVIDIA", ""),
        ("moats in AI vs moats in SaaS", "moats in AI", "moats in SaaS", ""),
        ("inference on TPUs vs training on GPUs", "inference on TPUs", "training on GPUs", ""),
        ("SMRs for data centres vs gas turbines", "SMRs for data centres", "gas turbines", ""),
        ("Postgres vs MySQL in 2026", "Postgres", "MySQL", ""),
        ("RISC-V v ARM", "RISC-V", "ARM", ""),
        ("AWS vs Azure vs Oracle in Europe", "AWS", "Azure and Oracle", " in Europe"),
    ],
)
def test_two_things_are_told_apart_by_their_full_names(
    named: str, first: str, second: str, rest: str
) -> None:
    assert comparison(named, SAID) == (first, second, rest)


@pytest.mark.parametrize(
    "named",
    [
        "custom silicon at hyperscalers",
        "HBM, CXL or GDDR",
        "the case for and against custom silicon",
        "export controls against China",
        "two or three players in HBM",
        "AI in hospitals or schools",
        "LLMs with or without RAG",
        "make or break for Intel",
        "build vs buy for AI",
        "Oracle vs Oracle",
        "AI chips: NVIDIA vs AMD",
        "vs NVIDIA",
        "oracles",
        "or",
    ],
)
def test_what_compares_no_two_things_is_no_comparison(named: str) -> None:
    assert comparison(named) is None


@pytest.mark.parametrize(
    ("idea", "named"),
    [
        ("AI chips: NVIDIA vs AMD", "NVIDIA vs AMD in AI chips"),
        ("Memory - HBM or CXL?", "HBM or CXL in Memory"),
        ("Snowflake vs. Databricks: AI workloads", "Snowflake vs. Databricks in AI workloads"),
        ("Research: HBM vs GDDR", "HBM vs GDDR"),
        ("Training vs inference: where will the money go?", "Training vs inference"),
        ("HBM vs GDDR - which wins?", "HBM vs GDDR"),
        ("NVIDIA vs AMD, who wins?", "NVIDIA vs AMD"),
        ("Who wins: NVIDIA or AMD?", "NVIDIA versus AMD"),
        ("Which is cheaper: GPUs or TPUs?", "GPUs versus TPUs"),
        ("Compare AMD and NVIDIA", "AMD versus NVIDIA"),
        ("The difference between HBM3E and HBM4", "HBM3E versus HBM4"),
    ],
)
def test_what_stands_beside_a_comparison_is_what_it_is_for_or_is_cut_off(idea: str, named: str) -> None:
    assert phrase(idea) == named
    assert comparison(named)
