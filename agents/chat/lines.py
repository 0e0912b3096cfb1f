"""Prose whose sentences end in claim ids, as models large and small write it, back into sentences.

Invariant: a sentence that names no claim which was shown is not read.
"""

import re
from collections.abc import Iterator

from triptych.agents.chat.words import said
from triptych.store.records import Sentence

_HEADING = re.compile(r"^\W*(?:question\s*)?([A-Z]{1,8}\.q\d{1,2})\b", re.IGNORECASE)
_IDS = re.compile(r"\[([^\[\]]{1,80})\]|\(((?:[A-Z]{1,8}\d{1,3})(?:\s*[,;]\s*[A-Z]{1,8}\d{1,3})*)\)")
_NAMED = re.compile(r"^\W*claim\W+([A-Z]{1,8}\d{1,3})\W*:\W*(.+)$", re.IGNORECASE)
_ID = re.compile(r"[A-Z]{1,8}\d{1,3}")


def read(text: str, of: dict[str, str]) -> Iterator[tuple[str, Sentence]]:
    """Each sentence that rests on a claim, with the question that it stands under or that its first claim answers.

    Args:
        text: what the model wrote.
        of: claim id -> id of the question that it answers; a claim that is not in it is none.
    """
    current = ""
    named = {q.lower(): q for q in of.values()}
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading:
            current = named.get(heading[1].lower(), current)
            line = line[heading.end() :]
        for words, ids in _cited(line):
            known = [i for i in ids if i in of]
            if known and len(words.split()) > 3 and not words.endswith("?"):
                place = current if current in {of[i] for i in known} else of[known[0]]
                yield place, Sentence(text=words, claims=tuple(dict.fromkeys(known)))


def _cited(line: str) -> list[tuple[str, list[str]]]:
    """The sentences of a line, each with the ids in the brackets behind it, or before it where the line opens so."""
    if named := _NAMED.match(line):
        line = f"{named[2]} [{named[1]}]"
    found: list[tuple[str, list[str]]] = []
    at, opening = 0, list[str]()
    for mark in (m for m in _IDS.finditer(line) if _ID.search(m.group())):
        words, ids = said(line[at : mark.start()].lstrip(" .;:,")), _ID.findall(mark.group())
        at = mark.end()
        if words:
            found.append((_ended(words), ids))
        elif found:
            found[-1][1].extend(ids)
        else:
            opening = ids
    rest = said(line[at:].strip(" .;:,"))
    return found or ([(_ended(rest), opening)] if rest and opening else [])


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."
