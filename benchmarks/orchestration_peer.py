"""Open Deep Research, LangChain's own, doing comparable work in a process of its own; of Triptych it imports nothing.

    PYTHON benchmarks/orchestration_peer.py MODELS_URL WEB_URL

PYTHON is one in whose environment `open-deep-research` is installed. Each line of input is how many runs to do at once; a
line of output says in JSON what they took.
"""

import asyncio
import json
import os
import sys
import time
import warnings
from functools import partial
from importlib import import_module
from typing import Any

_MODELS = ("summarization_model", "research_model", "compression_model", "final_report_model")
_IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"


def _graph(models: str, web: str) -> Any:
    os.environ |= {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": models, "TAVILY_API_KEY": "tvly-none"}
    tools = import_module("open_deep_research.utils")
    # Its search client has no setting for where the service is.
    vars(tools)["AsyncTavilyClient"] = partial(vars(tools)["AsyncTavilyClient"], api_base_url=web)
    return import_module("open_deep_research.deep_researcher").deep_researcher


async def _runs(graph: Any, times: int) -> None:
    config = {"configurable": dict.fromkeys(_MODELS, "openai:double") | {"allow_clarification": False}}
    asked = {"messages": [{"role": "user", "content": _IDEA}]}
    ended = await asyncio.gather(*(graph.ainvoke(asked, config) for _ in range(times)))
    assert all(one["final_report"] == "This is a plain answer." and one["raw_notes"] for one in ended), ended


async def _serve(graph: Any) -> None:
    """All in one loop, since its library keeps connections for the whole process."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        start, used = time.perf_counter(), time.process_time()
        await _runs(graph, int(line))
        print(json.dumps([time.perf_counter() - start, time.process_time() - used]), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(_serve(_graph(*sys.argv[1:])))
