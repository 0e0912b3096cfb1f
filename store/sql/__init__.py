"""The archive asked in SQL: one reading statement, in a process of its own that can be killed."""
