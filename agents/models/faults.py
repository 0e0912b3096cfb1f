"""What may go wrong between us and an endpoint: what may pass, what will not, and who asked for JSON in vain.

Invariant: nothing of a library's exception outlives this module but its words, masked and cut. The exceptions
themselves hold requests with their headers, and so keys; therefore none of ours is chained to them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from triptych.agents.models.base import Structure, StructureError
from triptych.agents.models.body import UselessBody
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.retry_after import retry_after
from triptych.agents.sources.clean import one_line
from triptych.errors import ServiceError
from triptych.keys import hidden

_MOST_WORDS = 200
_PASSING = (408, 409, 425, 429)
_NO_CREDIT = re.compile(r"insufficient_quota|insufficient (credit|balance|funds)|billing", re.IGNORECASE)
_TOO_LONG = re.compile(r"context.{0,12}(length|size|window)|context_length|prompt is too long", re.IGNORECASE)
_STRUCTURE = re.compile(
    r"response_format|json.?schema|structured.?output|\btools?\b|tool_choice|tool.?call|function.?call|grammar|jinja",
    re.IGNORECASE,
)
_REFUSALS = {
    401: ("does not accept the key", "Check the key that is set for this endpoint."),
    402: ("wants to be paid first", "Add credit to the account, or choose another model."),
    403: ("does not let this key in", "Check what the key may use, and the model's name."),
    404: ("has no such model or address", "Check the model's name and the base URL; it usually ends in /v1."),
}
_UNSENT = frozenset(
    {
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        "LocalProtocolError",
    }
)
"""The HTTP library's names for what fails before a request is sent."""
_BAD_HEADER = "Illegal header value"
_BAD_KEY = "the key cannot be sent in a header"
_OTHERWISE = ("refuses the request", "Check the model's name and its settings.")


