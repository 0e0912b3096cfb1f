"""Where the panel is apart: what of a memo is about that, as a document of its own."""

from dataclasses import replace

from triptych.store.render.nodes import Document, Text

APART = {"disagreements": "Where the panel does not agree", "contested": "What was contested"}
"""Sections of a memo that are about it, and what they are called where the others are not around them."""
SAID = "What the panel did not settle: each side with its quotes, and what was held against which claim."
NONE = "The panel was found apart nowhere, and no claim was contested."


def disputes(memo: Document) -> Document:
    """The disputes of a memo."""
    those = (s for s in memo.sections if s.key in APART)
    apart = tuple(replace(s, title=(Text(APART[s.key]),)) for s in those)
    return Document(Text("Disputes"), (Text(SAID if apart else NONE),), apart)
