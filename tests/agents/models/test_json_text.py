import json
import time

import pytest

from triptych.agents.models.json_text import json_object

VALUE = {"text": "a } brace, and a comma ,} in a string", "items": [{"n": 1}, {"n": 2}]}
PLAIN = json.dumps(VALUE)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"\n\n{PLAIN}\n",
        f"```json\n{PLAIN}\n```",
        f"```\n{PLAIN}\n```",
        f"Sure! Here is {{the JSON}} you asked for:\n```json\n{PLAIN}\n```\nLet me know {{if}} it helps.",
        f"For example {{}} or so. {PLAIN} That is all.",
        f"```json\n{PLAIN}",
        json.dumps(PLAIN),
        PLAIN[:-2] + ",]}",
        PLAIN[:-1] + ",\n}",
        f"Here:\n{PLAIN[:-1]},}}\nDone.",
    ],
)
def test_the_object_is_found_whatever_stands_around_it(text: str) -> None:
    assert json_object(text) == VALUE


def test_a_line_end_in_a_string_is_taken_as_it_is() -> None:
    assert json_object('{"text": "two\nlines"}') == {"text": "two\nlines"}


def test_a_list_is_given_as_it_is_so_that_its_fault_can_be_shown() -> None:
    assert json_object('[{"n": 1}]') == [{"n": 1}]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "no JSON"), ("I cannot say.", "no JSON"), ('{"text": "cut he', "not complete"), ("42", "no JSON")],
)
def test_where_there_is_none_it_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        json_object(text)


@pytest.mark.parametrize(
    "text", ["{" * 200_000, "[" * 200_000, '{"a":' * 50_000, '"' * 100_000, '{"a" ' * 50_000]
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match="JSON"):
        json_object(text)
    assert time.process_time() - began < 2
