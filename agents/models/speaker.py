"""Asks models for what a task needs: JSON that fits a type, or prose; with one chance to mend what cannot be used."""

import re
from collections.abc import Callable
from dataclasses import replace

from triptych.agents.budget import Allowance
from triptych.agents.models.base import Message, Model, StructureError, Told
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.faults import shown
from triptych.agents.models.kept import KeptAnswers
from triptych.agents.models.meter import Meter
from triptych.agents.models.structured import MODES, A, Modes, Unfit, read, structure
from triptych.agents.models.turn import Answer, Prompt, Turn
from triptych.errors import AnswerError, ServiceError
from triptych.store.records import Call, CallOutcome, Role

__all__ = ["Prompt", "Speaker"]

_GROWTH = 4
"""So many times the tokens for a model that spent all that it had on thoughts."""
_SHOWN_AGAIN = 6_000  # characters of an answer that is to be mended
_STRONGER = "Another model may do better."
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")


class Speaker:
    """Speaks to the models of a run.

    Args:
        endpoints: the endpoint for a role and a persona.
        connect: a model at an endpoint; asked for once for each.
        allowance: what is left of the budget.
        on_call: gets the record of each call as it ends.
        keep_text: whether the records hold what was asked and answered.
        modes: which ways to ask for JSON are known to work.
        calls_before: the number of the last call of an earlier part of the run.
        kept: what models have answered in earlier parts, and where answers are kept.
    """

    def __init__(
        self,
        endpoints: Callable[[Role, str], Endpoint],
        connect: Callable[[Endpoint], Model],
        allowance: Allowance,
        on_call: Callable[[Call], None],
        keep_text: bool = True,
        *,
        modes: Modes = MODES,
        calls_before: int = 0,
        kept: KeptAnswers | None = None,
    ) -> None:
        self._endpoints, self._connect, self._modes = endpoints, connect, modes
        self._meter = Meter(allowance, on_call, keep_text, calls_before, kept)
        self._models: dict[Endpoint, Model] = {}
        self._growth: dict[Endpoint, int] = {}

    def room(self, role: Role, persona: str) -> int:
        """The characters that the data in a prompt may take."""
        return self._endpoints(role, persona).room

    async def fill(self, prompt: Prompt, answer: type[A]) -> A:
        """The answer to a prompt, as that type.

        Raises:
            AnswerError: the model gave none, and none either when it was shown what was wrong.
            BudgetError: what is left does not bear a call.
            ServiceError: the endpoint did not answer.
        """
        turn = self._turn(prompt)
        answered = await self._structured(turn, answer)
        try:
            return self._judged(answered, answer)
        except Unfit as e:
            mending = self._mending(answered, str(e))
        answered = await self._structured(mending, answer)
        try:
            return self._judged(answered, answer)
        except Unfit as e:
            raise _useless(turn, f"nothing usable for `{prompt.task}`, twice", str(e)) from None

    async def write(self, prompt: Prompt, told: Told | None = None) -> str:
        """Prose. `told` hears it as it comes, but the rest of it only from the result when a stream broke.

        Where the answer was cut at its limit, the result ends with the last whole sentence.

        Raises:
            AnswerError: there is no text.
            BudgetError: what is left does not bear a call.
            ServiceError: the endpoint did not answer.
        """
        answered = await self._asked(self._turn(prompt), told)
        text = answered.completion.text.strip()
        outcome, detail = _outcome(answered)
        if outcome == "refused" or not text:
            self._meter.record(answered, outcome if outcome != "ok" else "invalid", detail or "it is empty")
            raise _useless(answered.turn, f"no text for `{prompt.task}`", detail or "it is empty")
        self._meter.record(answered, outcome, detail)
        return _whole_sentences(text) if outcome == "cut" else text

    async def close(self) -> None:
        """End the connections of models that hold any."""
        for model in self._models.values():
            await model.close()

    def _turn(self, prompt: Prompt) -> Turn:
        endpoint = self._endpoints(prompt.role, prompt.persona)
        if endpoint not in self._models:
            self._models[endpoint] = self._connect(endpoint)
        return Turn(prompt, endpoint, self._meter.item(), prompt.messages, prompt.max_tokens)

    async def _structured(self, turn: Turn, answer: type[A]) -> Answer:
        """Ask for JSON, in the first way that the endpoint knows."""
        while True:
            mode = self._modes.mode(turn.endpoint)
            try:
                return await self._asked(replace(turn, structure=structure(answer, mode)))
            except StructureError as e:
                if not self._modes.step_down(turn.endpoint, mode):
                    raise _unstructured(turn, mode, str(e)) from None

    async def _asked(self, turn: Turn, told: Told | None = None) -> Answer:
        """Make the call; once more with more tokens where they went into thoughts.

        What was answered before may have been asked for with fewer than would be asked for now, or with more.
        """
        grown = replace(turn, growth=self._growth.get(turn.endpoint, 1))
        answered = await self._meter.ask(self._models[turn.endpoint], grown, told)
        if answered.turn.growth > 1 or not _thought_away(answered, told):
            return answered
        self._growth[turn.endpoint] = _GROWTH
        self._meter.record(answered, "cut", "its tokens went into thoughts")
        return await self._asked(turn, told)

    def _judged(self, answered: Answer, answer: type[A]) -> A:
        """The value in an answer, recorded. Raises Unfit, or AnswerError where the model refused."""
        outcome, detail = _outcome(answered)
        if outcome == "refused":
            self._meter.record(answered, outcome, detail)
            raise _useless(answered.turn, f"no answer to `{answered.turn.prompt.task}`", detail)
        try:
            value = read(answered.completion.text, answer)
        except Unfit as e:
            self._meter.record(answered, "cut" if outcome == "cut" else "invalid", detail or str(e))
            self._doubt(answered, e)
            raise Unfit(detail or str(e)) from None
        self._meter.record(answered, "ok")
        if asked := answered.turn.structure:
            self._modes.worked(answered.turn.endpoint, asked.mode)
        return value

    def _doubt(self, answered: Answer, unfit: Unfit) -> None:
        """An endpoint that overhears how JSON is asked for answers in prose: the repair asks in another way."""
        asked, endpoint = answered.turn.structure, answered.turn.endpoint
        overheard = unfit.no_json and answered.completion.finish == "stop"
        if asked and overheard and self._modes.found(endpoint) is None:
            self._modes.step_down(endpoint, asked.mode)

    def _mending(self, answered: Answer, fault: str) -> Turn:
        """The turn that shows the model its answer and what is wrong with it."""
        turn, text = answered.turn, answered.completion.text.strip()
        if answered.completion.finish == "length":
            words = "Your answer was cut off because it was too long. Give it again, whole and much shorter."
        else:
            words = f"That answer cannot be used:\n{fault}\nGive the whole answer again with this mended."
        given = Message("assistant", text[:_SHOWN_AGAIN] or "(nothing)")
        return turn.again(
            given, Message("user", f"{words} JSON only."), max_tokens=2 * turn.prompt.max_tokens
        )


