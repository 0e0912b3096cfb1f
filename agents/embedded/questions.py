"""The yes-or-no questions of an idea, each taken apart into who and what; what it asks openly beside them is cut off."""

import re
from dataclasses import dataclass, replace

from triptych.agents.embedded.comparisons import are_named, rivals
from triptych.agents.embedded.decisions import decisions
from triptych.agents.embedded.predicates import (
    ACTIVITY,
    JUDGEMENT,
    OR,
    Predicate,
    is_plain_verb,
    predicate,
    verb_of,
)

AUXILIARY = r"(?:will|would|does|do|did|can|could|should|is|are|was|has|have|may|might|must|shall)"
QUESTION_WORD = r"(?:who|whom|whose|what|which|how|why|when|where|whether)"
_JOINT = re.compile(rf"\?\s*|[,;]?\s+(?:and|or|but)\s+(?={AUXILIARY}\b)|;\s*|\.\s+(?=[A-Z])", re.IGNORECASE)
_TAIL = re.compile(rf"(?:,|,?\s+(?:and|or|but|so))\s+(?:if so,?\s+)?{QUESTION_WORD}\b.*$", re.IGNORECASE)
_CONDITION = re.compile(r",?\s+(?:if|when|unless|once|because|given that|now that)\b.*$", re.IGNORECASE)
# `Should we rent GPUs or should we buy them?` puts one decision.
_TWICE = re.compile(
    r"(?P<first>\bshould (?:we|i|you|they)\b[^?.;]*?)(?:,? or |\? or |\? )should (?:we|i|you|they) ",
    re.IGNORECASE,
)
# `Build vs buy for AI`, `whether to rent or buy GPUs`.
_LEFT_OPEN = re.compile(
    r"^(?!make or break\b)(?:(?:whether|either) )?(?:to )?(?P<one>\w+)(?:,? or(?: to)?| vs\.?| versus) (?P<other>\w+)"
    r"(?P<rest>(?: .*)?)$",
    re.IGNORECASE,
)
_FOR_THINGS = re.compile(r"^ for (?!(?:an?|the|our|my|your)\b)")
_NAMED = re.compile(rf"^(?P<named>[^:?]{{3,80}}):\s+(?={AUXILIARY}\b)", re.IGNORECASE)
# `Is Groq or Cerebras faster?`, `Do memory makers or foundries gain more?`: one of the two is held against the other.
_MORE = re.compile(r"\b(?:more|less|better|worse|fewer|\w{3,}er)\b", re.IGNORECASE)
_THE_MORE = re.compile(r"^ the (?P<more>(?:more|less|better|worse|\w{3,}er)\b)", re.IGNORECASE)
_WHICH_IS = re.compile(
    r"^(?P<subject>.+? or (?:(?!more |less )[\w-]+ ){1,3}?)(?P<rest>(?:(?:more|less) \w+|better|worse|\w{3,}er)\b"
    r"(?: (?:for|in|at|on|as|to|by) .+)?)$",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"^(?P<auxiliary>{AUXILIARY})\s+(?P<said>.+)$", re.IGNORECASE)
