"""What kind of publisher speaks: a paper, a filing, an official body, the press, a blog, or a vendor about itself."""

import re
from functools import lru_cache

from triptych.agents.language.measures import core
from triptych.agents.language.text import stem_set
from triptych.store.records import Genre

_DOMAINS: dict[Genre, tuple[str, ...]] = {
    "paper": ("arxiv.org", "acm.org", "usenix.org", "openreview.net", "nature.com", "ieee.org", "aclanthology.org", "doi.org"),
    "filing": ("sec.gov", "investor.", "ir."),
    "official": (".gov", ".int", "iea.org", "europa.eu", "oecd.org", "imf.org", "worldbank.org", "federalregister.gov"),
    "code": ("github.com", "gitlab.com", "readthedocs.io", "pypi.org"),
    "press": (
        "reuters.com", "bloomberg.com", "ft.com", "wsj.com", "nytimes.com", "cnbc.com", "theregister.com", "techcrunch.com",
        "theinformation.com", "economist.com", "tomshardware.com", "anandtech.com", "theverge.com", "forbes.com", "bbc.",
    ),
}  # fmt: skip


_GENERIC = stem_set("blog news research university center group arxiv com org project team labs institute")
_NEUTRAL: tuple[Genre, ...] = ("official", "paper", "press")
_BOASTS = re.compile(r"\b(?:claims?|claimed|says?|said|rates?|rated|measured|calls?|introduced|offers?)\b")
_STUDIES = re.compile(
    r"^\W*\w+(?: \w+)?(?:'s|’s)? (?:own )?(?:forecast|estimate|survey|projection|figure|report|study|index)"
)


def genre(publisher: str, url: str, text: str = "") -> Genre:
    """The genre of a source, from its publisher's name or domain and its address.

    Args:
        text: what is quoted; a publisher that speaks in it of its own is a vendor.
    """
    found = _of(publisher.lower(), host_of(url))
    return "vendor" if text and found not in _NEUTRAL and speaks_of_itself(publisher, url, text) else found


@lru_cache(maxsize=50_000)
def _of(publisher: str, host: str) -> Genre:
    """The genre that a publisher's name and host are known for."""
    kinds = (
        kind
        for kind, marks in _DOMAINS.items()
        if any(_at(place, m) for m in marks for place in (publisher, host))
    )
    return next(kinds, "blog")


def host_of(url: str) -> str:
    """The host of an address without `www.`, in small letters; empty where there is none."""
    return url.lower().split("//")[-1].split("/")[0].removeprefix("www.")


def _at(place: str, mark: str) -> bool:
    """Whether a host or a publisher's plain name is one of a mark: `investor.` opens it, `.gov` and `ft.com` end it."""
    if mark.endswith("."):
        return place.startswith(mark)
    if mark.startswith("."):
        return place.endswith(mark)
    named = re.sub(r"\W", "", place) == mark.split(".")[0]
    return named or place == mark or place.endswith(f".{mark}")


def speaks_of_itself(publisher: str, url: str, text: str) -> bool:
    """Whether a publisher's text is about its own: its name opens it, and not as that of a forecaster or surveyor.

    `AMD claims that the MI300X …` of AMD is; `Gartner expects that data centres …` of Gartner is not.
    """
    host = host_of(url) or publisher
    brands = stem_set(publisher.split(".")[0]) | stem_set(
        host.rsplit(".", 2)[-2] if host.count(".") else host
    )
    own, opening = brands - _GENERIC | _initials(publisher), " ".join(text.split()[:4])
    if not own & stem_set(opening) or _STUDIES.match(text):
        return False
    return bool(own & stem_set(" ".join(core(text).split()[:4]))) or bool(_BOASTS.search(opening))


def _initials(publisher: str) -> frozenset[str]:
    """What a publisher of several words is called for short: `AWS` of Amazon Web Services."""
    names = publisher.split()
    return stem_set("".join(n[0] for n in names)) if len(names) > 2 else frozenset()
