"""The file of a memo: what one archive writes another takes in, whole or not at all, and writes again to the byte."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from triptych.errors import InputError
from triptych.store import memos, resolutions, sources, tags
from triptych.store.archive import Archive
from triptych.store.interchange import reading
from triptych.store.interchange.exporting import exported
from triptych.store.interchange.importing import Importer, importer
from triptych.store.interchange.memo_file import MemoFile, schema, text
from triptych.store.interchange.names import file_name
from triptych.store.records import Budget, Dossier, Source
from triptych.store.verify import verify

PUBLISHED = Path(__file__).parents[2] / "docs" / "memo.schema.json"
MEMO = "MEMO-0001"
ASIDE = "Only an objection quotes this: the tests were run in a cold room."
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def other(empty_archive: Path, tmp_path: Path) -> Archive:
    return Archive(Path(shutil.copy(empty_archive, tmp_path / "other.duckdb")), wait=5.0)


@pytest.fixture
def taking(other: Archive) -> Iterator[Importer]:
    with importer(other) as taking:
        yield taking


def argued(make: ModuleType) -> tuple[Dossier, Source]:
    """A memo as a chat model writes it, one of whose sources only a critique quotes."""
    dossier: Dossier = make.dossier()
    aside: Source = make.source(ASIDE)
    first, *rest = dossier.ledger.critiques
    critique = first.model_copy(
        update={"citations": (*first.citations, make.quote(aside, "run in a cold room"))}
    )
    ledger = dossier.ledger.model_copy(update={"critiques": (critique, *rest)})
    update = {
        "analyst": "gpt-oss-120b",
        "manner": "written",
        "updates": "MEMO-0000",
        "title": "A\u200bB \u00ad🚀 “quoted”",
    }
    memo = dossier.memo.model_copy(update=update)
    spend = tuple(step.model_copy(update={"cost_usd": 0.1 + 0.2, "seconds": 1e-7}) for step in dossier.spend)
    return dossier.model_copy(update={"ledger": ledger, "memo": memo, "spend": spend}), aside


def published(archive: Archive, make: ModuleType) -> str:
    """The text of the file of such a memo, tagged and with an outcome."""
    dossier, aside = argued(make)
    run = make.run().model_copy(
        update={"budget": Budget(cost_usd=0.3, minutes=12.5), "versions": {"z": "1", "a": "2"}}
    )
    created = datetime(2026, 3, 1, 10, 15, 0, 7, tzinfo=UTC)
    memos.publish(archive, dossier, run, [aside], created)
    tags.change(archive, MEMO, ["zinc", "chips"])
    resolutions.record(archive, MEMO, "P2", True, date(2026, 4, 1), date(2026, 5, 1))
    return text(exported(archive, MEMO))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> str:
    """What `published` gives, made once."""
    return published(Archive(tmp_path_factory.mktemp("written") / "archive.duckdb"), make)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive that takes nothing in: whatever it is given is refused."""
    return Archive(tmp_path_factory.mktemp("empty") / "archive.duckdb")


@pytest.fixture(scope="module")
def refusing(empty: Archive) -> Iterator[Importer]:
    with importer(empty) as refusing:
        yield refusing


def taken(taking: Importer, written: str) -> str:
    return taking.take(written.encode()).outcome


def test_what_is_taken_in_is_written_again_to_the_byte(
    make: ModuleType, written: str, other: Archive, taking: Importer
) -> None:
    assert taken(taking, written) == "imported"
    assert text(exported(other, MEMO)) == written
    assert memos.load(other, MEMO) == argued(make)[0]
    assert verify(other).faults == ()


def test_a_file_holds_every_source_that_anything_quotes(written: str) -> None:
    held = json.loads(written)
    assert [source["id"] for source in held["sources"][:-1]] == held["memo"]["sources"]
    assert held["sources"][-1]["text"] == ASIDE


def test_a_file_is_canonical(written: str) -> None:
    held = json.loads(written)
    assert list(held) == list(MemoFile.model_fields)
    assert (held["format"], held["version"]) == ("triptych-memo", 1)
    assert written.endswith("}\n")
    assert not written.endswith("\n\n")
    assert held["created_at"] == "2026-03-01T10:15:00.000007Z"
    assert held["run"]["started_at"] == "2026-03-01T09:30:15.123456Z"
    assert held["tags"] == ["chips", "zinc"]
    assert list(held["run"]["versions"]) == ["z", "a"]
    assert held["spend"][0]["cost_usd"] == 0.1 + 0.2
    assert "🚀 “quoted”" in written
    assert "A\\u200bB \\u00ad" in written


