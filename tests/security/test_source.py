"""What the source must not do anywhere: read as code, so that a new place is seen at once."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("agents", "graphs", "personas", "store", "tui", "src/triptych/commands")
FILES = [
    file
    for folder in (*FOLDERS, "src/triptych")
    for file in sorted((ROOT / folder).glob("*.py" if folder == "src/triptych" else "**/*.py"))
]
FORBIDDEN_CALLS = frozenset(
    {
        "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.fork", "os.spawnv",
        "tempfile.mktemp", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "pickle.loads", "marshal.loads",
        "asyncio.create_subprocess_shell", "subprocess.getoutput", "ssl._create_unverified_context",
    }
)  # fmt: skip
FORBIDDEN_IMPORTS = frozenset(
    {
        "pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "multiprocessing", "xml.etree", "xml.dom", "xml.sax",
        "diskcache", "telnetlib", "ftplib",
    }
)  # fmt: skip


DOORS = {"shell": True, "verify": False, "follow_redirects": True, "check_hostname": False}
WORDS = re.compile(
    "|".join(re.escape(one.rsplit(".", 1)[-1]) for one in (*FORBIDDEN_CALLS, *FORBIDDEN_IMPORTS, *DOORS))
)
"""One of these is in every source that has a fault: most need not be taken apart."""


def name(node: ast.expr) -> str:
    """`a.b.c` of an expression that is a name."""
    if isinstance(node, ast.Attribute):
        return f"{name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def called(node: ast.Call) -> Iterator[str]:
    """What is wrong with a call."""
    if name(node.func) in FORBIDDEN_CALLS:
        yield name(node.func)
    for word in node.keywords:
        value = word.value.value if isinstance(word.value, ast.Constant) else None
        if word.arg in DOORS and value is DOORS[word.arg]:
            yield f"{word.arg}={value}"


def imported(node: ast.AST) -> Iterator[str]:
    """What an import brings that none may bring."""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{one}" for one in names]
    for one in names:
        parts = one.split(".")
        yield from {parts[0], ".".join(parts[:2])} & FORBIDDEN_IMPORTS


def faults(source: str) -> list[str]:
    """What a source does that none may do."""
    if not WORDS.search(source):
        return []
    nodes = list(ast.walk(ast.parse(source)))
    calls = [fault for node in nodes if isinstance(node, ast.Call) for fault in called(node)]
    return calls + [fault for node in nodes for fault in imported(node)]


KNOWN = {
    # Plain HTTP to a port of this machine: there is no certificate, and to read those of the world takes a second.
    "graphs/doctor/servers.py": ["verify=False"],
}


def test_no_shell_no_pickle_and_no_open_door() -> None:
    found = {str(file.relative_to(ROOT)): faults(file.read_text(encoding="utf-8")) for file in FILES}
    assert {file: those for file, those in found.items() if those} == KNOWN


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("import subprocess\nsubprocess.run('x', shell=True)", "shell=True"),
        ("import os\nos.system('x')", "os.system"),
        ("from pickle import loads", "pickle"),
        ("import xml.etree.ElementTree as E", "xml.etree"),
        ("import httpx\nhttpx.Client(verify=False)", "verify=False"),
        ("eval('x')", "eval"),
        ("import yaml\nyaml.load(x)", "yaml.load"),
    ],
)
def test_each_of_them_would_be_seen(source: str, fault: str) -> None:
    assert fault in faults(source)


def test_all_of_the_source_is_looked_through() -> None:
    assert len(FILES) > 300
