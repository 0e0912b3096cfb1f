"""What kind of publisher speaks: a paper, a filing, an official body, the press, a blog, or a vendor about itself."""

from triptych.agents.text import stem_set
from triptych.store.records import Genre

_DOMAINS: dict[Genre, tuple[str, ...]] = {
    "paper": ("arxiv.org", "acm.org", "usenix.org", "openreview.net", "nature.com", "ieee.org", "aclanthology.org", "doi.org"),
    "filing": ("sec.gov", "investor.", "ir."),
    "official": (".gov", ".int", "iea.org", "europa.eu", "oecd.org", "imf.org", "worldbank.org", "federalregister"),
    "code": ("github.com", "gitlab.com", "readthedocs.io", "pypi.org"),
    "press": (
        "reuters.com", "bloomberg.com", "ft.com", "wsj.com", "nytimes.com", "cnbc.com", "theregister.com", "techcrunch.com",
        "theinformation.com", "economist.com", "tomshardware.com", "anandtech.com", "theverge.com", "forbes.com", "bbc.",
    ),
}  # fmt: skip


def genre(publisher: str, url: str, text: str = "") -> Genre:
    """The genre of a source, from its publisher's name or domain and its address.

    Args:
        text: what is quoted; a publisher whose own name stands in it speaks as a vendor about itself.
    """
    if text and speaks_of_itself(publisher, url, text):
        return "vendor"
    place = f"{publisher} {url}".lower()
    return next((kind for kind, marks in _DOMAINS.items() if any(m in place for m in marks)), "blog")


def speaks_of_itself(publisher: str, url: str, text: str) -> bool:
    """Whether the publisher's own name, or that of its domain, stands in the text."""
    host = url.split("//")[-1].split("/")[0].removeprefix("www.") or publisher
    brands = stem_set(publisher.split(".")[0]) | stem_set(host.rsplit(".", 2)[-2] if host.count(".") else host)
    generic = {"blog", "news", "research", "univers", "center", "group", "arxiv", "com", "org"}
    return bool((brands - generic) & stem_set(text))
