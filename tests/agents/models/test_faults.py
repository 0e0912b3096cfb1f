from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.faults import Passing, Unanswered, fault, shown
from triptych.keys import Key

HERE = Endpoint("m", "https://user:secret-pass@api.example.com/v1")


class Refused(Exception):
    """As the library raises it."""

    def __init__(self, status: int, body: Any = None, retry_after: str = "") -> None:
        super().__init__("its own words")
        self.status_code, self.body = status, body
        self.response = SimpleNamespace(headers={"retry-after": retry_after} if retry_after else {})


def after(value: str) -> float | None:
    found = fault(Refused(429, retry_after=value), HERE, None)
    assert isinstance(found, Passing)
    return found.after


def test_retry_after_may_be_seconds_or_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert after("12") == 12
    assert after("0.5") == 0.5
    assert 28 < (after(soon) or 0) <= 30
    assert after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert after("soon") is None
    assert after("") is None
    assert after("-1") is None


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "no such thing"}},
        {"message": "no such thing"},
        {"detail": "no such thing"},
        {"error": "no such thing"},
        "<html><body>no such thing</body></html>",
    ],
)
def test_the_words_of_a_server_are_found_wherever_it_puts_them(body: Any) -> None:
    found = fault(Refused(404, body), HERE, None)
    assert isinstance(found, Unanswered)
    assert found.message.endswith("status 404): no such thing.")


def test_what_is_shown_is_one_masked_line_of_limited_length() -> None:
    Key("hunter2-hunter2")
    words = shown(f"a\x1b]52;c;x\x07\n<b>hunter2-hunter2</b>\n{'x' * 500}")
    assert "hunter2" not in words
    assert words.isprintable()
    assert len(words) <= 200


def test_a_key_at_the_limit_is_not_shown_in_part() -> None:
    Key("sk-" + "k" * 60)
    assert "kkk" not in shown("x" * 190 + "sk-" + "k" * 60)


def test_the_address_is_shown_without_what_gives_access() -> None:
    found = fault(Refused(401, {"message": "no"}), HERE, None)
    assert "api.example.com" in str(found)
    assert "secret-pass" not in str(found)


def test_no_value_of_a_header_is_shown() -> None:
    words = shown("Illegal header value b'Bearer sk-tes\\nt-CANARY'")
    assert words == "the key cannot be sent in a header"
