"""A memo's parts counted and quoted from the ledger alone: what any analyst builds on, and what is left when one fails."""
