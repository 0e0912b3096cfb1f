"""YAML front matter, read as data: no objects, and nothing that grows when it is read.

Invariant: a merge key (`<<`) is refused. A few lines of them, each merging the one before ten times, make billions of
entries; a plain alias is the same object again and costs nothing.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from triptych.errors import InputError

if TYPE_CHECKING:
    from frontmatter.default_handlers import YAMLHandler

LONGEST = 20_000
"""Characters of front matter. YAML reads a number in base 60, in time that grows with the square of its digits."""
_MERGE = "tag:yaml.org,2002:merge"
_FRONT = re.compile(r"\A---[ \t]*\n(?=[ \t]*\n|[#\w\"'][^\n]*:|---)")


def front_matter(text: str, name: str) -> tuple[Mapping[str, object], str]:
    """The YAML front matter of a text, and the rest of it.

    Raises:
        InputError: there is front matter, but it is not YAML, too long, or merges parts of itself.
    """
    if not _FRONT.match(text):
        return {}, text
    import frontmatter
    from yaml import YAMLError  # type: ignore[import-untyped]

    try:
        return frontmatter.parse(text, handler=_handler())
    except (YAMLError, ValueError, OverflowError, RecursionError) as e:
        detail = str(e).split("\n")[0]
        raise InputError(
            f"{name}: the front matter is not valid YAML ({detail}).", "Mend the lines between the two ---."
        ) from e


@cache
def _handler() -> "YAMLHandler":
    """What the library reads YAML with. It is made here since its bases take long to load."""
    from frontmatter.default_handlers import YAMLHandler
    from yaml import SafeLoader, load

    class Plain(SafeLoader):  # type: ignore[misc]  # of a library without types
        def flatten_mapping(self, node: Any) -> None:
            if any(key.tag == _MERGE for key, _ in node.value):
                raise ValueError("a merge key, which is not followed")

    class Handler(YAMLHandler):
        def load(self, fm: str, **_kwargs: object) -> Any:
            if len(fm) > LONGEST:
                raise ValueError(f"longer than {LONGEST:,} characters")
            return load(fm, Loader=Plain)

    return Handler()
