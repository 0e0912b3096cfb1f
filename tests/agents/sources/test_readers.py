import os
from pathlib import Path

import pytest

from triptych.agents.sources.readers import read_folder, read_path
from triptych.errors import InputError

LIMIT = 10**6


def refused(path: Path, limit: int = LIMIT) -> str:
    with pytest.raises(InputError) as caught:
        read_path(path, limit)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return caught.value.message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.txt") == f"{tmp_path / 'no.txt'}: no such file or folder."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    assert "permission denied" in refused(path)


@pytest.mark.parametrize("content", [b"", b" \n\t\n"])
def test_an_empty_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert refused(path).endswith("the file is empty.")


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(200 * 10**6)
    assert refused(path, 50 * 10**6) == f"{path}: 200.0 MB, and the limit is 50.0 MB."


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe").endswith("not a regular file.")


@pytest.mark.parametrize(
    "junk", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x7fELF\x02\x01\x01" + bytes(50)]
)
def test_binary_junk_is_told(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(junk)
    assert refused(path).endswith("not a document Triptych can read.")


def test_invisible_text_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\u200b\u202e\ufeff")
    assert "no text" in refused(path)


def test_a_folder_is_read_in_order_and_a_bad_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt"):
        (tmp_path / name).write_text(f"Text of {name}.")
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    reads = list(read_folder(tmp_path, LIMIT))
    assert [read.path.name for read in reads] == ["a.txt", "b.txt", "c.txt", "z.png"]
    assert [len(read.sources) for read in reads] == [0, 1, 1, 0]
    assert [read.skipped for read in reads] == [False, False, False, True]
    assert reads[0].error is not None


def test_a_folder_with_nothing_readable_is_told(tmp_path: Path) -> None:
    (tmp_path / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    with pytest.raises(InputError, match="no readable file in this folder"):
        list(read_folder(tmp_path, LIMIT))


@pytest.mark.parametrize("target", ["secret.txt", "private", "docs", "docs/a.txt", "nothing"])
def test_a_link_in_a_folder_is_skipped_and_told(tmp_path: Path, target: str) -> None:
    docs, private = tmp_path / "docs", tmp_path / "private"
    for folder in (docs, private):
        folder.mkdir()
        (folder / "a.txt").write_text("Text.")
    (tmp_path / "secret.txt").write_text("Secret.")
    (docs / "link.txt").symlink_to(tmp_path / target)
    text, link = read_folder(docs, LIMIT)
    assert (len(text.sources), len(link.sources), link.skipped) == (1, 0, True)
    assert link.error is not None
    assert link.error.message == f"{docs / 'link.txt'}: a link, which is not followed."


def test_a_folder_that_the_user_names_by_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Text.")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    assert len(list(read_folder(tmp_path / "link", LIMIT))) == 1
