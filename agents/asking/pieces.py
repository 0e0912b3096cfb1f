"""Passages cut to some of their sentences: each run of sentences that stay is a passage of its own, named by its span."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from triptych.agents.sources.sentences import Span
from triptych.store.records import Passage


def runs(kept: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Each run of what is kept: the number of its first, and that of the first behind it."""
    for keep, those in groupby(range(len(kept)), key=lambda n: kept[n]):
        if keep:
            numbers = list(those)
            yield numbers[0], numbers[-1] + 1


def pieces(
    passage: Passage, spans: Sequence[Span], kept: Sequence[bool]
) -> Iterator[tuple[Passage, tuple[int, int]]]:
    """What is left of a passage, each piece with the numbers of its sentences as `runs` gives them.

    Args:
        passage: what is cut; `spans` are those of its sentences, in characters of its text.
        kept: for each sentence, whether it stays.
    """
    for first, behind in runs(kept):
        yield _piece(passage, spans[first][0], spans[behind - 1][1]), (first, behind)


def _piece(passage: Passage, start: int, end: int) -> Passage:
    at, to = passage.start + start, passage.start + end
    span = {"id": f"{passage.source_id}#{at}-{to}", "start": at, "end": to}
    return passage.model_copy(update={**span, "text": passage.text[start:end]})
