"""A brief without a run: made from an idea, or changed as somebody asks in words. Nothing is stored."""

from typing import NamedTuple

from triptych.agents.analyst import Redrafter
from triptych.agents.budget import Amount
from triptych.errors import InputError
from triptych.graphs import panels
from triptych.graphs.request import Request
from triptych.graphs.setup import NETWORK, Outside
from triptych.store.archive import Archive
from triptych.store.records import Brief


class Drafted(NamedTuple):
    """A brief, and what it and those before it took; its run counts that against its budget (`Request.drafted`)."""

    brief: Brief
    used: Amount


async def brief(request: Request, archive: Archive, outside: Outside = NETWORK) -> Drafted:
    """Only the brief of an idea; nothing is stored.

    Raises:
        InputError: the idea is empty or too long, or the panel is not one.
        NoEvidenceError: nothing at hand bears on the idea.
        ServiceError: the model did not answer.
        BudgetError: the budget does not bear a brief.
        ArchiveError: the archive cannot be used.
    """
    from triptych.graphs.nodes.brief import assignment

    panel = await panels.make(request, archive, outside)
    async with panels.closing(panel):
        made = await panel.analyst.brief(assignment(panel), panel.desk)
        return Drafted(made, panel.allowance.used)


async def redraft(
    request: Request, brief: Brief, wish: str, archive: Archive, outside: Outside = NETWORK
) -> Drafted:
    """A brief changed as somebody asks in words; nothing is stored.

    Args:
        request: the run that the brief is for, with what its brief took so far.
        brief: as it stands.
        wish: what is to be changed.
        archive: where evidence is.
        outside: how models are reached.

    Raises:
        InputError: no chat model thinks in the run, so that words would not be understood.
        ServiceError: the model did not answer.
        BudgetError: what is left of the budget does not bear it.
        ArchiveError: the archive cannot be used.
    """
    from triptych.graphs.nodes.brief import assignment

    panel = await panels.make(request, archive, outside)
    async with panels.closing(panel):
        if not isinstance(panel.analyst, Redrafter):
            raise InputError("It takes a chat model to change a brief in words.", "Change it by hand.")
        made = await panel.analyst.redraft(assignment(panel), brief, wish)
        return Drafted(made, panel.allowance.used)
