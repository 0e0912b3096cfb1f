"""What the tests of the HTML page share: the page read as a browser reads it."""

from collections.abc import Callable

import pytest
from lxml import html as parser  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from triptych.store.records import Dossier
from triptych.store.render.html.page import html

Read = Callable[[Dossier], HtmlElement]


@pytest.fixture(scope="session")
def read() -> Read:
    """`read(dossier)`: its page, parsed."""
    return lambda dossier: parser.document_fromstring(html(dossier))


@pytest.fixture
def page(dossier: Dossier, read: Read) -> HtmlElement:
    return read(dossier)