def _outcome(answered: Answer) -> tuple[CallOutcome, str]:
    """What became of a call as far as its end shows, and why it is not `ok`."""
    finish = answered.completion.finish
    if finish == "refused":
        return "refused", answered.completion.text or "the model refused"
    if finish == "length":
        return "cut", f"it was cut after {answered.completion.usage.tokens_out} tokens"
    return "ok", ""


def _thought_away(answered: Answer, told: Told | None) -> bool:
    """Whether thoughts took the tokens, all or, where nobody has heard a part of the answer yet, most of them."""
    completion = answered.completion
    mostly = told is None and 2 * completion.usage.tokens_reasoning > completion.usage.tokens_out
    return completion.finish == "length" and (mostly or not completion.text.strip())


def _whole_sentences(text: str) -> str:
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else text


def _useless(turn: Turn, what: str, why: str) -> AnswerError:
    reason = shown(why.replace("\n", "; ")).rstrip(".")
    return AnswerError(f"{turn.endpoint.model} at {turn.endpoint.host} gave {what}: {reason}.", _STRONGER)


def _unstructured(turn: Turn, mode: str, why: str) -> ServiceError:
    where = f"{turn.endpoint.host} does not take requests for JSON by `{mode}`"
    return ServiceError(f"{where}: {shown(why)}", 'Set `structured = "auto"` for this model.')
