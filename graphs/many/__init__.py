"""Many ideas in one process: a list of them, one budget for all, and what became of each."""
