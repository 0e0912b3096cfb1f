"""The embedded analyst: the panel without a language model.

It ranks, quotes, compares and counts; it writes no opinion of its own. Whatever it cannot take from a source or
compute from the ledger it leaves out, and the memo's header says that no language model was used.
"""
