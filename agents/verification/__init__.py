"""Whether a statement stands: its quotes in their sources, its words in its quotes, its sources apart from each other."""