_STATED = re.compile(
    rf"^(?:.*\bwhether\s+)?(?!{QUESTION_WORD}\b|{AUXILIARY}\b)(?P<subject>[^:]+?)(?<!\bthat)(?<!\bwho)(?<!\bwhich)\s+will\s+(?P<verb>\w+)(?P<rest>.*)$",
    re.IGNORECASE,
)
# `How durable is X?` asks whether X will remain durable.
_HOW = re.compile(
    r"^how (?P<quality>durable|sustainable|defensible|real|strong|secure|resilient|viable|profitable|competitive|dominant)"
    r" (?:is|are) (?P<subject>.+)$",
    re.IGNORECASE,
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
# What has the form of a verb and is a thing here: `Is AI spending falling?`, `Is AI spending a bubble?`
_ACTIVITY = rf"{ACTIVITY}(?:\s(?:power|costs?|budgets?|capacity|demand))?"
_ACTIVITY_DOING = re.compile(
    rf"^(?P<subject>.+?\s{_ACTIVITY}(?:\s(?:on|in|for|of|by|at)\s.+?)?)\s+(?!{_ACTIVITY}\b)(?P<verb>\w+ing)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_OF_ACTIVITY = re.compile(rf"\s{_ACTIVITY}(?:\s(?:on|in|for|of|by|at)\s.+)?$", re.IGNORECASE)
# `Is OpenAI training a model?` says what is done, `Is AI spending a bubble?` what a thing is.
_ACTED_ON = re.compile(
    rf"^(?:(?:an?|the)\s(?!(?:(?!for\b|of\b|in\b|on\b|to\b)[\w-]+\s){{0,2}}{JUDGEMENT}\b)|"
    r"more\b|less\b|enough\b|too (?:much|little)\b)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"^(?P<subject>.+?)\s+(?P<rest>(?:\w+ed|lost|won|become|fallen|risen|grown|begun|gone|broken|overtaken)\b.*)$",
    re.IGNORECASE,
)
_OR_ELSE = re.compile(r" or (?=(?:an?|the|by|in|on|with|for|from) )")
_NOW = re.compile(r"^(?:now|already|currently) ")
_ASIDE = re.compile(r"^ (?P<word>still|really|truly|finally)(?= \S)")
_DUE = re.compile(
    r",?\s+(?P<when>by|before|in|until|through)\s+(?:the end of\s+)?(?P<year>20\d\d)\s*$|"
    r",?\s+(?:in|within|over)\s+(?:the next\s+)?(?P<count>two|three|four|five|ten|\d{1,2}) years\s*$",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_PRONOUN = frozenset(["it", "they", "this", "that", "these", "those", "he", "she"])


@dataclass(frozen=True, slots=True)
class Asked:
    """One yes-or-no question of an idea: `Will <subject> <verb><rest>`, by `year` or in `within` years where it says so."""

    subject: str
    verb: str
    rest: str
    year: int = 0
    within: int = 0
    decided: bool = False
    """Whether the subject is something to be done, as `renting GPUs`."""

    @property
    def about(self) -> str:
        """Its words; of `Should a bank rent GPUs?` those without the verb, `GPUs for a bank`."""
        if self.decided:
            return f"{self.subject.partition(' ')[2]}{self.rest.removeprefix(' off')}"
        return f"{self.subject}{self.rest}"

    @property
    def told(self) -> str:
        """What it is said to do, as a statement has it: of `Is CUDA still a moat?` that it will `still be a moat`."""
        aside = _ASIDE.match(self.rest) if self.verb == "be" else None
        return f"{aside['word']} be{self.rest[aside.end() :]}" if aside else f"{self.verb}{self.rest}"


def questions_in(idea: str) -> list[Asked]:
    """The yes-or-no questions that an idea puts, or comes down to; a pronoun stands for the subject before it."""
    idea = _TWICE.sub(r"\g<first> or ", _undecided(" ".join(idea.split())))
    named = _NAMED.match(idea)
    told = named["named"].strip() if named else ""
    found: list[Asked] = []
    for part in _JOINT.split(idea[named.end() :] if named else idea):
        for asked in _asked(_closed(part)):
            subject = told if asked.subject.lower() in _PRONOUN else asked.subject
            if subject:
                found.append(replace(asked, subject=subject))
                told = subject
    return found


def _undecided(idea: str) -> str:
    """`Rent or buy GPUs` as the question that it leaves: whether to."""
    left = _LEFT_OPEN.match(idea)
    if left is None or not (is_plain_verb(left["one"]) and is_plain_verb(left["other"])):
        return idea
    what = _FOR_THINGS.sub(" ", left["rest"])
    return f"Should one {left['one'].lower()} or {left['other'].lower()}{what}"


def _closed(part: str) -> str:
    """A question without the open ones behind it and without its conditions."""
    return _CONDITION.sub("", _TAIL.sub("", part.strip(" ,.?!"))).strip(" ,.?!")


def _asked(part: str) -> list[Asked]:
    due = _DUE.search(part)
    parsed = _parsed(part[: due.start()] if due else part)
    return [_by(due, Asked(p.subject, p.verb, p.rest, decided=p.decided)) for p in parsed]


def _by(due: re.Match[str] | None, asked: Asked) -> Asked:
    if not due:
        return asked
    if due["count"]:
        return replace(asked, within=_COUNTS.get(due["count"].lower()) or int(due["count"]))
    return replace(asked, year=int(due["year"]) - (due["when"].lower() == "before"))


def _parsed(part: str) -> list[Predicate]:
    """What a question comes down to: one statement, or one for each alternative of a decision, or for each of two names."""
    return decisions(part) or [held for found in (_stated(part),) if found for held in _apart(found)]


def _apart(found: Predicate) -> list[Predicate]:
    """A statement on rivals as one that holds the first against the second, or, where nothing is compared, one on each name."""
    two = rivals(found.subject)
    if two and _MORE.search(found.rest) and " than " not in found.rest:
        rest = _THE_MORE.sub(r" a \g<more>", found.rest)
        return [found._replace(subject=two[0], rest=f"{rest} than {two[1]}")]
    return [found._replace(subject=one) for one in two] if two and are_named(*two) else [found]


def _stated(part: str) -> Predicate | None:
    if how := _HOW.match(part):
        return Predicate(how["subject"], "remain", f" {how['quality'].lower()}")
    if bubble := _BUBBLE.match(part):
        return Predicate(bubble["subject"], "burst", "")
    if asked := _ASKED.match(part):
        return _questioned(asked["auxiliary"].lower(), asked["said"])
    stated = _STATED.match(part)
    return Predicate(stated["subject"], stated["verb"], stated["rest"].rstrip()) if stated else None


def _questioned(auxiliary: str, said: str) -> Predicate | None:
    if auxiliary in ("is", "are", "was"):
        return _being(said)
    if auxiliary in ("has", "have") and (done := _DONE.match(said)):
        return Predicate(done["subject"], "have", f" {done['rest'].rstrip()}")
    found = _first(predicate(said))
    return _be(found.subject, found.rest.strip()) if found and found.verb == "be" and found.rest else found


def _first(found: Predicate | None) -> Predicate | None:
    """`Inference will move to the edge or stay in the cloud`: what comes first is stated."""
    stated = OR.split(found.rest)[0] if found else ""
    return found._replace(rest=stated) if found and stated else found


def _being(said: str) -> Predicate | None:
    """`Is X going to fall?`, `Is X losing its lead?`, `Is X overblown?`"""
    if (which := _WHICH_IS.match(said)) and rivals(which["subject"].strip()):
        return _be(which["subject"].strip(), which["rest"])
    if going := _GOING.match(said):
        return Predicate(going["subject"], going["verb"].lower(), going["rest"].rstrip())
    copula = _IS.match(said)
    if not (copula and _is_activity(copula)) and (doing := _doing(said)):
        return doing
    return _be(copula["subject"], _NOW.sub("", copula["rest"])) if copula else None


def _is_activity(copula: re.Match[str]) -> bool:
    """Whether what is said to be something is an activity, and not somebody who is at it."""
    return bool(_OF_ACTIVITY.search(copula["subject"])) and not _ACTED_ON.match(copula["rest"])


def _doing(said: str) -> Predicate | None:
    doing = _ACTIVITY_DOING.match(said) or _DOING.match(said)
    verb = verb_of(doing["verb"]) if doing else ""
    return Predicate(doing["subject"], verb, doing["rest"].rstrip()) if doing and verb else None


def _be(subject: str, said: str) -> Predicate:
    """`X` is `a chip vendor or a cloud`, `limited by power or by chips`: what comes first is stated."""
    return Predicate(subject, "be", f" {_OR_ELSE.split(said)[0].rstrip()}")
