"""What a hand may do to an archive, each as the SQL that it would type, and all that is then said of it."""

import shutil
from pathlib import Path
from types import ModuleType

import pytest

from triptych.store import memos, schema, seal
from triptych.store.archive import Archive
from triptych.store.records import Claim
from triptych.store.verify import verify

RUN = "run_id = 'RUN-0001'"
MEMO = "id = 'MEMO-0001'"
LIKE_E2 = f"FROM claim WHERE {RUN} AND id = 'E2'"
SEALS = f"DELETE FROM seal WHERE {RUN}"

# The statement, then every line that it causes; {0}, {1}, {2} stand for the ids of the sources.
EVIDENCE = {
    "a quote is reworded": (
        f"UPDATE citation SET quote = 'reads 70 GB of weights in 12 ms' WHERE {RUN} AND quote LIKE 'reads%'",
        "run RUN-0001: claim E1: its quote is not at 56-87 of source {0}",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a span is shifted": (
        f"UPDATE citation SET start_char = start_char + 1 WHERE {RUN} AND owner_id = 'I1'",
        "run RUN-0001: claim I1: its quote is not at 32-45 of source {1}",
        "memo MEMO-0001: claim I1 was altered",
    ),
    "a quote is cut to what suits, span and all": (
        f"UPDATE citation SET quote = '21 ms', start_char = start_char + 4 WHERE {RUN} AND quote = 'not 21 ms'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a quote is said to bear what it does not": (
        f"UPDATE citation SET verdict = 'supported' WHERE {RUN} AND quote = 'not 21 ms'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a quote has a verdict that there is not": (
        f"UPDATE citation SET verdict = 'true' WHERE {RUN} AND owner_id = 'C1'",
        "memo MEMO-0001: critique C1 was altered",
    ),
    "a quote is deleted": (
        f"DELETE FROM citation WHERE {RUN} AND quote = 'not 21 ms'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a quote is added to a claim that has none": (
        "INSERT INTO citation BY NAME SELECT * REPLACE ('E2' AS owner_id) "
        f"FROM citation WHERE {RUN} AND owner_id = 'I1'",
        "memo MEMO-0001: claim E2 was altered",
    ),
    "a quote is added under a sentence that there is not": (
        "INSERT INTO citation BY NAME SELECT * REPLACE ('sentence' AS owner_kind, '99' AS owner_id) "
        f"FROM citation WHERE {RUN} AND owner_id = 'I1'",
        "memo MEMO-0001: sentence 99 quotes otherwise in its document than in the table of citations",
    ),
    "a quote is given to the other side": (
        f"UPDATE citation SET side = 'supports' WHERE {RUN} AND side = 'opposes'",
        "memo MEMO-0001: settlement of E1 in round 2 was altered",
    ),
}

CLAIMS = {
    "a claim is reworded": (
        f"UPDATE claim SET text = 'Decoding takes 12 ms.' WHERE {RUN} AND id = 'E1'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a contested claim is made to stand": (
        f"UPDATE claim SET status = 'standing' WHERE {RUN} AND id = 'E1'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a claim has a status that there is not": (
        f"UPDATE claim SET status = 'true' WHERE {RUN} AND id = 'E1'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a verdict is bettered": (
        f"UPDATE claim SET verdict = 'supported' WHERE {RUN} AND id = 'E1'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a claim is said to have been checked": (
        f"UPDATE claim SET checked = 'entailment' WHERE {RUN} AND id = 'E2'",
        "memo MEMO-0001: claim E2 was altered",
    ),
    "independent sources are made up": (
        f"UPDATE claim SET independent = 3 WHERE {RUN} AND id = 'I1'",
        "memo MEMO-0001: claim I1 was altered",
    ),
    "confidence is raised": (
        f"UPDATE claim SET confidence = 'high' WHERE {RUN} AND id IN ('I1', 'E2')",
        "memo MEMO-0001: claim E2 was altered",
        "memo MEMO-0001: claim I1 was altered",
    ),
    "a claim is deleted": (
        f"DELETE FROM claim WHERE {RUN} AND id = 'E2'",
        "memo MEMO-0001: claim E2 is missing",
    ),
    "a claim is added": (
        f"INSERT INTO claim BY NAME SELECT * REPLACE ('E3' AS id, 3 AS position) {LIKE_E2}",
        "memo MEMO-0001: claim E3 was added",
    ),
    "a claim is given a name of two lines": (
        f"UPDATE claim SET id = 'E2' || chr(10) || 'E3' WHERE {RUN} AND id = 'E2'",
        "memo MEMO-0001: claim E2 is missing",
        "memo MEMO-0001: claim E2 E3 was added",
    ),
    "claims change places": (
        f"UPDATE claim SET position = 2 - position WHERE {RUN}",
        "memo MEMO-0001: claim E1 was altered",
        "memo MEMO-0001: claim E2 was altered",
    ),
    "a history is deleted": (
        f"DELETE FROM claim_change WHERE {RUN} AND claim_id = 'E1'",
        "memo MEMO-0001: claim E1 was altered",
    ),
    "a history is rewritten": (
        f"UPDATE claim_change SET reason = 'Typing.' WHERE {RUN} AND round = 2",
        "memo MEMO-0001: claim E1 was altered",
    ),
}

DEBATE = {
    "a probability is changed": (
        f"UPDATE stance SET probability = 75 WHERE {RUN} AND round = 1 AND persona = 'engineer'",
        "memo MEMO-0001: stance of engineer on P1 in round 1 was altered",
    ),
    "an abstention is given a probability": (
        f"UPDATE stance SET probability = 0 WHERE {RUN} AND round = 0 AND persona = 'investor'",
        "memo MEMO-0001: stance of investor on P1 in round 0 was altered",
    ),
    "what moved a stance is taken away": (
        f"UPDATE stance SET moved_by = [] WHERE {RUN}",
        "memo MEMO-0001: stance of engineer on P1 in round 1 was altered",
    ),
    "a stance is deleted": (
        f"DELETE FROM stance WHERE {RUN} AND round = 2",
        "memo MEMO-0001: stance of engineer on P1 in round 2 is missing",
    ),
    "a stance is given to another persona": (
        f"UPDATE stance SET persona = 'investor' WHERE {RUN} AND round = 2",
        "memo MEMO-0001: stance of engineer on P1 in round 2 is missing",
        "memo MEMO-0001: stance of investor on P1 in round 2 was added",
    ),
    "a persona is made to say two things at once": (
        f"UPDATE stance SET round = 1 WHERE {RUN} AND round = 2",
        "memo MEMO-0001: stance of engineer on P1 in round 1 was altered",
        "memo MEMO-0001: stance of engineer on P1 in round 2 is missing",
    ),
    "an objection is reworded": (
        f"UPDATE critique SET argument = 'A test agrees.' WHERE {RUN} AND id = 'C1'",
        "memo MEMO-0001: critique C1 was altered",
    ),
    "an objection is made light of": (
        f"UPDATE critique SET severity = 'minor', kind = 'logic' WHERE {RUN} AND id = 'C1'",
        "memo MEMO-0001: critique C1 was altered",
    ),
    "an objection loses its second": (
        f"UPDATE critique SET seconded = [] WHERE {RUN}",
        "memo MEMO-0001: critique C1 was altered",
    ),
    "an answer is flipped": (
        f"UPDATE reply SET answer = 'rebut' WHERE {RUN}",
        "memo MEMO-0001: reply R1 was altered",
    ),
    "a refusal is hidden": (
        f"UPDATE reply SET refused = '' WHERE {RUN}",
        "memo MEMO-0001: reply R1 was altered",
    ),
    "a reply is deleted with its quotes": (
        f"DELETE FROM reply WHERE {RUN}; DELETE FROM citation WHERE {RUN} AND owner_kind = 'reply'",
        "memo MEMO-0001: reply R1 is missing",
    ),
    "a search is said to have been another": (
        f"UPDATE settlement SET query = 'who agrees?' WHERE {RUN} AND round = 1",
        "memo MEMO-0001: settlement of E1 in round 1 was altered",
    ),
    "a settlement is deleted": (
        f"DELETE FROM settlement WHERE {RUN} AND round = 2",
        "run RUN-0001: citation 0 names owner settlement 1, which is not there",
        "memo MEMO-0001: settlement of E1 in round 2 is missing",
    ),
}

DOCUMENTS = {
    "a sentence is reworded": (
        f"UPDATE memo SET document = replace(document, 'A test disagrees', 'A test agrees') WHERE {MEMO}",
        "memo MEMO-0001: its document was altered",
    ),
    "the bottom line is reworded in the document": (
        f"UPDATE memo SET document = replace(document, 'for now', 'for good') WHERE {MEMO}",
        "memo MEMO-0001: its bottom_line is not that of its document",
        "memo MEMO-0001: its document was altered",
    ),
    "the tally of conformity is bettered": (
        f"""UPDATE memo SET document = replace(document, '"evidenced":1', '"evidenced":0') WHERE {MEMO}""",
        "memo MEMO-0001: its document was altered",
    ),
    "the bottom line is reworded in the list": (
        f"UPDATE memo SET bottom_line = 'Margins hold.' WHERE {MEMO}",
        "memo MEMO-0001: its bottom_line is not that of its document",
    ),
    "the memo is titled anew": (
        f"UPDATE memo SET title = 'Certain gains', as_of = DATE '2027-01-01' WHERE {MEMO}",
        "memo MEMO-0001: its as_of is not that of its document",
        "memo MEMO-0001: its title is not that of its document",
    ),
    "the memo is said to be another's work": (
        f"UPDATE memo SET analyst = 'an expert', panel = ['engineer'], stop_reason = '' WHERE {MEMO}",
        "memo MEMO-0001: its analyst is not that of its document",
        "memo MEMO-0001: its panel is not that of its document",
        "memo MEMO-0001: its stop_reason is not that of its document",
    ),
    "the idea is put otherwise": (
        f"UPDATE memo SET idea = 'Why is inference a commodity?' WHERE {MEMO}",
        "memo MEMO-0001: its idea is not that of its document",
    ),
    "the memo is dated back": (
        f"UPDATE memo SET created_at = created_at - INTERVAL 1 YEAR WHERE {MEMO}",
        "memo MEMO-0001: its time of publication was altered",
    ),
    "the brief puts a proposition otherwise": (
        f"UPDATE brief SET document = replace(document, 'Prices halve', 'Prices double') WHERE {RUN}",
        "memo MEMO-0001: proposition P1 is otherwise in its table than in the brief",
        "memo MEMO-0001: its brief was altered",
    ),
    "the brief has another scope": (
        f"UPDATE brief SET document = replace(document, 'Worldwide', 'Europe') WHERE {RUN}",
        "memo MEMO-0001: its brief was altered",
    ),
    "a proposition is put otherwise": (
        f"UPDATE proposition SET text = 'Prices double by 2028.' WHERE {RUN} AND id = 'P1'",
        "memo MEMO-0001: proposition P1 is otherwise in its table than in the brief",
    ),
    "a proposition is due later": (
        f"UPDATE proposition SET horizon = DATE '2038-12-31' WHERE {RUN} AND id = 'P2'",
        "memo MEMO-0001: proposition P2 is otherwise in its table than in the brief",
    ),
    "a proposition is added": (
        "INSERT INTO proposition BY NAME SELECT * REPLACE ('P3' AS id, 2 AS position) "
        f"FROM proposition WHERE {RUN} AND id = 'P2'",
        "memo MEMO-0001: proposition P3 is in its table and not in the brief",
    ),
    "a question is put otherwise": (
        f"UPDATE question SET text = 'Why is it fast?', queries = [] WHERE {RUN} AND id = 'E.q1'",
        "memo MEMO-0001: question E.q1 is otherwise in its table than in the brief",
    ),
    "a persona is instructed otherwise": (
        f"UPDATE persona SET document = replace(document, 'Doubts.', 'Believes.') WHERE {RUN} AND key = 'investor'",
        "memo MEMO-0001: persona investor was altered",
    ),
    "a persona is called otherwise": (
        f"UPDATE persona SET name = 'Prophet' WHERE {RUN} AND key = 'investor'",
        "memo MEMO-0001: persona investor is otherwise in its table than in its document",
    ),
    "a persona is added": (
        "INSERT INTO persona BY NAME SELECT * REPLACE ('sceptic' AS key, 2 AS position, "
        f"replace(document, 'investor', 'sceptic') AS document) FROM persona WHERE {RUN} AND key = 'investor'",
        "memo MEMO-0001: persona sceptic was added",
    ),
    "a source is taken off the list": (
        "DELETE FROM memo_source WHERE memo_id = 'MEMO-0001' AND number = 3",
        "memo MEMO-0001: source 3 is in the document and not in its table",
    ),
}

SEAL = {
    "a seal is deleted": (
        f"{SEALS} AND kind = 'claim' AND name = 'E1'",
        "memo MEMO-0001: its seal was altered, so that its parts cannot be held against it",
    ),
    "a seal is made to fit": (
        f"UPDATE seal SET sha256 = repeat('0', 64) WHERE {RUN} AND name = 'E1'",
        "memo MEMO-0001: its seal was altered, so that its parts cannot be held against it",
    ),
    "a seal is added": (
        "INSERT INTO seal VALUES ('RUN-0001', 'claim', 'E3', repeat('0', 64))",
        "memo MEMO-0001: its seal was altered, so that its parts cannot be held against it",
    ),
    "all seals are deleted": (
        SEALS,
        "memo MEMO-0001: its seal was altered, so that its parts cannot be held against it",
    ),
    "all seals are deleted with their head": (
        f"{SEALS}; DELETE FROM seal_head WHERE {RUN}",
        "memo MEMO-0001: its seal is missing",
    ),
    "the head is emptied": (
        f"UPDATE seal_head SET sha256 = NULL WHERE {RUN}",
        "memo MEMO-0001: its seal was altered, so that its parts cannot be held against it",
    ),
}

OF_ONE_MEMO = EVIDENCE | CLAIMS | DEBATE | DOCUMENTS | SEAL

SHARED = {
    "a source has other words": (
        "UPDATE source SET text = replace(text, '21 ms', '12 ms') WHERE id = '{0}'",
        "source {0}: its text does not have the sha256 it was stored with",
        "run RUN-0001: claim E1: its quote is not at 56-87 of source {0}",
    ),
    "a source has other words that nobody quotes, and a new hash": (
        "UPDATE source SET text = text || '!', sha256 = sha256(text || '!') WHERE id = '{0}'",
        "source {0}: its text does not have the sha256 it was stored with",
        "source {0} was altered",
    ),
    "a source is said to be of another publisher": (
        "UPDATE source SET publisher = 'nature.com', published_at = NULL WHERE id = '{0}'",
        "source {0} was altered",
    ),
    "a source has another title and address": (
        "UPDATE source SET title = 'The truth', url = 'https://truth.example' WHERE id = '{0}'",
        "source {0} was altered",
    ),
    "a source is deleted": (
        "DELETE FROM source WHERE id = '{0}'",
        "run RUN-0001: claim E1: its source {0} is not stored",
        "memo MEMO-0001: it names source {0}, which is not there",
        "source {0} is missing",
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Path:
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    memos.publish(archive, make.dossier(), make.run())
    memos.publish(archive, make.dossier("MEMO-0002", "RUN-0002"), make.run("RUN-0002"))
    return archive.path


@pytest.fixture
def published(archive: Archive, built: Path) -> Archive:
    """Two memos that share their sources."""
    shutil.copy(built, archive.path)
    return archive


@pytest.fixture
def sources(make: ModuleType) -> list[str]:
    return [make.source(text).id for text in make.TEXTS]


def _alter(archive: Archive, statements: str) -> None:
    with archive.session() as connection:
        assert connection.execute(statements).fetchone() != (0,)


def test_an_archive_that_nobody_has_touched_has_no_fault(published: Archive) -> None:
    assert verify(published).faults == ()


@pytest.mark.parametrize("deed", OF_ONE_MEMO)
def test_tampering_with_a_memo_is_told_exactly(published: Archive, sources: list[str], deed: str) -> None:
    statement, *lines = OF_ONE_MEMO[deed]
    _alter(published, statement)
    assert sorted(verify(published).faults) == sorted(line.format(*sources) for line in lines)


@pytest.mark.parametrize(
    "deed",
    [
        "a quote is reworded",
        "a claim is added",
        "a stance is deleted",
        "the memo is titled anew",
        "a seal is deleted",
    ],
)
def test_a_fault_of_one_memo_is_not_laid_to_another(
    published: Archive, sources: list[str], deed: str
) -> None:
    statement, *lines = OF_ONE_MEMO[deed]
    _alter(published, statement)
    told = sorted(verify(published, "MEMO-0001").faults)
    assert told == sorted(line.format(*sources) for line in lines)
    assert verify(published, "MEMO-0002").faults == ()


@pytest.mark.parametrize("deed", SHARED)
def test_tampering_with_a_source_is_told_of_the_source_once(
    published: Archive, sources: list[str], deed: str
) -> None:
    statement, *lines = SHARED[deed]
    _alter(published, statement.format(*sources))
    faults = verify(published).faults
    assert {line.format(*sources) for line in lines} <= set(faults)
    assert len(faults) == len(set(faults))
    assert not any("\n" in fault for fault in faults)
    assert any(sources[0] in fault for fault in verify(published, "MEMO-0002").faults)


def test_a_claim_that_changes_memos_is_missed_here_and_too_many_there(published: Archive) -> None:
    _alter(published, f"UPDATE claim SET run_id = 'RUN-0002', id = 'E3' WHERE {RUN} AND id = 'E2'")
    assert verify(published).faults == (
        "memo MEMO-0001: claim E2 is missing",
        "memo MEMO-0002: claim E3 was added",
    )


def test_a_memo_that_was_never_published_has_no_seal(published: Archive) -> None:
    _alter(
        published,
        "INSERT INTO memo BY NAME SELECT * REPLACE ('MEMO-0003' AS id, 'RUN-0003' AS run_id) "
        f"FROM memo WHERE {MEMO}",
    )
    assert "memo MEMO-0003: its seal is missing" in verify(published).faults


def test_a_seal_without_its_memo_is_told(published: Archive) -> None:
    _alter(published, f"DELETE FROM memo WHERE {MEMO}")
    faults = verify(published).faults
    assert "run RUN-0001: table seal names memo of run RUN-0001, which is not there" in faults
    assert "run RUN-0001: table seal_head names memo of run RUN-0001, which is not there" in faults


@pytest.mark.parametrize(
    ("memo", "proposition", "line"),
    [
        ("MEMO-0001", "P2", None),
        ("MEMO-0001", "P9", "run RUN-0001: resolution names proposition P9, which is not there"),
        ("MEMO-9999", "P1", "resolution of P1 names memo MEMO-9999, which is not there"),
    ],
)
def test_a_resolution_is_of_a_proposition_of_a_memo(
    published: Archive, memo: str, proposition: str, line: str | None
) -> None:
    _alter(
        published,
        f"INSERT INTO resolution VALUES ('{memo}', '{proposition}', true, DATE '2026-06-01', TIMESTAMP '2026-06-01')",
    )
    assert verify(published).faults == ((line,) if line else ())


@pytest.fixture
def unsealed(published: Archive, make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Two memos of before there were seals, and one of after."""
    (number,) = (m.number for m in schema.migrations() if m.name == "seals")
    kept = schema.migrations()[:number]
    _alter(
        published, f"DROP TABLE seal; DROP TABLE seal_head; DELETE FROM migration WHERE number >= {number}"
    )
    monkeypatch.setattr(schema, "migrations", lambda: kept)
    memos.publish(published, make.dossier("MEMO-0003", "RUN-0003"), make.run("RUN-0003"))
    return published


def test_of_a_memo_of_before_there_were_seals_only_what_can_be_known_is_told(unsealed: Archive) -> None:
    assert verify(unsealed).faults == ()
    _alter(unsealed, "UPDATE claim SET text = 'Other.' WHERE id = 'E1'; UPDATE memo SET title = 'Other.'")
    assert sorted(verify(unsealed).faults) == [
        "memo MEMO-0001: its title is not that of its document",
        "memo MEMO-0002: its title is not that of its document",
        "memo MEMO-0003: claim E1 was altered",
        "memo MEMO-0003: its title is not that of its document",
    ]


def test_a_memo_is_not_sealed_after_the_fact(unsealed: Archive) -> None:
    _alter(unsealed, f"INSERT INTO seal VALUES ('RUN-0001', 'claim', 'E1', '{'0' * 64}')")
    assert verify(unsealed).faults == (
        "memo MEMO-0001: its seal was altered, so that its parts cannot be held against it",
    )


class _LaterClaim(Claim):
    novelty: str = "unknown"
    tags: tuple[str, ...] = ()
    weighed: float | None = None


def test_a_field_that_a_later_version_adds_breaks_no_seal(
    published: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _alter(
        published,
        "ALTER TABLE claim ADD COLUMN novelty VARCHAR DEFAULT 'unknown';"
        "ALTER TABLE claim ADD COLUMN tags VARCHAR[] DEFAULT []; ALTER TABLE claim ADD COLUMN weighed DOUBLE",
    )
    monkeypatch.setitem(seal._LEDGER, "claim", (_LaterClaim, "{id}"))
    assert verify(published).faults == ()
    _alter(published, f"UPDATE claim SET novelty = 'new' WHERE {RUN} AND id = 'E1'")
    assert verify(published).faults == ("memo MEMO-0001: claim E1 was altered",)
