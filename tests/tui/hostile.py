"""Texts that try to act, put into every field of a memo that holds text from outside."""

from types import ModuleType
from typing import Any

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier

TEXT = (
    "[@click=app.quit]x[/] a [/] b [red]c[/red] \x1b]52;c;ZXZpbA==\x07 \x1b]0;PWNED\x1b\\ \x1b[2J \x9b31m "
    "\u202egpj \u200b 漢字 🚀 " + "w" * 200 + " "
)
FORBIDDEN = "\x1b\x07\x9b\u202e\u200b\x00"
"""What must be on no screen."""
WRITTEN = (
    b"\x1b]52;c;ZXZpbA==",
    b"\x1b]0;PWNED",
    b"\x1b[2J ",
    "\x9b31m".encode(),
    "\u202e".encode(),
    "\u200b".encode(),
)
"""What must reach no terminal."""
_TEXTS = {
    "title",
    "text",
    "name",
    "heading",
    "question",
    "argument",
    "idea",
    "topic",
    "objective",
    "scope",
    "label",
    "settled_by",
    "because",
    "reason",
    "checked",
    "check",
    "refused",
    "publisher",
    "author",
    "analyst",
    "manner",
    "query",
    "stance",
    "critique_style",
    "stop_reason",
    "debate_end",
    "lens",
}


def publish(archive: Archive, make: ModuleType, number: int = 1) -> str:
    """Publish such a memo; returns its id."""
    dossier = make.dossier(f"MEMO-{number:04}", f"RUN-{number:04}", tuple(TEXT + text for text in make.TEXTS))
    told = Dossier.model_validate(_hostile(dossier.model_dump(mode="json")))
    told = told.model_copy(
        update={
            "ledger": dossier.ledger.model_copy(
                update={
                    "claims": told.ledger.claims,
                    "critiques": told.ledger.critiques,
                    "replies": told.ledger.replies,
                    "stances": told.ledger.stances,
                    "settlements": told.ledger.settlements,
                }
            )
        }
    )
    memos.publish(archive, told, make.run(f"RUN-{number:04}"))
    return told.memo.id


def _hostile(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        if "sha256" in value:  # a source: its text is hostile already, and its hash must stay
            return value | {name: TEXT + value[name] for name in ("title", "publisher", "author", "url")}
        return {name: _hostile(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_hostile(one, key) for one in value]
    if (
        isinstance(value, str)
        and (key in _TEXTS or key in ("open_questions", "limits"))
        and not _an_id(value)
    ):
        return TEXT + value
    return value


def _an_id(value: str) -> bool:
    """Ids stay: what they name must be found."""
    return value in ("E.q1", "I.q1", "engineer", "investor")