def test_a_memo_of_an_early_version_travels_too(
    archive: Archive, other: Archive, taking: Importer, make: ModuleType
) -> None:
    memos.publish(archive, make.dossier(), make.run())
    with archive.session() as connection:
        for kept in ("updates", "conformity", "debate_end"):
            connection.execute(
                f"""UPDATE memo SET document = json_merge_patch(document, '{{"{kept}": null}}')"""
            )
        connection.execute("UPDATE claim SET verdict = 'unverified', checked = '', independent = 0")
        connection.execute("DELETE FROM seal")
        connection.execute("UPDATE seal_head SET sha256 = NULL")
        connection.execute("UPDATE run SET state = 'running', budget = '{}'")
    written = text(exported(archive, MEMO))
    assert taken(taking, written) == "imported"
    assert text(exported(other, MEMO)) == written
    assert verify(other).faults == ()


def test_the_published_schema_is_that_of_the_model_and_every_file_is_valid(
    written: str,
) -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema(), (
        "run: triptych memos schema > docs/memo.schema.json"
    )
    described = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(described)
    held = json.loads(written)
    jsonschema.validate(held, described)
    held["memo"]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(held, described)


def test_a_memo_that_is_there_is_left_as_it_is(written: str, other: Archive, taking: Importer) -> None:
    taken(taking, written)
    tags.change(other, MEMO, remove=["zinc"])
    before = text(exported(other, MEMO))
    assert taken(taking, written) == "already there"
    assert taken(taking, written.replace("Who earns?", "Who pays?")) == "other"
    assert text(exported(other, MEMO)) == before


def test_a_run_that_is_there_is_not_replaced(
    make: ModuleType, written: str, other: Archive, taking: Importer
) -> None:
    memos.start_run(other, make.run().model_copy(update={"state": "running"}))
    with pytest.raises(InputError, match=r"run\.id: the archive has a run RUN-0001"):
        taken(taking, written)


def test_a_source_that_is_there_keeps_what_is_known_of_it(
    make: ModuleType, written: str, other: Archive, taking: Importer
) -> None:
    known = make.source(make.TEXTS[0], "Its first title")
    sources.keep(other, [known])
    taken(taking, written)
    assert sources.load(other, [known.id]) == [known]
    assert verify(other).faults == ()


def test_order_zone_and_spacing_of_a_foreign_file_do_not_matter(
    written: str, other: Archive, taking: Importer
) -> None:
    held = json.loads(written)
    held["sources"].reverse()
    held["tags"].reverse()
    held["created_at"] = "2026-03-01T12:15:00.000007+02:00"
    assert taken(taking, json.dumps(dict(reversed(held.items())))) == "imported"
    assert text(exported(other, MEMO)) == written


def at(*path: str | int, to: object) -> Change:
    def change(held: Any) -> None:
        for step in path[:-1]:
            held = held[step]
        held[path[-1]] = to

    return change


def another_text(held: dict[str, Any]) -> None:
    digest = hashlib.sha256(b"Nobody quotes me.").hexdigest()
    extra = {"text": "Nobody quotes me.", "sha256": digest, "id": digest[:16]}
    held["sources"].append(held["sources"][0] | extra)


