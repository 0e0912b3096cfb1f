"""The rules of the debate, held by code: what counts as an objection, what an answer may do, what may move a stance."""
