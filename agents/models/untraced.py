"""LangChain's own reporting, switched off: with a variable that many have set for other programs it would send every step of
a run, prompts and sources and all, to a service that nobody named here."""

import os

_VARIABLE = "LANGSMITH_TRACING_V2"
"""It goes before LANGSMITH_TRACING and LANGCHAIN_TRACING_V2."""


def untraced() -> None:
    """See to it that nothing is reported from this process; to be called before a graph or a model of LangChain runs."""
    os.environ[_VARIABLE] = "false"
