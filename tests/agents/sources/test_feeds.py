from datetime import date
from pathlib import Path

import pytest

from triptych.agents.sources.document import CutShort
from triptych.agents.sources.readers import read_path
from triptych.errors import InputError
from triptych.store.records import Source

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>A blog</title><link>https://blog.example.org</link>
<item><title>Of &lt;b&gt;chips&lt;/b&gt; &amp;amp; men</title><link>https://www.example.org/chips</link>
<dc:creator>Ada Writer</dc:creator>
<pubDate>Thu, 25 Jul 2024 17:45:22 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<h2>Why</h2><p>First <em>paragraph</em> of the post.</p><p>Second one.</p>
<script>alert(1)</script>]]></content:encoded></item>
<item><title>Second</title><link>https://www.example.org/two</link>
<description>Only a summary here.</description></item>
<item><title>Empty</title><link>https://www.example.org/three</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title>
<entry><title>One</title><id>urn:1</id><link href="https://notes.example.org/1"/>
<updated>2024-03-05T00:00:00Z</updated>
<author><name>Bo Author</name></author><content type="html">&lt;p&gt;Atom prose.&lt;/p&gt;</content>
</entry></feed>"""


def read(folder: Path, text: str, name: str = "feed.txt", encoding: str = "utf-8") -> list[Source]:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_path(path, 10**6)


@pytest.mark.parametrize("name", ["feed.txt", "feed.xml", "feed.html", "feed"])
def test_a_feed_is_known_by_its_content_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert [source.kind for source in read(tmp_path, RSS, name)] == ["feed", "feed"]


def test_every_entry_is_a_source_with_its_author_date_address_and_full_text(tmp_path: Path) -> None:
    first, second = read(tmp_path, RSS)
    assert (first.title, first.author, first.publisher) == ("Of chips & men", "Ada Writer", "example.org")
    assert (first.url, first.published_at) == ("https://www.example.org/chips", date(2024, 7, 25))
    assert first.text == "Why\n\nFirst paragraph of the post.\n\nSecond one."
    assert (second.text, second.published_at) == ("Only a summary here.", None)


def test_atom_is_read_too(tmp_path: Path) -> None:
    (source,) = read(tmp_path, ATOM)
    assert (source.text, source.author) == ("Atom prose.", "Bo Author")
    assert (source.published_at, source.url) == (date(2024, 3, 5), "https://notes.example.org/1")


def test_a_feed_in_another_encoding_is_read(tmp_path: Path) -> None:
    feed = RSS.replace("UTF-8", "UTF-16").replace("Second one.", "Z\u00fcrich \u00e9t\u00e9.")
    assert read(tmp_path, feed, encoding="utf-16")[0].text.endswith("Z\u00fcrich \u00e9t\u00e9.")


def test_broken_xml_without_entries_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"feed\.txt: the feed's XML is broken"):
        read(tmp_path, RSS[: RSS.index("<item>") - 5])


@pytest.mark.parametrize(
    ("cut", "whole"),
    [("Second</title>", 1), ("Only a", 1), ("<item><title>Empty", 2), ("Empty</title>", 2), ("</rss>", 2)],
)
def test_a_feed_cut_off_in_the_middle_gives_its_whole_entries_and_says_so(
    tmp_path: Path, cut: str, whole: int
) -> None:
    with pytest.raises(CutShort, match="cut off; entries in it that are whole: ") as caught:
        read(tmp_path, RSS[: RSS.index(cut)])
    titles = [document.title for document in caught.value.documents]
    assert titles == ["Of chips & men", "Second"][:whole]


def test_a_feed_cut_off_in_its_first_entry_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cut off in its first entry"):
        read(tmp_path, RSS[: RSS.index("<p>Second one")])


def test_a_word_of_markup_inside_an_entry_is_no_end_of_it(tmp_path: Path) -> None:
    feed = RSS.replace("Only a summary", "<![CDATA[</item></rss>]]> Only a summary")
    with pytest.raises(CutShort) as caught:
        read(tmp_path, feed[: feed.index("summary here")])
    assert len(caught.value.documents) == 1


def test_a_feed_without_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no entries with text"):
        read(tmp_path, "<rss version='2.0'><channel><title>x</title></channel></rss>")


def test_xml_that_is_no_feed_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither RSS nor Atom"):
        read(tmp_path, "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a.xml")


@pytest.mark.parametrize(
    "text", ["<foo><bar>", "<foo>Some words <bar></foo>", "<?xml version='1.0'?><foo><bar>"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.xml"])
def test_broken_xml_is_told(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(InputError, match=r"the XML is broken \(.+\)\.") as caught:
        read(tmp_path, text, name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "<name> stands for a name here.",
        "<b>Bold</b> words begin it.",
        "<ada@b.org> wrote: no.",
        "< 5 <b> > 4",
    ],
)
def test_prose_that_begins_with_an_angle_bracket_is_prose(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text, "a.txt")[0].kind == "file"


BOMB = "".join(
    f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("hidden", ["", "<!-- <rss -->", "<!-- not & well < formed -->"])
def test_a_billion_laughs_do_not_expand(tmp_path: Path, hidden: str, encoding: str) -> None:
    doctype = f'{hidden}<!DOCTYPE rss [<!ENTITY a "ha">{BOMB}]>'
    feed = RSS.replace("<rss ", doctype + "<rss ").replace("Short.", "&i;").replace("UTF-8", encoding.upper())
    with pytest.raises(InputError, match=r"feed\.txt: the XML declares entities"):
        read(tmp_path, feed, encoding=encoding)


def test_an_external_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    with pytest.raises(InputError, match="declares entities"):
        read(tmp_path, RSS.replace("<rss ", doctype + "<rss ").replace("Only a summary here.", "&x;"))


def test_an_external_doctype_reads_no_file(tmp_path: Path) -> None:
    dtd = tmp_path / "a.dtd"
    dtd.write_text('<!ENTITY x "TOPSECRET">')
    feed = RSS.replace("<rss ", f'<!DOCTYPE rss SYSTEM "{dtd.as_uri()}"><rss ').replace(
        "Only a summary", "&x; a summary"
    )
    assert all("TOPSECRET" not in source.text for source in read(tmp_path, feed))


@pytest.mark.parametrize("nonsense", ["&#xD800;", "&#99999999999;", "&nbsp;", "&undeclared;", "\x01"])
def test_a_nonsense_character_reference_costs_no_entry(tmp_path: Path, nonsense: str) -> None:
    feed = RSS.replace("Only a summary", f"{nonsense} Only a summary").replace("First", f"{nonsense} First")
    assert [source.title for source in read(tmp_path, feed)] == ["Of chips & men", "Second"]
