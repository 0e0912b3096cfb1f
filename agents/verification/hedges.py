"""Reservations: what a quote says with one, a statement must not say without."""

import re

_RESERVATIONS: dict[str, re.Pattern[str]] = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for kind, words in {
        "a possibility": r"may|might|could|possibly|potentially|perhaps|likely|unlikely|probably|appears?|seems?|suggests?",
        "an expectation": r"expects?|expected|forecasts?|projects|projected|projection|plans?|planned|aims?|targets?|predicts?|"
        r"predicted|anticipates?|intends?|hopes?|would|set to|estimates that by|will|going to|outlook|by 20\d\d",
        "a bound": r"up to|as much as|at least|at most|more than|less than|over|under|nearly|almost|about|around|roughly|"
        r"approximately|some|estimated|estimates?|between|above|below|beyond|only|half to",
        "a condition": r"if|unless|provided that|assuming|only when|only if|in theory|under ideal|best case|in the best",
        "somebody's word": r"claims?|claimed|says?|said|argues?|argued|according to|believes?|believed|rates?|rated|describes?|"
        r"described|alleges?|contends?|thinks?|reportedly|sees|put|puts|calls?|considers?|estimates?|estimated|forecasts?|expects?",
    }.items()
}
_TOTAL = re.compile(
    r"\b(?:all|every|always|never|only|none|entirely|any|fully|guarantees?|proves?|certain(?:ly)?)\b",
    re.IGNORECASE,
)


def lost(text: str, sentence: str, speaker: str = "") -> str:
    """The reservation that a sentence makes and a text does not, in words; empty where none was lost.

    Args:
        speaker: the publisher of the sentence: a text that names it has not lost whose word it is.
    """
    for kind, words in _RESERVATIONS.items():
        named = kind == "somebody's word" and speaker and speaker.lower().split(".")[0] in text.lower()
        told = kind == "an expectation" and _RESERVATIONS["somebody's word"].search(text)
        if words.search(sentence) and not words.search(text) and not named and not told:
            return f"its quote gives it as {kind}"
    said = {m.group().lower() for m in _TOTAL.finditer(sentence)}
    added = next((m.group() for m in _TOTAL.finditer(text) if m.group().lower() not in said), "")
    return f"its quote does not say “{added.lower()}”" if added else ""
