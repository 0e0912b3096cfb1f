"""Widgets, one a file: what several screens use, and what is much of one."""
