"""What a deletion would take with it, in words."""

from triptych.store.deletion import Deleted
from triptych.tui.text import cut

SHOWN = 5
TITLE = 40
"""Characters of a title, so that each memo has one line."""


def details(going: Deleted) -> str:
    """The memos that go, what goes with them and what stays, line by line."""
    lines = [
        f"• {memo.as_of}, {memo.claims} claims: {cut(memo.title, TITLE)}" for memo in going.memos[:SHOWN]
    ]
    if len(going.memos) > SHOWN:
        lines.append(f"• and {len(going.memos) - SHOWN} more")
    outcomes = sum(memo.outcomes for memo in going.memos)
    followers = sum(len(memo.followed_by) for memo in going.memos)
    lines.append("")
    if outcomes:
        lines.append(f"{outcomes} recorded outcomes go, too")
    if followers:
        lines.append(f"{followers} memos that update them stay, and still name them")
    stay = going.kept + going.held
    lines.append(f"Sources: {going.sources} go, {stay} stay for the library, other memos or a run")
    lines += ["", "Only a backup or an export brings them back."]
    return "\n".join(lines)
