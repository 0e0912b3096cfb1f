"""What is different in what two memos cite."""

from collections.abc import Sequence

from triptych.agents.comparison.pairs import Likeness, Pairing
from triptych.agents.comparison.records import Cited, Rewritten
from triptych.store.records import Source


class Texts:
    """The texts that only one of two memos cites, and those that are not what they were."""

    def __init__(self, before: Sequence[Source], after: Sequence[Source]) -> None:
        made = Pairing(before, after)
        made.alike(lambda source: source.id, _always)
        made.alike(lambda source: source.url or None, _always)
        both = [Rewritten(before=Cited.of(before[n]), after=Cited.of(after[m])) for n, m in made.found()]
        kept = {
            one.before.url: one.before for one in both if one.before.url and one.before.id == one.after.id
        }
        fresh = tuple(map(Cited.of, made.after.values()))
        beside = (
            Rewritten(before=kept[one.url], after=one, still_cited=True) for one in fresh if one.url in kept
        )
        self.rewritten = (*(one for one in both if one.before != one.after), *beside)
        self.new = tuple(one for one in fresh if one.url not in kept)
        self.gone = tuple(map(Cited.of, made.before.values()))


def _always(old: Source, new: Source) -> Likeness:
    return (1.0,)
