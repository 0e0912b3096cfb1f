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
from triptych.keys import Key, hidden

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
    for placeholder in ("ollama", "none", "", "lm-studio", "x" * 11):
        Key(placeholder)
    assert (
        hidden("ollama and lm-studio want none, xxxxxxxxxxx") == "ollama and lm-studio want none, xxxxxxxxxxx"
    )
    Key("x" * 12)
    assert hidden("x" * 12) == "[key]"


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
