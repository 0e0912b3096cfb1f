"""Where the subject of a sentence ends and its verb begins, by listed words, form and place; and how verbs bend."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_DATA = tomllib.loads(
    files("triptych.agents.embedded").joinpath("questions.toml").read_text(encoding="utf-8")
)
_VERBS, _NOUNS, _ADVERBS, _LITTLE = (
    frozenset(_DATA[kind].split()) for kind in ("verbs", "nouns", "adverbs", "little")
)
VERB = rf"(?:{'|'.join(sorted(_VERBS))})"
_MADE = re.compile(r"(?:is|iz)e$|ify$")  # `cannibalise`, `commodify`: what is made of something
_PLURAL = re.compile(r"(?:\w{2,}[^su\W]|[A-Z]{2,})s$|^[A-Z]\w+[a-z]s$")
_PERSON = frozenset(["i", "we", "you", "they"])
_OBJECT = frozenset(
    ["a", "an", "the", "its", "their", "our", "my", "your", "all", "more"]
)  # what an object begins with
_SILENT = re.compile(r"(?<=\w[^eoy])e$")
# A last consonant is doubled behind a single stressed vowel: `cutting`, `committing`, but `returning`, `offering`.
_DOUBLED = re.compile(
    r"^(?:[^aeiou]*|.*qu)[aeiou][bdgklmnprtz]$|(?:mit|gret|trol|pel|cur|gin|run|frog|cut|set|bet|put|get)$|(?:re|de|trans|con|pre)fer$"
)


class Predicate(NamedTuple):
    """A sentence without its auxiliary: `<subject> <verb><rest>`; the rest begins with a space or is empty."""

    subject: str
    verb: str
    rest: str


def predicate(said: str) -> Predicate | None:
    """`hyperscalers outflank NVIDIA` taken apart; None where no verb is found."""
    spoken = said.split()
    rules = (_behind_person, _known, _shaped, _before_object, _behind_plural, _behind_name)
    at = next((place for rule in rules for place in rule(spoken)), 0)
    subject = [w for n, w in enumerate(spoken[:at]) if n == 0 or w.lower() not in _ADVERBS]
    rest = " ".join(spoken[at + 1 :])
    return Predicate(" ".join(subject), spoken[at].lower(), f" {rest}" if rest else "") if at else None


def _behind_person(spoken: Sequence[str]) -> Iterator[int]:
    """What anyone does: `I short NVIDIA`, `we still wait`."""
    if spoken and spoken[0].lower() in _PERSON:
        yield from (at for at in range(1, len(spoken)) if spoken[at].lower() not in _ADVERBS)


def _known(spoken: Sequence[str]) -> Iterator[int]:
    """Verbs that are listed; what is a noun too is none where another verb follows at once, nor is anything before `be`."""
    for at in _places(spoken):
        follows = spoken[at + 1].lower() if at + 1 < len(spoken) else ""
        nominal = follows == "be" or (follows in _VERBS and spoken[at].lower() in _NOUNS)
        if spoken[at].lower() in _VERBS and not nominal:
            yield at


def _shaped(spoken: Sequence[str]) -> Iterator[int]:
    return (at for at in _places(spoken) if _MADE.search(spoken[at]) and len(spoken[at]) > 5)


def _before_object(spoken: Sequence[str]) -> Iterator[int]:
    """A small word before what can only begin an object: `a bank ring-fence its models`."""
    return (
        at
        for at in _places(spoken)
        if spoken[at + 1 : at + 2] and spoken[at + 1].lower() in _OBJECT and _verbal(spoken[at])
    )


def _behind_plural(spoken: Sequence[str]) -> Iterator[int]:
    """A small word behind a plural: `hyperscalers outflank NVIDIA`."""
    return (at for at in _places(spoken) if _PLURAL.search(spoken[at - 1]) and _verbal(spoken[at]))


def _behind_name(spoken: Sequence[str]) -> Iterator[int]:
    """A small word between two names: `NVIDIA torpedo AMD`."""
    return (
        at
        for at in _places(spoken)
        if spoken[at - 1][:1].isupper()
        and _verbal(spoken[at])
        and spoken[at + 1 : at + 2]
        and spoken[at + 1][:1].isupper()
    )


def _places(spoken: Sequence[str]) -> Iterator[int]:
    """Where a verb may stand: behind a subject, and not behind an article or a preposition."""
    return (at for at in range(1, len(spoken)) if spoken[at - 1].lower() not in _LITTLE)


def _verbal(word: str) -> bool:
    plain = word.replace("-", "").isalpha() and word.islower() and not word.endswith(("s", "ed", "ing", "ly"))
    return plain and word not in _LITTLE and word not in _ADVERBS


def gerund(verb: str) -> str:
    """`lose` -> `losing`, `cut` -> `cutting`."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    stem = _SILENT.sub("", verb)
    return f"{stem}{verb[-1] if _DOUBLED.search(verb) else ''}ing"


def verb_of(gerund_: str) -> str:
    """`losing` -> `lose`, for the listed verbs; empty for another word."""
    return _gerunds().get(gerund_.lower(), "")


@lru_cache(maxsize=1)
def _gerunds() -> dict[str, str]:
    return {gerund(verb): verb for verb in sorted(_VERBS)}
