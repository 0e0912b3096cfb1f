"""A broken persona file gets one line: file, key, and what is expected there."""

from pathlib import Path

import pytest

from triptych.errors import ExitCode, PersonaError
from triptych.personas.loader import check, template
from triptych.personas.rules import KEY

SOUND = template("buyer")
FIRST_NAME = 'name = "Reference customer"'
TEXT = "must be text, in quotation marks."
GENRES = "paper, filing, official, code, press, blog, vendor"


def written(folder: Path, text: str | bytes, name: str = "buyer.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def refused(path: Path) -> PersonaError:
    with pytest.raises(PersonaError) as caught:
        check(path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == ExitCode.USAGE
    return caught.value


def complaint(folder: Path, text: str | bytes) -> str:
    """What is said after the file's name."""
    path = written(folder, text)
    return refused(path).message.removeprefix(f"{path}: ")


SHAPES = {
    "a missing key": ("title = ", "# ", f"title: missing; {TEXT}"),
    "a missing list": ("prefers = [", "# [", f"prefers: missing; must be a list of {GENRES}."),
    "a missing key in a lens": ("test = ", "# ", f"lenses[0].test: missing; {TEXT}"),
    "a number for a text": ('name = "Buyer"', "name = 3", f"name: {TEXT}"),
    "a text for a list": (
        'prefers = ["official", "filing", "press", "paper", "vendor"]',
        'prefers = "official"',
        f"prefers: must be a list of {GENRES}.",
    ),
    "a list entry of the wrong type": (
        '"customer", "deployed"',
        '"customer", 7',
        f"lenses[0].terms[1]: {TEXT}",
    ),
    "an unknown genre": (
        '"official", "filing"',
        '"official", "gossip"',
        f"prefers[1]: must be one of {GENRES}.",
    ),
    "an unknown key": ("title =", "colour =", "colour: unknown key; known are key, name, title, question, "),
    "a misspelt key": ("question =", "quesiton =", 'quesiton: unknown key; did you mean "question"?'),
    "a misspelt key in a lens": ("ask =", "asks =", 'lenses[0].asks: unknown key; did you mean "ask"?'),
    "a persona's key in a lens": (
        FIRST_NAME,
        f'{FIRST_NAME}\nmodel = "m"',
        "lenses[0].model: unknown key in a lens; it belongs above the first [[lenses]].",
    ),
}

RULES = {
    "an ask without a topic": ("used {topic} in", "used it in", "lenses[0].ask: must contain {topic}."),
    "an unknown placeholder in ask": (
        "used {topic} in",
        "used {topic} by {year} in",
        "lenses[0].ask: unknown placeholder {year}; allowed here: {topic}.",
    ),
    "a placeholder that reaches into the value": (
        "used {topic} in",
        "used {topic} {topic.__class__} in",
        "lenses[0].ask: unknown placeholder {topic.__class__}; allowed here: {topic}.",
    ),
    "an unknown placeholder in compare": (
        "about {products}",
        "about {product}",
        "lenses[0].compare: unknown placeholder {product}; "
        "allowed here: {measures}, {organisations}, {products}, {techniques}.",
    ),
    "a lone brace": (
        "used {topic} in",
        "used {topic} } in",
        "lenses[0].ask: has a brace that belongs to no placeholder; allowed here: {topic}.",
    ),
    "two lenses of one name": (
        'name = "Way out"',
        'name = "reference customer"',
        'lenses[2].name: "reference customer" is there twice; each must differ from the others.',
    ),
    "a term twice": (
        '"customer", "deployed"',
        '"customer", "Customer"',
        'lenses[0].terms[1]: "Customer" is there twice; each must differ from the others.',
    ),
    "a genre twice": (
        '["official", "filing"',
        '["official", "official"',
        'prefers[1]: "official" is there twice; each must differ from the others.',
    ),
    "no genre": (
        '["official", "filing", "press", "paper", "vendor"]',
        "[]",
        f"prefers: must name at least one of {GENRES}.",
    ),
    "an empty text": (FIRST_NAME, 'name = " "', "lenses[0].name: must not be empty."),
    "a terminal escape": (
        FIRST_NAME,
        'name = "a\\u001b[31mb"',
        "lenses[0].name: must not contain control characters.",
    ),
    "a text that runs backwards": (
        'title = "Buyer',
        'title = "\\u202eBuyer',
        "title: must not contain control characters.",
    ),
    "another key than the file's name": (
        'key = "buyer"',
        'key = "seller"',
        'key: must be "buyer", the name of the file without .toml; it is "seller".',
    ),
    "a key of the wrong shape": (
        'key = "buyer"',
        'key = "Buyer!"',
        "key: must be 2 to 31 lower-case letters, digits or hyphens, a letter first.",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), SHAPES.values(), ids=SHAPES.keys())
def test_a_shape_error_names_the_key_and_what_is_expected(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert complaint(tmp_path, changed(old, new)).startswith(expected)


@pytest.mark.parametrize(("old", "new", "expected"), RULES.values(), ids=RULES.keys())
def test_a_broken_rule_names_the_key_and_what_is_expected(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert complaint(tmp_path, changed(old, new)) == expected


def test_the_message_begins_with_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, changed("used {topic} in", "used it in"))
    assert refused(path).message == f"{path}: lenses[0].ask: must contain {{topic}}."


def test_the_hint_names_the_lens_because_nobody_counts_from_zero(tmp_path: Path) -> None:
    path = written(tmp_path, changed("used {topic} in", "used it in"))
    assert refused(path).hint == 'That is the lens "Reference customer".'


def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'key = "buyer"\nname = \n')
    assert said.startswith("line 2: not TOML: ")


def test_a_file_that_ends_too_early_is_refused_with_its_last_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'key = "buyer"\nname = "Buyer"\nstance = """\nhalf')
    assert said.startswith("line 4: not TOML: ")


@pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "9" * 5_000], ids=["brackets", "digits"])
def test_toml_that_its_reader_chokes_on_is_refused(tmp_path: Path, text: str) -> None:
    assert "not TOML" in complaint(tmp_path, text)


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    assert complaint(tmp_path, SOUND.encode() + b"\nmodel = '\xff'\n").endswith(": must be UTF-8.")
    assert complaint(tmp_path, b"key = 'buyer'\nname = 'caf\xe9'\n") == "line 2: must be UTF-8."


