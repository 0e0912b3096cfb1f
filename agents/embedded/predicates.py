"""Where the subject of a sentence ends and its verb begins, by listed words, form and place; and how verbs bend."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_DATA = tomllib.loads(
    files("triptych.agents.embedded").joinpath("predicates.toml").read_text(encoding="utf-8")
)


def _words(kind: str) -> frozenset[str]:
    return frozenset(_DATA[kind].split())


BEFALLS, STAKES = _words("befalls"), _words("stakes")
"""Verbs of what nobody decides, and of putting money into something."""
ACTIVITY, JUDGEMENT = (f"(?:{'|'.join(sorted(_words(kind)))})" for kind in ("activities", "judgements"))
"""What has the form of a verb and is a thing as well, `spending`; and what a thing is called, `bubble`."""
_VERBS, _NOUNS, _ADVERBS, _LITTLE = _words("verbs"), _words("nouns"), _words("adverbs"), _words("little")
_ADJECTIVES, _STRESSED = _words("adjectives"), _words("stressed")
_COMPOUNDS = frozenset(_DATA["compounds"])
_OBJECT = ("a", "an", "the", "its", "their", "our", "my", "your", "all", "more")
"""What an object begins with."""
_LISTED = "|".join(sorted(_VERBS))
VERB = rf"(?:{_LISTED})\b"
"""A listed verb as it is said of several: `change`."""
VERB_S = rf"(?:{_LISTED})e?s\b"
"""The same as it is said of one: `changes`."""
ALTERNATIVE = (
    rf"(?:rather |better |instead |just |to )?(?=(?:{'|'.join(sorted(_VERBS - _words('nominal')))})\b|"
    rf"[a-z-]+ (?:{'|'.join(_OBJECT)}|it|them)\b)"
)
"""What stands before the verb of an alternative, and looks ahead: what is rather a noun is one only before its object."""
OR = re.compile(rf",?\s+or\s+{ALTERNATIVE}", re.IGNORECASE)
"""What an alternative is joined on with."""
_MADE = re.compile(r"(?:is|iz)e$|ify$")  # `cannibalise`, `commodify`: what is made of something
_PLURAL = re.compile(r"(?:\w{2,}[^su\W]|[A-Z]{2,})s$|^[A-Z]\w+[a-z]s$")
_PERSON = frozenset(["i", "we", "you", "they"])
_SILENT = re.compile(r"(?<=\w[^eoy])e$")
# A last consonant is doubled behind a single vowel in a verb of one syllable, and in those that are stressed at their end.
_DOUBLED = re.compile(r"^(?:[^aeiou]+|[^aeiou]*qu)?[aeiou][bdgklmnprtz]$")


class Predicate(NamedTuple):
    """A sentence without its auxiliary: `<subject> <verb><rest>`; the rest begins with a space or is empty."""

    subject: str
    verb: str
    rest: str
    decided: bool = False
    """Whether the subject is something to be done, as `renting GPUs`."""


def predicate(said: str) -> Predicate | None:
    """`hyperscalers outflank NVIDIA` taken apart; None where no verb is found."""
    spoken = said.split()
    rules = (_behind_person, _known, _shaped, _before_object, _behind_plural, _behind_name)
    at = next((place for rule in rules for place in rule(spoken)), 0)
    if not at:
        return None
    subject = [w for n, w in enumerate(spoken[:at]) if n == 0 or w.lower() not in _ADVERBS]
    verb = spoken[at].rstrip(",")
    rest = " ".join([spoken[at].removeprefix(verb), *spoken[at + 1 :]])
    return Predicate(" ".join(subject), verb.lower(), rest.rstrip())


def _behind_person(spoken: Sequence[str]) -> Iterator[int]:
    """What anyone does: `I short NVIDIA`, `we still wait`; what is not to be done is nothing."""
    if spoken and spoken[0].lower() in _PERSON:
        said = (at for at in range(1, len(spoken)) if spoken[at].lower() not in _ADVERBS)
        at = next(said, 0)
        if at and (spoken[at].lower().rstrip(",") in _VERBS or _verbal(spoken[at])):
            yield at


def _known(spoken: Sequence[str]) -> Iterator[int]:
    """Verbs that are listed; what is a noun too is none where another verb follows at once, nor is anything before `be`."""
    for at in _places(spoken):
        follows = spoken[at + 1].lower() if at + 1 < len(spoken) else ""
        named = f"{spoken[at - 1]} {spoken[at]}".lower() in _COMPOUNDS
        nominal = (
            named or follows == "be" or (follows in _VERBS - _ADJECTIVES and spoken[at].lower() in _NOUNS)
        )
        verb = spoken[at].lower() in _VERBS or spoken[at].lower().rstrip(",") in _VERBS - _NOUNS
        if verb and not nominal:
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


def is_plain_verb(word: str) -> bool:
    """Whether a word is a listed verb as an order has it, and no noun as well: `rent`, `build`."""
    return word.lower() in _VERBS - _words("nominal") and not word.isupper()


def gerund(verb: str) -> str:
    """`lose` -> `losing`, `cut` -> `cutting`."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    stem = _SILENT.sub("", verb)
    return f"{stem}{verb[-1] if _DOUBLED.search(verb) or verb in _STRESSED else ''}ing"


def verb_of(gerund_: str) -> str:
    """`losing` -> `lose`, for the listed verbs; empty for another word."""
    return _gerunds().get(gerund_.lower(), "")


@lru_cache(maxsize=1)
def _gerunds() -> dict[str, str]:
    """However they are spelt: `benefiting` and `benefitting`."""
    forms = ((verb, (gerund(verb), f"{verb}ing", f"{verb}{verb[-1]}ing")) for verb in sorted(_VERBS))
    return {form: verb for verb, each in forms for form in each}