class Passing(Exception):
    """A request failed in a way that may pass.

    Args:
        words: what happened, one line that may be shown.
        after: the seconds after which the endpoint wants to be asked again, where it says so.
        billed: whether the endpoint may have worked for it, and want money.
        once: whether it is so unlikely to pass that one more request must do.
        alive: whether somebody is there, who only has too much to do just now.
    """

    def __init__(
        self,
        words: str,
        after: float | None = None,
        *,
        billed: bool = False,
        once: bool = False,
        alive: bool = False,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.after = after
        self.billed = billed
        self.once = once
        self.alive = alive or after is not None


class Unanswered(ServiceError):
    """A call that got no answer, after `attempts` requests."""

    attempts: int = 1


def fault(error: Exception, endpoint: Endpoint, structure: Structure | None) -> Exception:
    """What a library's exception means here: Passing, Unanswered, or StructureError."""
    status = getattr(error, "status_code", None)
    if not isinstance(status, int):
        return _broken(error, endpoint)
    if 300 <= status < 400:
        return _redirected(error, endpoint)
    said = spoken(error)
    if structure and structure.mode != "text" and _is_about_structure(status, said):
        return StructureError(shown(said))
    if status == 429 and _NO_CREDIT.search(said):
        return _refused(402, said, endpoint)
    if status in _PASSING or status >= 500:
        return Passing(f"status {status}: {shown(said)}", _retry_after(error), alive=status < 500)
    return _refused(status, said, endpoint)


def left_alone(endpoint: Endpoint, why: str) -> Unanswered:
    """The error of a call that is not made, as others waited in vain, and what came of them."""
    return _unanswered(
        f"{endpoint.host} was not asked for {endpoint.model}, as it did not answer just before: {why.rstrip('.')}.",
        "See whether it is up and its base URL right; or try again later.",
        0,
    )


def given_up(last: Passing, endpoint: Endpoint, attempts: int, longest: float) -> Unanswered:
    """The error of a call that is not tried again, after its last failure."""
    where = f"{endpoint.host} did not answer for {endpoint.model}"
    if last.after is not None and last.after > longest:
        message = f"{where}: it wants to be asked again in {last.after:,.0f} s ({last.words})."
        return _unanswered(message, "Wait that long, or choose another model.", attempts)
    times = "1 request" if attempts == 1 else f"{attempts} requests"
    message = f"{where} after {times}: {last.words.rstrip('.')}."
    return _unanswered(message, "See whether it is up and its base URL right; or try again later.", attempts)


def spoken(error: Exception) -> str:
    """The server's own words, with the parameter and the code that it names; not yet fit to be shown."""
    body: Any = getattr(error, "body", None)
    if isinstance(body, dict):
        body = body.get("error", body)
    if not isinstance(body, dict):
        return str(body or error)
    message = body.get("message") or body.get("detail")
    named = [body[key] for key in ("param", "code") if isinstance(body.get(key), str)]
    said = message if isinstance(message, str) else json.dumps(message) if message else ""
    return " ".join([said, *named]).strip() or str(body)


def shown(words: str) -> str:
    """Somebody else's words as one line that may be shown: no key, no markup, no control characters, not long."""
    if _BAD_HEADER in words:
        return _BAD_KEY
    line = one_line(re.sub(r"<[^<>]*>", " ", hidden(words)))
    return line if len(line) <= _MOST_WORDS else line[: _MOST_WORDS - 1].rstrip() + "…"


def _is_about_structure(status: int, said: str) -> bool:
    """Servers say so with a 400 or a 422; some with a 404, a 500 or a 501."""
    known = status not in (401, 402, 403, 408, 429) and not _TOO_LONG.search(said)
    return known and bool(_STRUCTURE.search(said))


def _refused(status: int, said: str, endpoint: Endpoint) -> Unanswered:
    what, hint = _REFUSALS.get(status, _OTHERWISE)
    if _TOO_LONG.search(said):
        what, hint = (
            "finds the prompt too long",
            f"Set its context; it is taken to be {endpoint.context:,} tokens.",
        )
    words = shown(said).rstrip(".")
    message = f"{endpoint.host} {what} (model {endpoint.model}, status {status}): {words}."
    return _unanswered(message, hint, 1)


def _unanswered(message: str, hint: str, attempts: int) -> Unanswered:
    error = Unanswered(message, hint)
    error.attempts = attempts
    return error


def _redirected(error: Exception, endpoint: Endpoint) -> Unanswered:
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    message = f"{endpoint.host} sends requests on to another address, where no prompt is sent."
    return _unanswered(message, f"Set {_origin(headers.get('location', ''), endpoint)} as the base URL.", 1)


def _origin(location: str, endpoint: Endpoint) -> str:
    """Scheme and host of an address, and nothing else of it, which may hold a secret."""
    try:
        parts = urlsplit(urljoin(endpoint.base_url, location))
    except ValueError:
        parts = urlsplit("")
    host = parts.netloc.rpartition("@")[2]
    return shown(f"{parts.scheme}://{host}") if host else "the address that it means"


def _broken(error: Exception, endpoint: Endpoint) -> Exception:
    """A failure without a status: of the connection, or of the body that came."""
    chain = _causes(error)
    if any(_BAD_HEADER in str(one) or _is_bad_key(one) for one in chain):
        return _unanswered(
            f"{endpoint.host} was not asked: {_BAD_KEY}.", "Check the key that is set for it.", 1
        )
    billed = not any(type(one).__name__ in _UNSENT or isinstance(one, UnicodeEncodeError) for one in chain)
    if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
        return Passing(f"nothing within {endpoint.timeout:g} s", billed=billed, once=True)
    if isinstance(error, ValueError | TypeError | KeyError | IndexError | AttributeError | RecursionError):
        return Passing("what came back is no chat completion", billed=billed)
    last, useless = chain[-1], any(isinstance(one, UselessBody) for one in chain)
    return Passing(shown(str(last)) or type(last).__name__, billed=billed, once=useless)


def _causes(error: BaseException) -> list[BaseException]:
    """The exception and what it was raised from, to the first."""
    chain = [error]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    return chain


def _is_bad_key(error: BaseException) -> bool:
    """Bodies are sent as UTF-8; only headers are ASCII."""
    return isinstance(error, UnicodeEncodeError) and error.encoding == "ascii"


def _retry_after(error: Exception) -> float | None:
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    return retry_after(headers)
