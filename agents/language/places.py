"""The places that a text names, so that a figure for one is not held against a statement on another."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from triptych.agents.language.measures import core

_WORLD = "world"
_SPEAKER = re.compile(r"\b[\w ]+-based\b|,? (?:says?|said|according to|reports?|reported) [^,.;]*$")


@lru_cache(maxsize=20_000)
def places(text: str) -> frozenset[str]:
    """The places of a text, each by one name: `European` and `EU` are `Europe`; the whole `world` counts as one."""
    pattern, known = _known()
    return frozenset(known[found["place"]] for found in pattern.finditer(text) if found["place"])


@lru_cache(maxsize=20_000)
def local(text: str) -> frozenset[str]:
    """The places that what a text says is limited to: without the whole world, and without where its speaker sits."""
    return places(_SPEAKER.sub("", core(text))) - {_WORLD}


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, str]]:
    data = tomllib.loads(
        files("triptych.agents.language").joinpath("places.toml").read_text(encoding="utf-8")
    )
    known = {name: line[0] for line in data["places"] for name in line}
    longest_first = sorted(known, key=lambda name: (-len(name), name))
    place = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{'|'.join(data['names'])}|(?P<place>{place}))(?![\w$])"), known
