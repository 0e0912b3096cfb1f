"""When the panel does it: the LangGraph memo graph, its runner and its events."""
