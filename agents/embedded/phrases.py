"""What an idea is about, as a noun phrase: `Why NVIDIA's moat may erode` is about `NVIDIA's moat`."""

import re

from triptych.agents.embedded.comparisons import comparison
from triptych.agents.embedded.corpus import concepts
from triptych.agents.embedded.predicates import VERB, VERB_S, Predicate, predicate
from triptych.agents.embedded.questions import AUXILIARY, QUESTION_WORD, questions_in
from triptych.agents.language.direction import market
from triptych.agents.language.text import listing, stem_set

# Words that say how wide to look or how much, not at what; rare ones would outweigh the subject itself.
WIDE = concepts(
    "stack landscape ecosystem field sector space future outlook overview trend state industry topic subject basics "
    "beginner introduction primer guide summary case economics versus vs against instead rather "
    "four five six seven eight nine ten"
)
_ASKS = rf"(?:{AUXILIARY}|{QUESTION_WORD})"
_NOT = r"(?:n['’]t|not)"
_DASH = re.compile(r"\s*[:–—]\s+|\s+--?\s+")
# `GPU prices: where are they heading?`, `HBM vs GDDR, which is cheaper?`: what is asked behind a subject.
_BEHIND = re.compile(rf"(?:\s*[:–—,.?]|\s--?|\s(?:and|but|or))\s+{_ASKS}\b.*$", re.IGNORECASE)
# `Who wins: NVIDIA or AMD?`: what is asked names nothing.
_EMPTY = re.compile(
    r"^(?:who|which|what)(?: (?:is|are|will|to|should|would|one|be|we))* \w+\s*[:,–—]\s+(?P<rest>\S.*)$",
    re.IGNORECASE,
)
# `What will limit X: this or that?` is about X.
_CHOICE = re.compile(r"\s*[:–—]\s.*\bor\b.*$", re.IGNORECASE)
_COMPARE = re.compile(
    r"^(?:compare|comparing|(?:a )?comparison (?:of|between)|(?:the )?differences? between) "
    r"(?P<one>.+?) (?:and|with|to|vs\.?|versus) (?P<other>.+)$",
    re.IGNORECASE,
)
# `The bull case for X`, `the economics of X`: X.
_ANGLE = re.compile(
    r"^(?:the |an? )?(?:(?:\w+ )?case (?:for and against|for|against)|(?:pros and cons|(?:unit )?economics|state) of|"
    r"arguments (?:for and against|for|against)|outlook (?:for|of)|(?:investing|opportunities) in) ",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^(?:please\s+)?(?:research (?:on|into)|(?:research|analy[sz]e|explain|describe|investigate|explore|assess|evaluate)"
    r"(?!\s+(?:and|or|vs|versus|labs?|houses?|papers?)\b)|(?:what|how) about|write (?:me )?(?:a|about)(?: memo)?(?: on| about)?|"
    r"(?:what|who|where)(?:['’]s| (?:is|are))(?: winning| leading| ahead in)?|what if|how (?:do|does|will|can|should)|"
    r"(?:how|when|where) to \w+(?: (?:in|on|into|with|from|about))?|why (?:is|are|do|does))\s+",
    re.IGNORECASE,
)
# `How do export controls change China's chips?` is about both; `how big is X`, `why is X so dear` about X.
_DEGREE = "much|many|fast|far|soon|quickly|long"
_OPEN = re.compile(
    rf"^(?:(?:how(?: (?:{_DEGREE}|often))?|why|when|where)\s+(?P<auxiliary>{AUXILIARY})(?:{_NOT})?|"
    r"how [a-z]+ (?P<being>is|are|was)(?!\s+\w+ing\b))\s+(?P<said>.+)$",
    re.IGNORECASE,
)
# `Why X may fall`, `How X changes Y`: told rather than asked.
_TOLD = re.compile(
    rf"^(?:how(?: (?:{_DEGREE}))?|why|when|where)\s+(?!to\b)(?P<said>.+)$",
    re.IGNORECASE,
)
_MAY = re.compile(
    rf"^(?P<subject>\S.*?)\s+(?:(?P<auxiliary>{AUXILIARY})(?:{_NOT}|\s+not)?|cannot|can['’]t|won['’]t|shan['’]t)\s+(?P<said>.+)$",
    re.IGNORECASE,
)
_DOES = re.compile(
    rf"^(?P<subject>\S+(?: \S+){{0,3}}?) (?P<verb>{VERB_S})(?! {VERB})(?: (?P<rest>\S.*))?$", re.IGNORECASE
)
# Verbs that behind a subject are rather things: `how GPU prices changed`.
_FIGURES = frozenset(["costs", "prices", "values", "shares", "demands", "charges", "margins", "fees"])
_DID = re.compile(r"^(?P<subject>\S+(?: \S+){0,3}?) (?P<verb>\w{3,}ed)(?: (?P<rest>\S.*))?$")
# `Who captures the margin in X?` is about the margin in X; `Which engines survive?` about the engines.
_WHO = re.compile(
    rf"^(?P<asked>who|what)\s+(?:{AUXILIARY}\s+)?(?:\w+s|{VERB})\s+(?:to\s+)?(?P<rest>\S.*)$", re.IGNORECASE
)
# `Who captures the value in X?`, `who makes money from X?`: about X, of everything can that be asked.
_GAIN = re.compile(
    r"^(?:(?:most|much|all) of )?(?:the )?(?:most |real )?(?:value|money|upside|benefits?|rewards?)(?: \w+ed)? "
    r"(?:in|of|from|on|with|by) ",
    re.IGNORECASE,
)
# `How long do GPUs last?` is about their useful life; `how long will the boom last?` about the boom.
_LIFE = re.compile(r"^how long (?:do|does)\b", re.IGNORECASE)
_WHICH = re.compile(
    rf"^which\s+(?:of\s+)?(?P<subject>\S+(?:\s+\S+){{0,4}}?)\s+(?:{AUXILIARY}\s+)?(?:{VERB})s?\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_ANYONE = re.compile(
    r"^(?:compan(?:y|ies)|firms?|vendors?|stocks?|start-?ups?|players?|ones?|countr(?:y|ies))$", re.IGNORECASE
)
_IF = re.compile(r"\s+(?:if|when)\b.*$", re.IGNORECASE)
_INTO = re.compile(r"^(?:to|into|with|in|on|for|at|by|from|about|after|of|if|not) ", re.IGNORECASE)
# What stands behind a verb and is no thing: `keep falling`, `pay off`, `be bankrupt`, `lose its moat`.
_NO_THING = re.compile(
    r"^(?:\w+ing$|(?:off|out|up|down|away|back|over|bankrupt|better|worse|well|so|too)\b|(?:its|their)\b|money$|20\d\d\b)",
    re.IGNORECASE,
)
_MARKS = " \t\"'“”‘’()[]?.!,"


def is_question(idea: str) -> bool:
    """Whether an idea asks something, rather than names a field."""
    return idea.rstrip().endswith("?") or bool(questions_in(idea))


def phrase(idea: str) -> str:
    """The idea as a noun phrase that fits into a question, e.g. `LLM inference hardware`; of two things that are compared
    both, e.g. `HBM vs GDDR in phones`."""
    spoken = " ".join(idea.split())
    asked = questions_in(spoken)
    if asked and not asked[0].decided and not stem_set(asked[0].subject):  # `Can we rent X?` is about X
        return asked[0].rest.strip(" ,.?") or spoken
    if asked:
        first = asked[0].subject
        return first if len(stem_set(first)) > 1 or len(asked) == 1 else listing(a.subject for a in asked[:2])
    plain = spoken.strip(_MARKS)
    named = _compared(plain) or _sought(_CHOICE.sub("", _before(plain)))
    return _INTO.sub("", _ANGLE.sub("", named)).strip(_MARKS) or spoken


def _before(idea: str) -> str:
    """An idea without what it asks behind its subject, and without what says nothing beside a colon; a question keeps all."""
    if re.match(rf"{_ASKS}\b", idea, re.IGNORECASE):
        return idea
    cut = _BEHIND.sub("", idea)
    cut = cut if concepts(cut) - WIDE else idea
    telling = [part for part in _DASH.split(cut) if _says_something(part)]
    return telling[0] if len(telling) == 1 else cut


def _compared(idea: str) -> str:
    """A comparison, with what stands before or behind its colon; empty where nothing is compared."""
    if asked := _EMPTY.match(idea):
        idea = re.sub(r",? or ", " versus ", asked["rest"])
    if both := _COMPARE.match(idea):
        idea = f"{both['one']} versus {both['other']}"
    one, *others = _DASH.split(_ANGLE.sub("", _before(_ORDER.sub("", idea))))
    if len(others) > 1:
        return ""
    found = next((part for part in (one, *others) if comparison(part)), "")
    beside = next((part for part in (one, *others) if part != found), "")
    return f"{found} in {beside}" if found and _says_something(beside) else found


def _says_something(part: str) -> bool:
    return bool(concepts(part) - WIDE and _ORDER.sub("", f"{part} "))


def _sought(idea: str) -> str:
    """What an open question or an order is about."""
    named = next((found for rule in (_asked_openly, _told, _which, _who) if (found := rule(idea))), "")
    return named or _IF.sub("", _ORDER.sub("", idea)).strip(" ?.!")


def _asked_openly(idea: str) -> str:
    open_ = _OPEN.match(idea)
    if open_ is None:
        return ""
    auxiliary, said = open_["auxiliary"] or open_["being"], open_["said"]
    if put := _put(auxiliary, said):
        if put.verb == "last" and _LIFE.match(idea) and not market(put.subject):
            return f"the useful life of {put.subject}"
        return _both(put, anyone=auxiliary.lower() == "should")
    return _IF.sub("", said)


def _told(idea: str) -> str:
    told = _TOLD.match(idea)
    if told is None:
        return ""
    said = told["said"]
    if may := _MAY.match(said):
        put = _put(may["auxiliary"] or "will", f"{may['subject']} {may['said']}")
        whole = put is not None and put.subject == may["subject"]
        return _both(put) if put and whole else may["subject"]
    for rule in (_DOES, _DID):
        if (does := rule.match(said)) and does["verb"].lower() not in _FIGURES:
            return _both(Predicate(does["subject"], does["verb"], f" {does['rest'] or ''}"))
    put = predicate(said)
    return _both(put) if put else said


def _put(auxiliary: str, said: str) -> Predicate | None:
    """What an open question says of its subject, read as the closed one: `is X so dear`."""
    if auxiliary.lower() in ("is", "are", "was", "has", "have"):
        asked = questions_in(f"{auxiliary} {said}?")
        return Predicate(asked[0].subject, asked[0].verb, asked[0].rest) if asked else None
    return predicate(said)


def _which(idea: str) -> str:
    """`Which engines survive` is about engines, `which companies benefit from X` about X."""
    which = _WHICH.match(idea)
    if which is None:
        return ""
    rest = _INTO.sub("", which["rest"].strip())
    return rest if rest and _ANYONE.match(which["subject"]) else which["subject"]


def _who(idea: str) -> str:
    who = _WHO.match(_IF.sub("", idea))
    if who is None:
        return ""
    return _GAIN.sub("", who["rest"]) if who["asked"].lower() == "who" else who["rest"]


def _both(put: Predicate, *, anyone: bool = False) -> str:
    """Who does something, unless that is anyone, and to what."""
    rest = _INTO.sub("", put.rest.strip())
    done = "" if put.verb == "be" or _NO_THING.match(rest) else rest
    nobody = done and (anyone or not stem_set(put.subject))
    return listing(filter(None, ("" if nobody else put.subject, done)))
