"""Search by meaning: a vector for each document of the index, in a file of its generation.

Row n of the file is the vector of the document with row n, so that it needs no ids; rows of deleted documents stay and
are never found. The weights come with the package wordllama: nothing is ever fetched.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triptych.errors import InputError
from triptych.store.search.folder import alone, unwritable
from triptych.store.search.view import Scored, View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tantivy import Query

    Vectors = NDArray[np.float32]

FILE = "meaning.f32"
DIMENSIONS = 256
NEAR = 0.3
"""Cosine below which two texts have nothing to do with each other."""
_BYTES = 4 * DIMENSIONS
_PORTION = 4096  # documents that are read and written at once
_FIRST = 256  # nearest rows that are looked at first; most searches need no more
_LONG = 20_000  # documents that take so long that a person is told


class Meaning:
    """The vectors of one state of the index.

    Args:
        view: the state.
        folder: that of its generation.
        wait: seconds to wait for another process that brings them up to date.
        on_long: told how many texts are to be read where that takes long.

    Raises:
        InputError: the package is not installed.
        ArchiveLocked: another process was at it for longer.
        ArchiveError: the folder cannot be written.
    """

    def __init__(
        self, view: View, folder: Path, wait: float, on_long: Callable[[int], None] | None = None
    ) -> None:
        self._view = view
        self._file = folder / FILE
        self._wait = wait
        self._on_long = on_long
        self._model = model()
        self._catch_up()

    def nearest(self, text: str, selection: "Query") -> Iterator[Scored]:
        """The selected documents that mean what the text does, nearest first, scored by their cosine."""
        import numpy as np

        likeness = self._vectors() @ self._embedded([text])[0]
        order = np.argsort(-likeness, kind="stable")
        order = order[: int(np.count_nonzero(likeness >= NEAR))]
        first, size = 0, _FIRST
        while first < len(order):
            rows = [int(row) for row in order[first : first + size]]
            there = self._view.rows(rows, selection)
            yield from (Scored(float(likeness[row]), row, there[row]) for row in rows if row in there)
            first, size = first + size, size * 4

    def _catch_up(self) -> None:
        """Add what is missing; the first time that is everything."""
        added = self._view.state.added
        if self._rows() >= added:
            return
        try:
            with alone(self._file, self._wait), self._file.open("ab") as file:
                done = self._rows()
                file.truncate(done * _BYTES)  # what a process that was killed left half-written
                if self._on_long and added - done > _LONG:
                    self._on_long(added - done)
                for start in range(done, added, _PORTION):
                    file.write(self._portion(start, min(start + _PORTION, added)).tobytes())
        except FileNotFoundError:
            raise  # another process has built the index anew, and this one is gone
        except OSError as e:
            raise unwritable(self._file, e) from e

    def _portion(self, start: int, end: int) -> "Vectors":
        """The vectors of rows; zeros where a document is gone."""
        import numpy as np

        texts = self._view.texts(start, end)
        vectors = np.zeros((end - start, DIMENSIONS), dtype=np.float32)
        if texts:
            vectors[[row - start for row in texts]] = self._embedded(list(texts.values()))
        return vectors

    def _embedded(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of length 1, or 0 where the model knows no word of a text."""
        import numpy as np

        vectors: Vectors = self._model.embed(list(texts))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return unit

    def _rows(self) -> int:
        return self._file.stat().st_size // _BYTES if self._file.exists() else 0

    def _vectors(self) -> "Vectors":
        import numpy as np

        rows = min(self._rows(), self._view.state.added)
        if not rows:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.memmap(self._file, np.float32, "r", shape=(rows, DIMENSIONS))


@cache
def model() -> Any:
    """The model, from the files of its package. Raises InputError where the package is not installed."""
    try:
        import wordllama  # type: ignore[import-untyped]
    except ImportError as e:
        raise InputError(
            "Search by meaning needs the package wordllama.", 'Install it: pip install "triptych[semantic]"'
        ) from e
    logging.getLogger("wordllama").setLevel(logging.ERROR)
    folder = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=folder, dim=DIMENSIONS, disable_download=True)
