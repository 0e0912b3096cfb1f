"""A model that plays the whole panel without thinking: every prompt of Triptych gets an answer that the rules accept.

It quotes the first sentences that it is shown, objects once, replies in turn, and writes one line a claim; so a whole run
goes through all its steps, in no time and always alike. Give it to `ScriptedModel` or to `OpenAIServer`.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from triptych.agents.doubles.chat import forced_tool, text_of
from triptych.agents.models.base import Message, Structure

_LABEL = re.compile(r"^\[(\d+)\] (.*)", re.MULTILINE)
_CLAIM = re.compile(r"<claim ([A-Z]+\d+)[^>]*>\n(.*)")
_QUESTION = re.compile(r"^## ([A-Z]+\.q\d+)", re.MULTILINE)
_YEAR = re.compile(r"year from (\d{4})")
_LENS = re.compile(r"^- ([^:\n]+):", re.MULTILINE)
_ENOUGH = 40  # characters of a sentence that is worth quoting

Answer = dict[str, Any]


def scripted(messages: tuple[Message, ...], structure: Structure | None) -> str:
    """The answer for `ScriptedModel`."""
    system = next((m.text for m in messages if m.role == "system"), "")
    user = next((m.text for m in messages if m.role == "user"), "")
    return answer(system, user, structure.name if structure else "")


def served(request: dict[str, Any]) -> str:
    """The answer for `OpenAIServer`."""
    texts = {message["role"]: text_of(message) for message in reversed(request["messages"])}
    return answer(texts.get("system", ""), texts.get("user", ""), _wanted(request))


def plays(request: dict[str, Any]) -> bool:
    """Whether a request is one of Triptych's prompts, as far as the structure that it asks for tells."""
    return _wanted(request) in _PLAYS or "You write your part of a strategic memo" in str(request["messages"])


def answer(system: str, user: str, wanted: str) -> str:
    """What the panelist says to a prompt; `wanted` is the name of the structure asked for, empty for prose."""
    play = _PLAYS.get(wanted)
    return json.dumps(play(system, user)) if play else _section(user)


def _wanted(request: dict[str, Any]) -> str:
    """The name of the structure that a request asks for; empty where it asks for prose."""
    schema = (request.get("response_format") or {}).get("json_schema") or {}
    return str(schema.get("name", "")) or forced_tool(request)


def _questions(system: str, user: str) -> Answer:
    topic = _idea(user)
    lenses = _LENS.findall(user.split("Your lenses:", 1)[-1].split("At hand:", 1)[0])[:3]
    made = [
        {
            "lens": lens,
            "question": f"What does {lens.lower()} say about {topic}?",
            "queries": [topic, f"{topic} {lens}"],
        }
        for lens in lenses
    ]
    return {"questions": made}


def _framing(system: str, user: str) -> Answer:
    found = _YEAR.search(system)
    year = int(found[1]) + 1 if found else 2028
    topic = _idea(user)
    statements = (f"{topic} prices fall by half", f"{topic} makers consolidate to three")
    return {
        "topic": topic,
        "objective": f"Decide on {topic}.",
        "propositions": [
            {"statement": f"By the end of {year}, {text}.", "year": year} for text in statements
        ],
    }


def _idea(user: str) -> str:
    found = re.search(r"^Idea: (.+)", user, re.MULTILINE)
    words = [word for word in (found[1] if found else "").split() if word.islower() and len(word) > 3]
    return " ".join(words[:3]) or "the idea"


def _claims(system: str, user: str) -> Answer:
    chosen = [shown[0] for passage in user.split("<passage ")[1:] if (shown := _quotable(passage))][:3]
    stated = [
        {"sentences": [label], "text": text[:290], "kind": "fact", "confidence": "medium"}
        for label, text in chosen
    ]
    return {"claims": stated}


def _quotable(text: str) -> list[tuple[int, str]]:
    """The labelled sentences of a text that are worth quoting."""
    return [(int(label), said) for label, said in _LABEL.findall(text) if len(said) > _ENOUGH]


def _judged(system: str, user: str) -> Answer:
    claims = [claim for claim, _ in _CLAIM.findall(user)]
    # Each persona has its own number, so that they differ and move by no whim.
    probability = 30 + 10 * (len(system) % 5)
    return {"because": "The base rate, and these claims.", "reasons": claims[:2], "probability": probability}


def _objections(system: str, user: str) -> Answer:
    own, _, others = user.partition("The others' claims:")
    mine, theirs = (_CLAIM.findall(part) for part in (own, others))
    apart = ((one, other) for one in mine for other in theirs if one[1] != other[1])
    pair = next(apart, None)
    if pair is None:
        return {"critiques": []}
    objection = {
        "target": pair[1][0],
        "argument": f"{pair[0][0]} measures the same and says otherwise.",
        "evidence": [pair[0][0]],
        "query": " ".join(re.findall(r"[A-Za-z]{4,}", pair[1][1])[:8]),
        "check": "conflicting figures",
        "kind": "contradicted",
        "severity": "major",
    }
    return {"critiques": [objection]}


def _query(system: str, user: str) -> Answer:
    words = re.findall(r"[A-Za-z]{4,}", user.split("quote (", 1)[0])
    return {"query": " ".join(dict.fromkeys(words))[:100]}


def _weighed(system: str, user: str) -> Answer:
    labels = [label for label, _ in _quotable(user)]
    return {"supports": labels[:1], "opposes": labels[1:2]}


def _replied(system: str, user: str) -> Answer:
    return {"argument": "Both sides have evidence.", "answer": "stand", "text": ""}


def _bottom_line(system: str, user: str) -> Answer:
    said = [{"text": text[:290], "claims": [claim]} for claim, text in _CLAIM.findall(user)[:4]]
    return {"title": f"What holds on {_idea(user)}"[:110], "bottom_line": said, "change_our_mind": said[:1]}


def _patched(system: str, user: str) -> Answer:
    return {"text": "CUT"}


def _entailed(system: str, user: str) -> Answer:
    return {"missing": "", "verdict": "supported"}


def _answered(system: str, user: str) -> Answer:
    """The first sentence of each of the first passages, as it stands there."""
    shown = [found[0] for passage in user.split("<passage ")[1:] if (found := _quotable(passage))]
    return {"answer": [{"text": text[:290], "sentences": [label]} for label, text in shown[:2]]}


def _section(user: str) -> str:
    """A heading for each question, and a line for each of its claims."""
    blocks = _QUESTION.split(user)[1:]
    lines = []
    for question, body in zip(blocks[::2], blocks[1::2], strict=True):
        lines += [question, *(f"{text} [{claim}]" for claim, text in _CLAIM.findall(body))]
    return "\n".join(lines) or "There is nothing to say."


_PLAYS: dict[str, Callable[[str, str], Answer]] = {
    "Questions": _questions,
    "Framing": _framing,
    "Claims": _claims,
    "SharedClaims": _claims,
    "Query": _query,
    "Judged": _judged,
    "Objections": _objections,
    "Weighed": _weighed,
    "Replied": _replied,
    "BottomLine": _bottom_line,
    "Patched": _patched,
    "Entailed": _entailed,
    "Answered": _answered,
}