def test_an_empty_file_is_told_the_first_key_that_it_lacks(tmp_path: Path) -> None:
    assert complaint(tmp_path, b"").startswith("key: missing; must be 2 to 31 lower-case letters")


def test_too_few_and_too_many_entries_are_counted(tmp_path: Path) -> None:
    lenses = SOUND.split("[[lenses]]")
    assert (
        complaint(tmp_path, "[[lenses]]".join(lenses[:-1]))
        == "lenses: must have at least 3 entries; it has 2."
    )
    extra = SOUND + ("[[lenses]]" + lenses[-1]) * 6
    assert complaint(tmp_path, extra) == "lenses: must have at most 8 entries; it has 9."


def test_single_brackets_for_a_lens_are_explained(tmp_path: Path) -> None:
    text = SOUND.split("[[lenses]]")[0] + '[lenses]\nname = "One"\n'
    assert complaint(tmp_path, text) == "lenses: must be 3 to 8 tables, each under a line [[lenses]]."
    words = SOUND.split("[[lenses]]")[0] + 'lenses = ["one", "two", "three"]\n'
    assert complaint(tmp_path, words) == "lenses[0]: must be a table, under a line [[lenses]]."


def test_a_file_over_64_kb_is_refused_and_one_just_under_is_not(tmp_path: Path) -> None:
    room = 64_000 - len(SOUND.encode())
    assert check(written(tmp_path, SOUND + "#" * room)).key == "buyer"
    assert complaint(tmp_path, SOUND + "#" * (room + 1)) == "must not be larger than 64 KB."


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    assert refused(folder).message == f"{folder}: must be a file."
    assert "cannot be read" in refused(loop).message
    assert "cannot be read: No such file" in refused(tmp_path / "gone.toml").message


def test_names_of_files_and_keys_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    odd = refused(written(tmp_path, SOUND, name="\x1b]0;title\x07.toml"))
    assert "\x1b" not in odd.message
    assert "\x1b" not in complaint(tmp_path, '"\\u001b]52;c;x\\u0007" = 1\n' + SOUND)


def test_text_over_several_lines_becomes_one_line(tmp_path: Path) -> None:
    persona = check(written(tmp_path, SOUND))
    assert all("\n" not in text for text in (persona.stance, persona.critique, persona.lenses[0].ask))
    assert persona.lenses[0].ask.startswith("Which named customers have used {topic} in production")


def test_windows_line_ends_and_a_byte_order_mark_are_taken(tmp_path: Path) -> None:
    plain = check(written(tmp_path, SOUND))
    assert check(written(tmp_path, b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())) == plain


def test_a_model_of_its_own_is_read(tmp_path: Path) -> None:
    assert check(written(tmp_path, changed("# model = ", "model = "))).model == "name-of-the-model"


@pytest.mark.parametrize("key", ["b", "9lives", "a_b", "a" * 32, "Buyer", "-buyer"])
def test_the_loader_and_the_record_agree_on_what_is_no_key(tmp_path: Path, key: str) -> None:
    assert not KEY.fullmatch(key)
    text = changed('key = "buyer"', f'key = "{key}"')
    assert complaint(tmp_path, text).startswith("key: must be 2 to 31 lower-case letters")
