"""Memos between archives: the file that a memo travels in, how it is written, read, judged and taken in."""
