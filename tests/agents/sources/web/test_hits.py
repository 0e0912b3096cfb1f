from datetime import date

import pytest

from triptych.agents.sources.web.hits import Hit, canonical, fused, hit


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a",
        "https://www.example.org/a/",
        "HTTPS://EXAMPLE.org:443/a",
        "http://example.org:80/b/../a#part",
        "https://example.org/a?utm_source=x&utm_medium=y&gclid=1",
        "https://example.org./a?fbclid=2",
        " https://example.org/%61 ",
    ],
)
def test_addresses_of_one_page_compare_equal(url: str) -> None:
    assert canonical(url) == canonical("https://example.org/a")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/b",
        "https://example.org/A",
        "https://example.org:8443/a",
        "https://sub.example.org/a",
        "https://example.org/a?id=1",
    ],
)
def test_addresses_of_other_pages_do_not(url: str) -> None:
    assert canonical(url) != canonical("https://example.org/a")


def test_the_order_of_parameters_does_not_matter_and_their_values_do() -> None:
    assert canonical("http://x.org/?b=2&a=1&utm_id=3") == canonical("http://x.org/?a=1&b=2")
    assert canonical("http://x.org/?a=1%262") != canonical("http://x.org/?a=1&2=")


@pytest.mark.parametrize("url", ["http://[::1/", "", "http://" + "a" * 70 + ".org/", "http://x.org:99999/"])
def test_what_is_no_address_does_no_harm(url: str) -> None:
    assert canonical(url) == url


def _hit(url: str, **more: object) -> Hit:
    return Hit(**{"url": url, "title": "", "snippet": "", "published_at": None, "score": 0.0} | more)  # type: ignore[arg-type]


def test_what_several_engines_found_comes_first_and_once() -> None:
    one = [_hit("https://a.org/"), _hit("https://b.org/")]
    other = [_hit("http://www.b.org", title="B", published_at=date(2026, 1, 2)), _hit("https://c.org/")]
    merged = fused([one, other])
    assert [h.url for h in merged] == ["https://b.org/", "https://a.org/", "https://c.org/"]
    assert (merged[0].title, merged[0].published_at) == ("B", date(2026, 1, 2))
    assert merged[0].score == pytest.approx(1 / 62 + 1 / 61)


def test_a_page_twice_in_one_list_gains_nothing() -> None:
    merged = fused([[_hit("https://a.org/"), _hit("https://a.org/#x"), _hit("https://b.org/")]])
    assert [h.score for h in merged] == [1 / 61, 1 / 62]


def test_a_result_is_cleaned() -> None:
    given = {
        "url": "https://a.org/\u202e",
        "title": "A \x1b[31mtitle\n",
        "content": "Some\u200b words",
        "published_date": "Tue, 04 Mar 2025 10:00:00 GMT",
        "score": 10**400,
        "raw_content": None,
    }
    found = hit(given, "e", snippet="content", published_at="published_date", text="raw_content")
    assert found == Hit("https://a.org/", "A [31mtitle", "Some words", date(2025, 3, 4), 0.0, "", "e")


@pytest.mark.parametrize(
    "given", [None, [], "x", {}, {"url": 1}, {"url": "ftp://a.org"}, {"url": "javascript:x"}]
)
def test_what_is_no_result_is_left_out(given: object) -> None:
    assert hit(given, "e", snippet="content", published_at="published_date") is None
