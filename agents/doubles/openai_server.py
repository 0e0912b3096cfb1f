"""A server on loopback that speaks OpenAI's chat completions: JSON schema, tools, streaming, usage, and all that fails.

Try Triptych against it: `python -m triptych.agents.doubles.openai_server --port 8080`.
"""

import argparse
import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from triptych.agents.doubles import panelist
from triptych.agents.doubles.answers import Change
from triptych.agents.doubles.chat import Said, completion, text_of, wanted_schema
from triptych.agents.doubles.exchange import Request, Response
from triptych.agents.doubles.instance import instance, schema_in
from triptych.agents.doubles.loopback import Loopback, as_json, serve
from triptych.agents.doubles.plan import Misbehaviour, Plan, When

Answer = Callable[[dict[str, Any]], str]
_CHAT, _MODELS = "/v1/chat/completions", "/v1/models"
_KINDS = {
    400: ("invalid_request_error", None),
    401: ("invalid_request_error", "invalid_api_key"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}


def of_model(name: str) -> When:
    """For `misbehave(…, when=…)`: requests for that model only."""
    return lambda request: request.json.get("model") == name


class OpenAIServer(Loopback):
    """An OpenAI-compatible endpoint: `with OpenAIServer(answer) as server: … server.base_url`.

    Args:
        answer: gives the content of the answer to a request; the arguments of the call if the request forces one.
            By default a small value that fits the schema asked for, or a line of prose.
        key: the key to ask for; none lets everybody in.
        models: the names that it knows; none takes every name and lists one.
        tokens_cached: how many of the tokens in were in its cache, for the usage.
        tokens_reasoning: how many tokens it thought before it spoke, for the usage.
        latency: seconds before each answer.
        port: 0 takes any that is free.
    """

    def __init__(
        self,
        answer: Answer | None = None,
        *,
        key: str | None = None,
        models: Sequence[str] = (),
        tokens_cached: int = 0,
        tokens_reasoning: int = 0,
        latency: float = 0.0,
        port: int = 0,
    ) -> None:
        super().__init__(port=port, latency=latency)
        self._answer = answer or default_answer
        self._key = key
        self._models = tuple(models)
        self._cached, self._reasoning = tokens_cached, tokens_reasoning
        self._changes: Plan[Change] = Plan()

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"{self.origin()}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of all requests for completions, in order."""
        return [request.json for request in self.requests if request.path == _CHAT]

    def misbehave(
        self,
        how: Misbehaviour | Change,
        *,
        path: str = "*",
        on: Collection[int] = (),
        when: When | None = None,
        times: int | None = None,
    ) -> None:
        """Plan a misbehaviour, as every double does, or a change of what is said (triptych.agents.doubles.answers).

        Both may meet in one answer: a refusal that drips.
        """
        if isinstance(how, Change):
            self._changes.add(how, path, on, when, times)
        else:
            super().misbehave(how, path=path, on=on, when=when, times=times)

    def respond(self, request: Request) -> Response:
        """The proper answer to a request."""
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            return self.error(401, "Incorrect API key provided.", request)
        match request.method, request.path:
            case "GET", path if path == _MODELS:
                return as_json(
                    {"object": "list", "data": [_card(name) for name in self._models or ("double",)]}
                )
            case "POST", path if path == _CHAT:
                return self._complete(request)
        return self.error(404, f"Unknown request URL: {request.method} {request.path}.", request)

    def error(self, status: int, message: str, request: Request) -> Response:
        """An error as OpenAI words it."""
        kind, code = _KINDS.get(status, ("server_error", None))
        return as_json({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)

    def _complete(self, request: Request) -> Response:
        body = request.json
        name = body.get("model")
        if not name or not body.get("messages"):
            return self.error(400, "You must provide a model and messages.", request)
        if self._models and name not in self._models:
            return self.error(
                404, f"The model `{name}` does not exist or you do not have access to it.", request
            )
        said = Said(self._answer(body), tokens_cached=self._cached, tokens_reasoning=self._reasoning)
        change = self._changes.take(request)
        return completion(body, change(said) if change else said, request.number)


def default_answer(request: dict[str, Any]) -> str:
    """A small value that fits the schema asked for, also where that stands in the text; else a line of prose."""
    schemas = (schema_in(text_of(message)) for message in reversed(request["messages"]))
    schema = wanted_schema(request) or next(filter(None, schemas), None)
    return "This is a plain answer." if schema is None else json.dumps(instance(schema))


def panel_answer(request: dict[str, Any]) -> str:
    """What the panelist says to a prompt of Triptych, and the default answer to anything else."""
    return panelist.served(request) if panelist.plays(request) else default_answer(request)


def _card(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "triptych"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="openai_server", description="A chat model that plays the whole panel, and always has an answer."
    )
    parser.add_argument("--port", type=int, default=0, help="any free one by default")
    parser.add_argument("--key", help="the key to ask for")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args(arguments)
    server = OpenAIServer(panel_answer, key=options.key, latency=options.latency, port=options.port)
    serve(server, lambda: f"Base URL: {server.base_url}")


if __name__ == "__main__":
    main()
