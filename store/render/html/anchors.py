"""Where on the page a claim, critique, reply or proposition is told: one anchor an id, each fit for a link."""

import re
from collections.abc import Iterator

from triptych.store.records import Dossier

_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")


class Anchors:
    """The anchors of one dossier. Ids come from outside: no two share an anchor, and none breaks out of one."""

    def __init__(self, dossier: Dossier) -> None:
        self._of: dict[str, str] = {}
        taken: set[str] = set()
        for number, id in enumerate(dict.fromkeys(_ids(dossier))):
            fit = f"id-{_UNFIT.sub('-', id)}"
            self._of[id] = fit if fit not in taken else f"{fit}_{number}"
            taken.add(self._of[id])

    def of(self, id: str) -> str:
        """The anchor of an id; nothing where the dossier does not know it."""
        return self._of.get(id, "")


def _ids(dossier: Dossier) -> Iterator[str]:
    ledger = dossier.ledger
    for those in (ledger.claims, ledger.critiques, ledger.replies, dossier.brief.propositions):
        yield from (one.id for one in those)
