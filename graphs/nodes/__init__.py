"""The nodes of the memo graph, one step of the method a file."""
