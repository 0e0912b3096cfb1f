"""What an idea asks to be decided, `Should X do A or B?`: whether it will pay off, each alternative for itself."""

import re
from collections.abc import Iterator

from triptych.agents.embedded.predicates import (
    ALTERNATIVE,
    BEFALLS,
    OR,
    STAKES,
    VERB,
    Predicate,
    gerund,
    is_plain_verb,
    predicate,
)
from triptych.agents.language.direction import market

_SHOULD = re.compile(r"^should\s+(?P<said>.+)$", re.IGNORECASE)
_GOOD = (
    r"(?:(?:is|would) it (?:be )?(?:\w+ )??(?:wise|worth it|worthwhile|sensible|smart|rational|right|better|best|safe|time)|"
    r"(?:does|would|will) it (?:pay(?: off)?|make sense))"
)
_WISE = re.compile(rf"^{_GOOD}(?: for (?P<who>.+?))? to (?P<said>(?!not\b).+)$", re.IGNORECASE)
_TO = re.compile(r"\b(?P<joint>or|than) to\s+", re.IGNORECASE)
_SHARED = re.compile(rf"^(?P<others>(?:, {VERB})*,? or {VERB})(?P<rest> .+)?$", re.IGNORECASE)
_WORD = re.compile(VERB, re.IGNORECASE)
_BETTER = re.compile(
    r",?\s+(?:rather than|instead of|than)(?:\s+(?P<word>[\w'’-]+)(?P<rest>\s.*)?)?$", re.IGNORECASE
)
_OTHERWISE = re.compile(rf"{OR.pattern}|,\s+{ALTERNATIVE}", re.IGNORECASE)
_AND = re.compile(rf"\band {ALTERNATIVE}(?P<verb>[\w-]+)", re.IGNORECASE)
_AGAIN = re.compile(r"^ (?:it|them)\b", re.IGNORECASE)  # `rent GPUs or buy them`
_LATER = re.compile(r"\s+(?:now|today|already|yet|first|alone|this year|at this price)$", re.IGNORECASE)
_AWAY = re.compile(
    r"^ (?:against|off|out|up|away|down|back|into|more|less|at|before|over|through|it|them|\w+ (?:on|in))\b",
    re.IGNORECASE,
)
_IN = re.compile(r"^ (?:in|on) ", re.IGNORECASE)
# `Groq`, `Super Micro`, but neither `GPUs`, `NVIDIA GPUs` nor `MI300X`.
_FIRM = re.compile(r"^(?!.*\d)(?!.*[A-Z]s\b)[A-Z][\w&.-]*(?: [A-Z][\w&.-]*)*$")
_EITHER = re.compile(r",? or (?:(?:in|on) )?")
_OR_IN = re.compile(r",? or (?:in|on) ")
_NOBODY = frozenset(["i", "we", "you", "they", "one", "he", "she", "it", "us", "me"])
_OURS = re.compile(r"\b(?:our|my|your)\b", re.IGNORECASE)
_KEPT = re.compile(r"^(?:keeping|continuing|starting) (?:to )?(?=\w+ing\b)")


def decisions(part: str) -> list[Predicate]:
    """The alternatives of a question that asks what to do, as what they come down to; none where it asks no such thing.

    `Should a bank rent GPUs or buy them?` comes down to `renting GPUs` and `buying GPUs`, which `pay` ` off for a bank`.
    Whoever asks whether to invest in something, and nothing else, asks whether that will `be` ` profitable`.
    """
    asked = _asked(part)
    if asked is None or asked.verb in BEFALLS or market(asked.subject):
        return []
    acts = list(_alternatives(asked))
    alone = acts[0]._replace(rest=_BETTER.sub("", acts[0].rest))
    if len(acts) == 1 and _is_stake(alone):
        thing = _LATER.sub("", _IN.sub(" ", alone.rest)).strip()
        return [Predicate(one, "be", " profitable") for one in _things(thing)]
    return [_paying(act) for act in acts]


def _asked(part: str) -> Predicate | None:
    """Who is to do what, with all its alternatives."""
    if should := _SHOULD.match(part):
        return predicate(should["said"])
    wise = _WISE.match(part)
    return _act(wise["who"] or "one", wise["said"]) if wise else None


def _act(subject: str, said: str) -> Predicate:
    verb, _, rest = _TO.sub(r"\g<joint> ", said).partition(" ")
    return Predicate(subject, verb.lower().strip(",;:"), f" {rest}" if rest else "")


def _alternatives(asked: Predicate) -> Iterator[Predicate]:
    if shared := _SHARED.match(asked.rest):
        verbs = (asked.verb, *(verb.lower() for verb in _WORD.findall(shared["others"])))
        yield from (asked._replace(verb=verb, rest=shared["rest"] or "") for verb in verbs)
        return
    first, *others = _OTHERWISE.split(_chosen(asked.rest))
    first = first.rstrip(" –—/:;,")
    yield asked._replace(rest=first)
    again = (_act(asked.subject, other) for other in others)
    yield from (act._replace(rest=_AGAIN.sub(_LATER.sub("", first), act.rest)) for act in again)


def _chosen(rest: str) -> str:
    """What is to be done, without what is to be left for it; a thing that is wanted instead of another keeps both."""
    better = _BETTER.search(rest)
    if better is None:
        return rest
    if not better.start():
        return better["rest"] or ""
    return rest[: better.start()] if _is_act(better["word"], better["rest"]) else rest


def _is_act(word: str | None, rest: str | None) -> bool:
    """Whether a word says what to do instead, or nothing: `cap power rather than price it`."""
    act = not word or is_plain_verb(word) or (word.islower() and word.endswith("ing"))
    return act or bool(_AGAIN.match(rest or ""))


def _is_stake(act: Predicate) -> bool:
    """Whether it is asked what becomes of a thing that one puts money into."""
    if not act.rest or _AWAY.match(act.rest):
        return False
    bought = act.verb == "buy" and all(map(_FIRM.match, _things(_LATER.sub("", act.rest))))
    return act.verb in STAKES or bought


def _things(named: str) -> list[str]:
    """`Arista or Cisco`, each for itself; what is no name may share its last word, `oil or gas companies`."""
    apart = _EITHER.split(named.strip())
    return apart if all(map(_FIRM.match, apart)) else _OR_IN.split(named.strip())


def _paying(act: Predicate) -> Predicate:
    done = _AND.sub(lambda found: f"and {gerund(found['verb'].lower())}", act.rest)
    what = _OURS.sub("one's", _KEPT.sub("", f"{gerund(act.verb)}{done}"))
    who = "" if act.subject.partition(" ")[0].lower() in _NOBODY else f" for {act.subject}"
    return Predicate(what, "pay", f" off{who}", decided=True)
