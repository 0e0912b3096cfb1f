"""What an idea asks to be decided, `Should X do A or B?`: whether it will pay off, each alternative for itself."""

import re
from collections.abc import Iterator

from triptych.agents.embedded.predicates import VERB, Predicate, gerund, predicate

_SHOULD = re.compile(r"^should\s+(?P<said>.+)$", re.IGNORECASE)
_GOOD = (
    r"(?:(?:is|would) it (?:be )?(?:\w+ )??(?:wise|worth it|worthwhile|sensible|smart|rational|right|better|best|safe|time)|"
    r"(?:does|would|will) it (?:pay(?: off)?|make sense))"
)
_WISE = re.compile(rf"^{_GOOD}(?: for (?P<who>.+?))? to (?P<said>.+)$", re.IGNORECASE)
_BETTER = re.compile(r",?\s+(?:rather than|instead of)\b.*$", re.IGNORECASE)
OR = re.compile(rf",?\s+or\s+(?:rather |better |instead |just )?(?={VERB}\b)|,\s+(?={VERB}\b)", re.IGNORECASE)
"""Where an alternative begins."""
_AGAIN = re.compile(r"^ (?:it|them|one|some)\b")  # `rent GPUs or buy them`
_TIMED = re.compile(r"\s+(?:now|today|already|yet|this year|at this price)$", re.IGNORECASE)
_STAKE = frozenset(["invest", "buy", "back", "bet", "fund"])
_IN = re.compile(r"^ (?:in|on) ")
_KEPT = re.compile(r"^(?:keeping|continuing|starting) (?:to )?(?=\w+ing\b)")
_NOBODY = frozenset(["i", "we", "you", "they", "one", "he", "she", "it"])
_OURS = re.compile(r"\b(?:our|my|your)\b", re.IGNORECASE)


def decisions(part: str) -> list[Predicate]:
    """The alternatives of a question that asks what to do, as what they come down to; none where it asks no such thing.

    `Should a bank rent GPUs or buy them?` comes down to `renting GPUs` and `buying GPUs`, which `pay` ` off for a bank`.
    Whoever asks whether to invest in something, and nothing else, asks whether that will `be` ` profitable`.
    """
    acts = list(_acts(part))
    if len(acts) == 1 and acts[0].verb in _STAKE and acts[0].rest:
        thing = _TIMED.sub("", _IN.sub(" ", acts[0].rest)).strip()
        return [Predicate(thing.replace(", or in ", " or "), "be", " profitable")]
    return [_paying(act) for act in acts]


def _acts(part: str) -> Iterator[Predicate]:
    should, wise = _SHOULD.match(part), _WISE.match(part)
    if not (asked := should or wise):
        return
    first, *others = OR.split(_BETTER.sub("", asked["said"]))
    found = predicate(first) if should else _act((wise and wise["who"]) or "one", first)
    if found:
        yield found
        again = (_act(found.subject, other) for other in others)
        yield from (act._replace(rest=_AGAIN.sub(found.rest, act.rest)) for act in again)


def _act(subject: str, said: str) -> Predicate:
    verb, _, rest = said.partition(" ")
    return Predicate(subject, verb.lower(), f" {rest}" if rest else "")


def _paying(act: Predicate) -> Predicate:
    what = _OURS.sub("one's", _KEPT.sub("", f"{gerund(act.verb)}{act.rest}"))
    who = "" if act.subject.lower() in _NOBODY else f" for {act.subject}"
    return Predicate(what, "pay", f" off{who}")
