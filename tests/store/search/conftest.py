"""What the tests of search share: how memos and sources get into an archive and out of it, and an archive to be read."""

from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.store import log, memos, sources
from triptych.store.archive import Archive
from triptych.store.records import Claim, Dossier, Source
from triptych.store.search.search import ArchiveSearch

Publish = Callable[..., Dossier]


@pytest.fixture(scope="session")
def publish(make: ModuleType) -> Publish:
    """`publish(archive, "A", title="…", claims=("…",))`: a memo `MEMO-A` of run `RUN-A` with what is given."""

    def published(archive: Archive, key: str, claims: tuple[str, ...] = (), **given: Any) -> Dossier:
        whole: Dossier = make.dossier(f"MEMO-{key}", f"RUN-{key}")
        pattern: Claim = whole.ledger.claims[0]
        more = tuple(
            pattern.model_copy(update={"id": f"E{n}", "text": text, "history": ()})
            for n, text in enumerate(claims, 11)
        )
        ledger = whole.ledger.model_copy(update={"claims": (*whole.ledger.claims, *more)})
        memo = whole.memo.model_copy(update={"idea": given.get("title", whole.memo.idea), **given})
        whole = whole.model_copy(update={"memo": memo, "ledger": ledger})
        memos.publish(archive, whole, make.run(f"RUN-{key}"))
        return whole

    return published


@pytest.fixture(scope="session")
def delete() -> Callable[[Archive, str], None]:
    """`delete(archive, "A")`: the memo is gone, and the archive's log says so."""

    def deleted(archive: Archive, key: str) -> None:
        with archive.session() as connection:
            for table, column in (("memo", "id"), ("memo_source", "memo_id")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = $1", [f"MEMO-{key}"])
            log.record(connection, "delete", "memo", [f"MEMO-{key}"])

    return deleted


@pytest.fixture(scope="session")
def keep(make: ModuleType) -> Callable[..., Source]:
    """`keep(archive, text, title, publisher, day)`: a source that no memo cites."""

    def kept(
        archive: Archive, text: str, title: str = "A page", publisher: str = "a.org", day: date | None = None
    ) -> Source:
        source: Source = make.source(text, title, publisher).model_copy(update={"published_at": day})
        sources.keep(archive, [source])
        return source

    return kept


@pytest.fixture(scope="session")
def stocked(
    tmp_path_factory: pytest.TempPathFactory, publish: Publish, keep: Callable[..., Source]
) -> ArchiveSearch:
    """The search over an archive of three memos and some sources, only to be asked."""
    archive = Archive(tmp_path_factory.mktemp("stocked") / "archive.duckdb")
    publish(archive, "A", claims=("Quokkas dig wells.", "Quokkas rent wells to investors."))
    publish(
        archive,
        "B",
        title="Quokkas and their wells",
        as_of=date(2026, 6, 1),
        panel=("engineer", "sceptic"),
        open_questions=("Who owns the quokkas?",),
    )
    publish(archive, "C", title="Falcon accelerators", claims=("The falcons fly over a naïve café.",))
    keep(archive, "Falcons are told of by a newspaper.", "Birds", "news.example.com", date(2026, 5, 1))
    keep(archive, "Falcons are told of by a site.", "Birds too", "www.example.com", date(2024, 5, 1))
    keep(archive, "Falcons of another place, which only ends alike.", "Other birds", "badexample.com")
    keep(archive, "人工知能の推論は安くなる。", "日本語", "jp.example.net")
    keep(archive, "Обучение моделей дешевеет каждый год.", "По-русски", "ru.example.net")
    return ArchiveSearch(archive)
