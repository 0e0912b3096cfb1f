"""The words that search and the corpus statistics count: stems of what carries meaning."""

import re
import unicodedata
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING

from triptych.store.search.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W\d_]+)?")
_PLURAL_ACRONYM = re.compile(r"(?=.*[A-Z])[A-Z0-9]{2,}s")
_LONGEST = 40
# What the stemmer takes for one word and is two: custom chips are no customers', nor is an author an authority.
_APART = {
    word: kept
    for kept, words in {
        "customer": "customer customers",
        "authority": "authority authorities",
        "organisation": "organisation organisations organization organizations",
        "policy": "policy policies",
    }.items()
    for word in words.split()
}


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, without stop words; `GPUs` and `GPU` are the same."""
    plain = text.replace("\u2019", "'")
    return [found for word in _WORD.findall(plain) if len(word) <= _LONGEST and (found := stem(word))]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word, lower case and without accents; empty for a stop word."""
    if _PLURAL_ACRONYM.fullmatch(word):
        word = word[:-1]
    folded = _fold(word.lower())
    if folded.endswith("n't") or folded.partition("'")[0] in STOP_WORDS:
        return ""
    stemmed: str = _APART.get(folded.removesuffix("'s")) or _stemmer().stemWord(folded)
    return stemmed


def _fold(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


_of_thread = local()


def _stemmer() -> "stemmer":
    """The thread's own: it keeps the word that it is at work on."""
    if not hasattr(_of_thread, "stemmer"):
        import snowballstemmer

        _of_thread.stemmer = snowballstemmer.stemmer("english")
    return _of_thread.stemmer
