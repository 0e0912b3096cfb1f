"""What a deletion would take with it, in words."""

from triptych.agents.sources.clean import one_line
from triptych.store.deletion import Deleted

SHOWN = 6


def details(going: Deleted) -> str:
    """The memos that go, what goes with them and what stays, line by line."""
    lines = [f"{memo.as_of} {one_line(memo.title)} ({memo.claims} claims)" for memo in going.memos[:SHOWN]]
    if len(going.memos) > SHOWN:
        lines.append(f"and {len(going.memos) - SHOWN} more")
    outcomes = sum(memo.outcomes for memo in going.memos)
    followers = sum(len(memo.followed_by) for memo in going.memos)
    if outcomes:
        lines.append(f"{outcomes} recorded outcomes go, too")
    if followers:
        lines.append(f"{followers} memos that update them stay, and still name them")
    stay = going.kept + going.held
    lines.append(f"sources: {going.sources} go, {stay} stay for the library, other memos or a run")
    lines.append("Only a backup or an export brings them back.")
    return "\n".join(lines)
