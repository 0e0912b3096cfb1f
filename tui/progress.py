"""A run in a few words: what it does now, what it has used, what became of it. Signs and words, colour beside them."""

from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui.runs import lasted
from triptych.tui.text import QUIET, line

if TYPE_CHECKING:
    from triptych.tui.board import Board
    from triptych.tui.runs import Running
    from triptych.tui.screens.question import Question

STATES = {
    "running": ("▶", "running", "$text-accent"),
    "held": ("‖", "paused", "$text-warning"),
    "stopping": ("■", "stopping", "$text-warning"),
    "done": ("✓", "done", "$text-success"),
    "failed": ("✗", "failed", "$text-error"),
    "no_evidence": ("✗", "no evidence", "$text-error"),
    "budget": ("✗", "budget spent", "$text-error"),
    "interrupted": ("–", "stopped", "$text-warning"),
}
PHASES = {
    "brief": "brief",
    "research": "research",
    "verifying": "verification",
    "stances": "stances",
    "debate": "debate",
    "writing": "writing",
}
STOPPED = (
    "What is under way comes to its end, and what stands by then becomes a memo. Nothing that was answered is lost: among "
    "the runs, r goes on with it."
)
"""What a run that is stopped leaves behind."""
AT_ONCE = "No memo is written. Nothing that was answered is lost: among the runs, r goes on with it."
"""What one that is ended at once does."""


def stopping(running: "Running") -> "Question":
    """What is asked before a run is stopped, or before one that is being stopped is ended at once."""
    from triptych.tui.screens.question import Question

    if running.state == "stopping":
        return Question("End this run at once?", "End it", "Let it finish", AT_ONCE)
    return Question("Stop this run?", "Stop it", "Let it go on", STOPPED)


def sign(running: "Running") -> Content:
    """`▶ running`, `✓ done`."""
    mark, word, style = STATES["held" if running.held else running.state]
    return Content.styled(f"{mark} {word}", style)


def doing(running: "Running") -> Content:
    """What it does now: `▶ researching`; what became of it, once it is over."""
    from triptych.graphs.board import DOING

    if running.state != "running" or running.held:
        return sign(running)
    mark, _, style = STATES["running"]
    return Content.styled(f"{mark} {DOING[running.board.table.phase]}", style)


def now(running: "Running") -> Content:
    """What it does, without a sign; nothing once it is over."""
    from triptych.graphs.board import DOING

    return Content.styled("" if running.over else DOING[running.board.table.phase], QUIET)


def state(running: "Running", narrow: bool) -> Content:
    """For the head: what it does, for how long, what it has cost."""
    table = running.board.table
    parts = [doing(running), Content(lasted(running.elapsed))]
    if table.calls and not narrow:
        parts += [Content(f"{table.calls} calls"), Content(f"{table.tokens:,} tokens")]
    parts.append(Content(spend(running)))
    return Content(" · ").join(parts)


def spend(running: "Running") -> str:
    """What it has cost; nothing, where no model is paid for."""
    table = running.board.table
    if not table.calls:
        return "no cost"
    return f"${table.cost:,.2f}" if table.cost >= 0.1 or not table.cost else f"${table.cost:.4f}"


def figures(board: "Board") -> Content:
    """What it has gathered."""
    table = board.table
    told = [
        _many(table.searches, "search", "searches"),
        _many(board.sources(), "source"),
        _many(len(board.claims), "claim"),
        _many(len(board.objections), "critique"),
    ]
    return Content(" · ".join(told))


def outcome(running: "Running") -> Content:
    """Where it is among its phases; once it is over, what became of it and what to do next."""
    if running.state == "done":
        return Content.assemble(
            ("The memo is in the archive. ", "$text-success"), ("enter reads it.", QUIET), *_notes(running)
        )
    if running.state == "interrupted":
        read = Content.styled("enter reads it. " if running.memo else "", QUIET)
        return Content.assemble(line(running.message, "$text-warning"), " ", read, line(running.hint, QUIET))
    if running.over:
        return Content.assemble(line(running.message, "$text-error"), " ", line(running.hint, QUIET))
    return Content.assemble(_phases(running), *_notes(running))


def about(running: "Running") -> Content:
    """All of it in a few lines."""
    said = line(running.request.idea, "bold")
    return Content.assemble(said, "\n", outcome(running), "\n", figures(running.board).stylize(QUIET))


def _phases(running: "Running") -> Content:
    names = list(PHASES)
    now = running.board.table.phase
    at = names.index(now) if now in names else (len(names) if now == "done" else -1)
    parts = []
    for number, name in enumerate(names):
        mark = "✓" if number < at else "▸" if number == at else "·"
        style = "bold $text-accent" if number == at else "" if number < at else QUIET
        parts.append(Content.styled(f"{mark} {PHASES[name]}", style))
    return Content("  ").join(parts)


def _notes(running: "Running") -> list[Content]:
    """The last that went wrong, in a line of its own."""
    board = running.board
    if not board.notes:
        return []
    more = f" ({board.noted} such notes in the log)" if board.noted > 1 else ""
    return [Content("\n"), line(f"! {board.notes[-1]}{more}", "$text-warning")]


def seat(board: "Board", persona: str, width: int, rows: int) -> Content:
    """One persona: how far it is in a line, and in so many lines of a width what it did last."""
    found = next((one for one in board.table.seats if one.key == persona), None)
    name = line(persona, "bold $primary")
    if found is None:
        return name
    counts = (
        f"{len(found.asked)}/{found.questions} asked",
        _many(len(found.sources), "source"),
        _many(found.claims, "claim"),
    )
    now = line(found.now, QUIET) if board.table.phase != "done" else Content()
    told = Content.assemble(name, (f"  {' · '.join(counts)}", QUIET))
    return Content("\n").join([told, *_cut(now, width, rows)])


def _cut(content: Content, width: int, rows: int) -> list[Content]:
    """As much of it as so many lines of a width hold; the last ends in an ellipsis where that is not all."""
    lines = content.wrap(max(1, width))
    if len(lines) <= rows:
        return lines
    kept = lines[: rows - 1]
    rest = Content(" ").join(lines[rows - 1 :])
    return [*kept, rest.truncate(width, ellipsis=True)]


def _many(count: int, noun: str, plural: str = "") -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
