"""The yes-or-no questions of an idea, each taken apart into who and what; what it asks openly beside them is cut off."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

_DATA = tomllib.loads(
    files("triptych.agents.embedded").joinpath("questions.toml").read_text(encoding="utf-8")
)
_VERBS, _NOUNS, _ADVERBS, _LITTLE = (
    frozenset(_DATA[kind].split()) for kind in ("verbs", "nouns", "adverbs", "little")
)
VERB = rf"(?:{'|'.join(sorted(_VERBS))})"
AUXILIARY = r"(?:will|would|does|do|did|can|could|should|is|are|was|has|have|may|might|must|shall)"
_OPEN = r"(?:who|whom|whose|what|which|how|why|when|where|whether)"
_JOINT = re.compile(rf"\?\s*|[,;]?\s+(?:and|or|but)\s+(?={AUXILIARY}\b)|;\s*|\.\s+(?=[A-Z])", re.IGNORECASE)
_TAIL = re.compile(rf"(?:,|,?\s+(?:and|or|but|so))\s+(?:if so,?\s+)?{_OPEN}\b.*$", re.IGNORECASE)
_CONDITION = re.compile(r",?\s+(?:if|when|unless|once|because|given that|now that)\b.*$", re.IGNORECASE)
_NAMED = re.compile(rf"^(?P<named>[^:?]{{3,80}}):\s+(?={AUXILIARY}\b)", re.IGNORECASE)
_ASKED = re.compile(rf"^(?P<auxiliary>{AUXILIARY})\s+(?P<said>.+)$", re.IGNORECASE)
_STATED = re.compile(
    rf"^(?:.*\bwhether\s+)?(?!{_OPEN}\b|{AUXILIARY}\b)(?P<subject>.+?)(?<!\bthat)(?<!\bwho)(?<!\bwhich)\s+will\s+(?P<verb>\w+)(?P<rest>.*)$",
    re.IGNORECASE,
)
# `How durable is X?` asks whether X will remain durable; `Should I invest in X?` whether X will be profitable.
_HOW = re.compile(
    r"^how (?P<quality>durable|sustainable|defensible|real|strong|secure|resilient|viable|profitable|competitive|dominant)"
    r" (?:is|are) (?P<subject>.+)$",
    re.IGNORECASE,
)
_INVEST = re.compile(
    r"^should (?:\w+ ){1,3}?(?:invest in|buy|back|bet on|fund) (?P<subject>.+)$", re.IGNORECASE
)
_BUBBLE = re.compile(r"^(?:is|are) (?:there|we in|this) (?P<subject>an?\s.*\bbubble\b.*)$", re.IGNORECASE)
# `Is X overblown?`, `Are X better than Y?`: what a predicate may begin with, and what follows one that is a single word.
_EDGE = r"(?=\s*$|\s+(?:than|enough|for|in|to|as|by|on|of|at|from|with|without|until|against|and|or)\b)"
_QUALITY = (
    r"\w{2,}(?:ed|able|ible|ous|al|ive|ary|ory|ent|ant|ful|less|ic)|over\w+|under\w+|un\w+|good|bad|high|low|worth|dead|real|safe|"
    r"cheap|fair|over|enough|free|scarce|ready|here|viable|inevitable|too \w+"
)
_IS = re.compile(
    r"^(?P<subject>.+?)(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bon)(?<!\bto)\s+"
    r"(?P<rest>(?:\w+ly |still |now |already |too |so )*"
    rf"(?:(?:better|worse|more|less|\w{{3,}}er than|an?|the)\b|(?:{_QUALITY})\b{_EDGE}).*)$",
    re.IGNORECASE,
)
_GOING = re.compile(
    r"^(?P<subject>.+?)\s+(?:going|about|set|bound) to\s+(?P<verb>\w+)(?P<rest>.*)$", re.IGNORECASE
)
_DOING = re.compile(r"^(?P<subject>.+?)\s+(?P<verb>\w+ing)\b(?P<rest>.*)$", re.IGNORECASE)
_DONE = re.compile(
    r"^(?P<subject>.+?)\s+(?P<rest>(?:\w+ed|lost|won|become|fallen|risen|grown|begun|gone|broken|overtaken)\b.*)$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r",?\s+(?P<when>by|before|in|until|through)\s+(?:the end of\s+)?(?P<year>20\d\d)\s*$|"
    r",?\s+(?:in|within|over)\s+(?:the next\s+)?(?P<count>two|three|four|five|ten|\d{1,2}) years\s*$",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_PRONOUN = frozenset(["it", "they", "this", "that", "these", "those", "he", "she"])
_MADE = re.compile(r"(?:is|iz)e$|ify$")  # `cannibalise`, `commodify`: what is made of something
_PLURAL = re.compile(r"(?:\w{2,}[^su\W]|[A-Z]{2,})s$|^[A-Z]\w+[a-z]s$")


@dataclass(frozen=True, slots=True)
class Asked:
    """One yes-or-no question of an idea: `Will <subject> <verb><rest>`, by `year` or in `within` years where it says so."""

    subject: str
    verb: str
    rest: str
    year: int = 0
    within: int = 0


def questions_in(idea: str) -> list[Asked]:
    """The yes-or-no questions that an idea puts, or comes down to; a pronoun stands for the subject before it."""
    named = _NAMED.match(idea)
    told = named["named"].strip() if named else ""
    found: list[Asked] = []
    for part in _JOINT.split(idea[named.end() :] if named else idea):
        asked = _asked(_closed(part))
        if asked and asked.subject.lower() in _PRONOUN:
            asked = replace(asked, subject=told) if told else None
        if asked:
            found.append(asked)
            told = asked.subject
    return found


def foremost(idea: str) -> str:
    """The first question of an idea, without what is asked behind it."""
    return _closed(_JOINT.split(idea.strip())[0])


def _closed(part: str) -> str:
    """A question without the open ones behind it and without its conditions."""
    return _CONDITION.sub("", _TAIL.sub("", part.strip(" ,.?!"))).strip(" ,.?!")


def _asked(part: str) -> Asked | None:
    due = _DUE.search(part)
    asked = _parsed(part[: due.start()] if due else part)
    if not (asked and due):
        return asked
    if due["count"]:
        return replace(asked, within=_COUNTS.get(due["count"].lower()) or int(due["count"]))
    return replace(asked, year=int(due["year"]) - (due["when"].lower() == "before"))


def _parsed(part: str) -> Asked | None:
    if how := _HOW.match(part):
        return Asked(how["subject"], "remain", f" {how['quality'].lower()}")
    if invest := _INVEST.match(part):
        return Asked(invest["subject"].replace(", or in ", " or "), "be", " profitable")
    if bubble := _BUBBLE.match(part):
        return Asked(bubble["subject"], "burst", "")
    if asked := _ASKED.match(part):
        return _questioned(asked["auxiliary"].lower(), asked["said"])
    stated = _STATED.match(part)
    return Asked(stated["subject"], stated["verb"], stated["rest"].rstrip()) if stated else None


def _questioned(auxiliary: str, said: str) -> Asked | None:
    if auxiliary in ("is", "are", "was"):
        return _being(said)
    if auxiliary in ("has", "have") and (done := _DONE.match(said)):
        return Asked(done["subject"], "have", f" {done['rest'].rstrip()}")
    return _doing(said.split())


def _being(said: str) -> Asked | None:
    """`Is X going to fall?`, `Is X losing its lead?`, `Is X overblown?`"""
    if going := _GOING.match(said):
        return Asked(going["subject"], going["verb"].lower(), going["rest"].rstrip())
    if (doing := _DOING.match(said)) and (verb := _gerunds().get(doing["verb"].lower())):
        return Asked(doing["subject"], verb, doing["rest"].rstrip())
    copula = _IS.match(said)
    return _be(copula["subject"], copula["rest"]) if copula else None


def _be(subject: str, predicate: str) -> Asked:
    """`X` is `a chip vendor or a cloud`: what comes first is stated."""
    return Asked(subject, "be", f" {re.split(' or (?=an? |the )', predicate)[0].rstrip()}")


def _doing(spoken: Sequence[str]) -> Asked | None:
    at = next(
        (place for rule in (_known, _shaped, _behind_plural, _behind_name) for place in rule(spoken)), 0
    )
    subject = [w for n, w in enumerate(spoken[:at]) if n == 0 or w.lower() not in _ADVERBS]
    verb, rest = spoken[at].lower(), " ".join(spoken[at + 1 :])
    if at and verb == "be" and rest:
        return _be(" ".join(subject), rest)
    return Asked(" ".join(subject), verb, f" {rest}" if rest else "") if at else None


def _known(spoken: Sequence[str]) -> Iterator[int]:
    """Verbs that are listed; what is a noun too is none where another verb follows at once, nor is anything before `be`."""
    for at in _places(spoken):
        follows = spoken[at + 1].lower() if at + 1 < len(spoken) else ""
        nominal = follows == "be" or (follows in _VERBS and spoken[at].lower() in _NOUNS)
        if spoken[at].lower() in _VERBS and not nominal:
            yield at


def _shaped(spoken: Sequence[str]) -> Iterator[int]:
    return (at for at in _places(spoken) if _MADE.search(spoken[at]) and len(spoken[at]) > 5)


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
    plain = word.isalpha() and word.islower() and not word.endswith(("s", "ed", "ing", "ly"))
    return plain and word not in _LITTLE and word not in _ADVERBS


@lru_cache(maxsize=1)
def _gerunds() -> dict[str, str]:
    """`losing` -> `lose`, `keeping` -> `keep`, `cutting` -> `cut`."""
    forms = ((verb, (f"{verb}ing", f"{verb[:-1]}ing", f"{verb}{verb[-1]}ing")) for verb in sorted(_VERBS))
    return {form: verb for verb, each in forms for form in each}
