"""The settings as values: what each is, where it comes from and what it is for; and a file of them to begin with.

Invariant: no key is in any of it, nor a password that stands in an address.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from triptych import addresses
from triptych.environment import MODEL_KEY, MODEL_NAME, MODEL_URL, SEARXNG_URL, TAVILY_KEY, TAVILY_URL

if TYPE_CHECKING:
    from pydantic import BaseModel

    from triptych.environment import Variables
    from triptych.graphs.doctor.finding import Finding
    from triptych.graphs.doctor.origins import Origins
    from triptych.settings import Settings

TABLES = ("model", "search", "budget")
MANY = ("roles", "personas")
"""Tables of `model` that hold a table for each role or persona."""
SECRETS = ("key", "tavily_key")
VARIABLES: Mapping[str, str] = {
    "model.key": MODEL_KEY,
    "model.base_url": MODEL_URL,
    "model.name": MODEL_NAME,
    "search.tavily_key": TAVILY_KEY,
    "search.tavily_url": TAVILY_URL,
    "search.searxng_url": SEARXNG_URL,
}
"""The variable of the environment that is laid over a setting."""
HEAD = "# Settings of Triptych: take the # away before what is to be changed. Keys only while nobody else may read this file."


@dataclass(frozen=True)
class Value:
    """One setting."""

    name: str
    """With its table: `search.results`."""
    said: str
    """As it can be shown; empty where it is not set."""
    origin: str
    """default, file, environment or .env."""
    about: str = ""

    @property
    def variable(self) -> str:
        """The variable of the environment that is laid over it, if there is one."""
        return VARIABLES.get(self.name, "")


def values(settings: "Settings", variables: "Variables") -> list[Value]:
    """Every setting in the order of the file's tables.

    Args:
        settings: those of the file alone.
        variables: those of the environment.
    """
    from triptych.environment import applied
    from triptych.graphs.doctor.origins import Origins

    used, origins = applied(settings, variables), Origins(settings, variables)
    found = list(_table("", settings, settings, origins))
    for name in TABLES:
        found += _table(f"{name}.", getattr(used, name), getattr(settings, name), origins)
    for kind in MANY:
        for key, table in getattr(settings.model, kind).items():
            given = _table(f"model.{kind}.{key}.", table, table, origins)
            found += [value for value in given if value.origin == "file"]
    return found


def _table(prefix: str, used: "BaseModel", given: "BaseModel", origins: "Origins") -> Iterator[Value]:
    about = abouts(type(given))
    for name in type(given).model_fields:
        if name not in (*TABLES, *MANY):
            value = getattr(used, name)
            origin = _origin(f"{prefix}{name}", value, name in given.model_fields_set, origins)
            yield Value(f"{prefix}{name}", _said(name, value), origin, about.get(name, ""))


def _origin(name: str, value: Any, in_file: bool, origins: "Origins") -> str:
    table, _, field = name.partition(".")
    if name in VARIABLES and value is not None:
        return (origins.model("", field, value) if table == "model" else origins.search(field, value)).place
    return "file" if in_file and value is not None else "default"


def _said(name: str, value: Any) -> str:
    if value is None or value == ():
        return ""
    if name in SECRETS:
        return "set, and not shown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _address(value) if isinstance(value, str) and "://" in value else f"{value}"


def _address(url: str) -> str:
    return urlsplit(url)._replace(netloc=addresses.place(url)).geturl() if addresses.usable(url) else url


@cache
def abouts(kind: "type[BaseModel]") -> Mapping[str, str]:
    """What is said of each field under it in its class, and in those that it is made from."""
    found: dict[str, str] = {}
    for one in reversed([each for each in kind.__mro__ if each.__module__ == kind.__module__]):
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        lines = body.body if isinstance(body, ast.ClassDef) else []
        for field, text in pairwise(lines):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                said = _text(text)
                found |= {field.target.id: said} if said else {}
    return found


def _text(node: ast.stmt) -> str:
    said = node.value.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) else ""
    return inspect.cleandoc(said) if isinstance(said, str) else ""


def beginning() -> str:
    """A settings file that changes nothing: every setting with its default, commented out."""
    from triptych.settings import Settings

    defaults = Settings()
    parts = [HEAD, "", *_commented(defaults)]
    for name in TABLES:
        parts += ["", f"[{name}]", *_commented(getattr(defaults, name))]
    return "\n".join([*parts, ""])


def _commented(table: "BaseModel") -> Iterator[str]:
    about = abouts(type(table))
    for name in type(table).model_fields:
        if name not in (*TABLES, *MANY):
            if name in about:
                yield from textwrap.wrap(about[name], 100, initial_indent="# ", subsequent_indent="# ")
            value = getattr(table, name)
            yield f"# {name} = {'…' if value is None else json.dumps(value, ensure_ascii=False)}"


def report(findings: "list[Finding]") -> str:
    """The findings as `triptych doctor` prints them."""
    lines = [
        f"{one.state:8}{one.name}: {one.says}" + (f"\n        {one.mend}" if one.mend else "")
        for one in findings
    ]
    return "\n".join(lines)
