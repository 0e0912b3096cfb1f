"""A key shows itself to whoever reveals it, and to nobody else."""

import copy
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass

import pytest
from pydantic import BaseModel, ConfigDict

from triptych import keys
from triptych.keys import Key, alike, hidden, sendable

SECRET = "sk-test-CANARY-0123456789"


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_known", set())


@dataclass(frozen=True)
class Holder:
    key: Key


class Table(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    key: Key


def test_a_key_reveals_itself_when_it_is_asked_to() -> None:
    assert Key(SECRET).reveal() == SECRET


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r:>30}".format, "%s".__mod__, lambda k: f"{k}"])
def test_a_key_is_not_in_any_text_that_is_made_of_it(shown: object) -> None:
    assert callable(shown)
    text = shown(Key(SECRET))
    assert "CANARY" not in text
    assert "[key]" in text


def test_a_key_is_not_in_what_holds_it() -> None:
    key = Key(SECRET)
    shown = [repr([key]), repr({"k": key}), repr(Holder(key)), str(asdict(Holder(key))), repr(Table(key=key))]
    assert not any("CANARY" in one for one in shown)


def test_a_key_has_no_dictionary_that_a_debugger_or_an_encoder_could_print() -> None:
    assert not hasattr(Key(SECRET), "__dict__")
    with pytest.raises(TypeError):
        json.dumps(Key(SECRET))


def test_a_dump_of_a_model_does_not_hold_the_key() -> None:
    table = Table(key=Key(SECRET))
    assert "CANARY" not in str(table.model_dump())
    with pytest.raises(ValueError, match="Unable to serialize"):
        table.model_dump_json()


def test_a_key_is_not_pickled() -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(Holder(Key(SECRET)), protocol)


def test_a_copy_of_what_holds_a_key_holds_the_same_key() -> None:
    key = Key(SECRET)
    assert copy.copy(key) is key
    assert copy.deepcopy({"k": [key]})["k"][0] is key
    assert asdict(Holder(key)) == {"key": key}


def test_equal_keys_are_one_in_a_set_and_other_things_are_no_keys() -> None:
    assert Key(SECRET) == Key(SECRET)
    assert len({Key(SECRET), Key(SECRET), Key("another-key-of-mine")}) == 2
    assert Key(SECRET) != Key("another-key-of-mine")
    assert Key(SECRET) != SECRET


def test_every_known_key_is_masked_wherever_it_stands() -> None:
    Key(SECRET), Key("tvly-0123456789")
    text = f"Bearer {SECRET}, {SECRET}{SECRET}; tvly-0123456789"
    assert hidden(text) == "Bearer [key], [key][key]; [key]"


def test_a_key_that_begins_another_leaves_nothing_of_the_longer_one() -> None:
    Key(SECRET), Key(SECRET + "-of-the-project")
    assert hidden(f"{SECRET}-of-the-project {SECRET}") == "[key] [key]"


def test_a_placeholder_is_no_key_that_would_mask_words() -> None:
    placeholders = ["ollama", "none", "", "EMPTY", "dummy", "LM-Studio", "not-needed", "no-key-required"]
    for placeholder in [*placeholders, "placeholder", "sk-no-key-required", "x" * 7]:
        Key(placeholder)
    text = f"a placeholder is not-needed: {' '.join(placeholders)}, sk-no-key-required, {'x' * 7}"
    assert hidden(text) == text


@pytest.mark.parametrize("short", ["x" * 8, "hunter2pass"])
def test_a_short_key_is_masked_too(short: str) -> None:
    Key(short)
    assert hidden(f"Bearer {short}.") == "Bearer [key]."


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("sk-a/b+c=0123456789", "sk-a/b%2Bc%3D0123456789"),
        ("sk-a/b+c=0123456789", "sk-a%2Fb%2Bc%3D0123456789"),
        ('sk-"\\0123456789', 'sk-\\"\\\\0123456789'),
        (SECRET, f"{SECRET[:5]}\u200b{SECRET[5:9]}\ufeff\u2060{SECRET[9:]}"),
    ],
)
def test_a_key_is_masked_as_an_address_and_json_and_a_page_would_write_it(key: str, shown: str) -> None:
    Key(key)
    assert hidden(f"a {shown} b") == "a [key] b"


def test_characters_that_nobody_sees_stay_where_there_is_no_key() -> None:
    Key(SECRET)
    assert hidden("soft\u00adly \u200bhere") == "soft\u00adly \u200bhere"


@pytest.mark.parametrize("value", ["sk a", "sk\n", "sk\x00", "sk\x7f", "sk-\u200b", "schlüssel", "\t"])
def test_what_no_header_may_hold_cannot_be_sent(value: str) -> None:
    assert not sendable(value)
    assert sendable("!~" + SECRET)


@pytest.mark.parametrize("name", [SECRET, "TVLY-x", "sk-x", "x" * 41, "AIzaSyA0123456789", "a\nb"])
def test_a_name_may_be_a_key_in_the_wrong_place(name: str) -> None:
    assert alike(name)
    assert not any(map(alike, ("nmae", "vc-first-principles", "include_domains", "model2")))


def test_text_without_keys_stays_as_it_is() -> None:
    Key(SECRET)
    assert hidden("") == ""
    assert hidden("nothing – here") == "nothing – here"


def test_masking_twice_changes_nothing_more() -> None:
    Key(SECRET)
    assert hidden(hidden(f"a {SECRET} b")) == "a [key] b"


def test_a_log_record_and_a_traceback_of_a_key_do_not_hold_it(caplog: pytest.LogCaptureFixture) -> None:
    key = Key(SECRET)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("t").debug("asking with %s, %r", key, Holder(key))
    with pytest.raises(ValueError, match=r"\[key\]") as caught:
        raise ValueError(key)
    assert "CANARY" not in "".join(traceback.format_exception(caught.value))
    assert "CANARY" not in caplog.text
