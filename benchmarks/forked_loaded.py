"""All that a run loads, loaded once: the process that imports this can be forked for one run after another.

Nothing is opened here, and no thread begins: neither would outlive a fork.
"""

from importlib import import_module

from triptych.agents.authorities import authorities
from triptych.agents.language.figures import figures
from triptych.agents.language.names import survey
from triptych.agents.sources.document import Origin
from triptych.agents.sources.html import read_html
from triptych.graphs.memo import build
from triptych.store.records import Passage

_LOADED = (
    *(
        "aiosqlite",
        "anyio._backends._asyncio",
        "cachelib",
        "dotenv",
        "jiter",
        "rensa",
        "frontmatter",
        "h11",
        "h2.connection",
        "httpcore2",
    ),
    *(
        "langchain_openai",
        "langgraph.checkpoint.sqlite.aio",
        "markdown_it",
        "openai.resources.chat.completions",
    ),
    *("sentencex", "tantivy", "trafilatura", "truststore"),
    *("triptych.agents.chat.analyst", "triptych.agents.embedded.analyst", "triptych.agents.models.openai"),
    *("triptych.agents.models.speaker", "triptych.agents.prompts", "triptych.agents.sources.web.build"),
    *("triptych.agents.authorities", "triptych.agents.sources.transport"),
    *("triptych.cli", "triptych.commands.progress.follow", "triptych.commands.progress.lines"),
    *("triptych.commands.replay", "triptych.commands.resume", "triptych.commands.root"),
    *("triptych.commands.run", "triptych.commands.runs", "triptych.commands.shared.memo"),
    *("triptych.environment", "triptych.graphs.keeping.forks", "triptych.graphs.keeping.standing"),
    *("triptych.graphs.replay", "triptych.graphs.runner", "triptych.store.render.markdown"),
)

for name in _LOADED:
    import_module(name)
build()
figures("It fell by 40% to $12 in 2025.")  # makes the registry of units
_ONE = Passage(id="1", source_id="1", url="", title="", publisher="", text="It.", start=0, end=3)
survey([_ONE])  # reads the names that the starter collection knows
# A page as short as those of the tests, for which trafilatura asks another library, and that reads all its word lists.
read_html("<html><body><p>It fell by 40% in 2025.</p></body></html>", Origin("http://127.0.0.1/"))
authorities()