CLAIM = ("ledger", "claims", 0)
CHANGED: dict[str, tuple[Change, str]] = {
    "a quote is made up": (
        at(*CLAIM, "citations", 0, "quote", to="reads 70 GB of weights in 12 ms"),
        r"claim E1: citation 1 is not verbatim at 56-87 of source \w+: 'reads 70 GB of weights in 12 ms'",
    ),
    "a span is negative": (
        at(*CLAIM, "citations", 0, "start", to=-31),
        "claim E1: citation 1 is not verbatim",
    ),
    "a settlement is made up": (
        at("ledger", "settlements", 1, "opposes", 0, "quote", to="40 ms"),
        "settlement 1 opposes: citation 1 is not verbatim",
    ),
    "a text is altered": (at("sources", 1, "text", to="x"), r"sources\.1: its id and sha256 are not those"),
    "a source id is none": (at("sources", 0, "id", to="../x"), r"sources\.0: its id and sha256"),
    "a source is missing": (lambda held: held["sources"].pop(), "which the memo quotes, is not among them"),
    "a source is there twice": (
        lambda held: held["sources"].append(held["sources"][0]),
        r"sources\.4: source \w+ is there twice",
    ),
    "a source is idle": (another_text, r"sources\.4: nothing in the memo quotes"),
    "a number is a text": (at("run", "rounds", to="2"), r"run\.rounds: Input should be a valid integer"),
    "a key is unknown": (at("memo", "mood", to="good"), r"memo\.mood: Extra inputs are not permitted"),
    "a field is missing": (lambda held: held["memo"].pop("title"), r"memo\.title: Field required"),
    "a number has no end": (at("spend", 0, "seconds", to=float("inf")), "Infinity is no number"),
    "a title rings": (
        at("memo", "title", to="\x1b]52;c;x\x07"),
        r"memo\.title: .* control character U\+001B",
    ),
    "a title turns round": (at("memo", "title", to="a\u202eb"), r"memo\.title: .* control character U\+202E"),
    "a memo id leads elsewhere": (at("memo", "id", to="../../x"), r"memo\.id: it is not 4 to 64 letters"),
    "a memo is of another run": (at("run", "id", to="RUN-0002"), r"memo\.run: it is not the id of the run"),
    "a run goes on": (at("run", "state", to="running"), r"run\.state: .* is not running"),
    "a time has no zone": (at("sources", 0, "fetched_at", to="2026-01-01T00:00:00"), "does not say its zone"),
    "a claim is there twice": (
        lambda held: held["ledger"]["claims"].append(held["ledger"]["claims"][0]),
        r"ledger\.claims\.3: 'E1' is there twice",
    ),
    "a persona is there twice": (
        lambda held: held["personas"].append(held["personas"][0]),
        r"personas\.2: 'engineer' is there twice",
    ),
    "a tag is not as tags are": (at("tags", to=["Chips"]), r"tags\.0: 'Chips' is kept as 'chips'"),
    "an outcome is of nothing": (
        at("resolutions", 0, "proposition", to="P9"),
        r"resolutions\.0: the brief has no proposition 'P9'",
    ),
    "a claim answers nothing": (at(*CLAIM, "question", to="E.q9"), "claim E1 names question E.q9"),
    "the panel has a stranger": (at("memo", "panel", to=["nobody"]), "names persona nobody"),
    "a number fits no table": (at(*CLAIM, "independent", to=10**12), "cannot be stored: Conversion Error"),
    "it is of a later version": (at("version", to=7), "is of version 7; this Triptych reads version 1"),
    "its version is a word": (at("version", to="1"), "version: this Triptych reads version 1"),
    "it is something else": (at("format", to="podcast"), "not the file of a memo"),
}
BYTES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not JSON: line 1, column 1"),
    "no object": (b"[]", "not the file of a memo"),
    "no text": (b"\xff\xfe\x00", "not a text in UTF-8: byte 0"),
    "half a file": (b'{"format": "triptych-memo", "version": 1, "memo"', "not JSON: line 1, column 49"),
    "a key twice": (b'{"format": "x", "format": "y"}', "key 'format' is twice"),
    "a deep nest": (b"[" * 100_000, "nested too deeply"),
    "a deep nest in a memo": (
        b'{"format": "triptych-memo", "version": 1, "memo": ' + b"[" * 500 + b"]" * 500 + b"}",
        "recursion limit",
    ),
    "thousands of digits": (b'{"version": ' + b"9" * 5000 + b"}", "more digits than any memo"),
    "a number too large": (b'{"version": 1e999}', "1e999 is larger than any number"),
    "values without end": (b"[" + b"[]," * 600_000 + b"[]]", "more values than any memo"),
    "half of a character": (
        b'{"format": "triptych-memo", "version": 1, "memo": "\\ud800"}',
        "Invalid JSON",
    ),
}


@pytest.mark.parametrize("fault", CHANGED)
def test_a_file_with_a_fault_is_refused_by_one_line_that_names_it(
    fault: str, written: str, empty: Archive, refusing: Importer
) -> None:
    change, said = CHANGED[fault]
    held = json.loads(written)
    change(held)
    with pytest.raises(InputError, match=said) as caught:
        taken(refusing, json.dumps(held))
    assert "\n" not in str(caught.value)
    assert memos.listing(empty) == []
    with empty.session() as connection:
        rows = connection.execute(
            "SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM run)"
        ).fetchall()
    assert rows == [(0, 0)]


@pytest.mark.parametrize("what", BYTES)
def test_bytes_that_are_no_memo_are_refused_by_one_line(what: str, refusing: Importer) -> None:
    data, said = BYTES[what]
    with pytest.raises(InputError, match=said) as caught:
        refusing.take(data)
    assert "\n" not in str(caught.value)


def test_a_file_larger_than_any_memo_is_refused_unread(
    refusing: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1_000_000)
    with pytest.raises(InputError, match="larger than 1 MB"):
        refusing.take(b" " * 1_000_001)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Inference as a commodity", "2026-03-01-inference-as-a-commodity-MEMO-0001.pdf"),
        ("../../etc/passwd\0.sh", "2026-03-01-etc-passwd-sh-MEMO-0001.pdf"),
        ("-rf ~; `reboot`", "2026-03-01-rf-reboot-MEMO-0001.pdf"),
        ("Café 推論 “naïve” 🚀", "2026-03-01-cafe-naive-MEMO-0001.pdf"),
        ("推論", "2026-03-01-MEMO-0001.pdf"),
        ("", "2026-03-01-MEMO-0001.pdf"),
        ("word " * 60, f"2026-03-01-{'-'.join(['word'] * 12)}-MEMO-0001.pdf"),
        ("w" * 300, f"2026-03-01-{'w' * 60}-MEMO-0001.pdf"),
    ],
)
def test_a_file_is_named_safely_whatever_the_title_is(title: str, named: str, make: ModuleType) -> None:
    memo = make.dossier().memo.model_copy(update={"title": title})
    assert file_name(memo, ".pdf") == named
