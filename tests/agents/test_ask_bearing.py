"""The archive knows what its sources speak of, and says so of nothing else: tried on the starter collection."""

from types import ModuleType

import pytest

from triptych.agents.asking.bearing import ENOUGH, MUCH, Bearing, bearing
from triptych.agents.asking.evidence import held
from triptych.agents.asking.leads import Lead
from triptych.agents.asking.wanted import wanted
from triptych.agents.asking.weights import weigh
from triptych.agents.sources.library import Library
from triptych.store.archive import Archive
from triptych.store.search.hits import Place
from triptych.store.search.search import ArchiveSearch

PLACES: tuple[Place, ...] = ("claims", "sources")
KNOWN = (
    "How much memory bandwidth does an H100 have?",
    "Who captures the margin in LLM inference?",
    "How fast are token prices falling?",
    "What does speculative decoding speed up?",
    "How does speculative decoding accelerate generation?",
    "What limits decoding?",
    "Does NVIDIA keep its margins?",
    "Who buys electricity for data centres?",
    "What happened to token prices in 2024?",
    "What do export controls mean for NVIDIA's chips in China?",
    "What is the gross margin of OpenAI?",
    "How do Groq's chips compare with GPUs?",
    "What does it cost to rent an H100 per hour?",
    "What is PagedAttention?",
    "Is HBM supply short?",
    "what about batching and latency",
)
UNKNOWN = (
    "How do volcanoes erupt?",
    "Does aspirin reduce the risk of stroke?",
    "Who won the football world cup in 2026?",
    "What is the best recipe for pasta?",
)
NEARLY = {
    "How many GPUs does Ferrari own?": "Ferrari",
    "Which inference engines do whales use?": "whales",
    "How much memory bandwidth does a B900 have?": "B900",
    "What is the memory bandwidth of a horse?": "horse",
    "Is Zurich a good place for a data centre?": "Zurich",
    "What is the token price of Dogecoin?": "Dogecoin",
    "What will GPU prices be in 2041?": "2041",
    "What margin do coffee shops have?": "coffee",
}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("starter") / "archive.duckdb")
    Library(archive).ensure_starter()
    return archive


@pytest.fixture(scope="module")
def search(starter: Archive) -> ArchiveSearch:
    return ArchiveSearch(starter)


def borne(starter: Archive, search: ArchiveSearch, question: str) -> Bearing:
    asked = wanted(question)
    leads = held(starter, search, asked, PLACES).leads
    return bearing(asked, leads, weigh(starter, search)(asked.about))


@pytest.mark.parametrize("question", KNOWN)
def test_what_the_collection_speaks_of_is_known(
    starter: Archive, search: ArchiveSearch, question: str
) -> None:
    assert borne(starter, search, question).leads


@pytest.mark.parametrize("question", UNKNOWN)
def test_what_it_does_not_speak_of_is_not(starter: Archive, search: ArchiveSearch, question: str) -> None:
    assert not borne(starter, search, question).leads


@pytest.mark.parametrize(("question", "strange"), NEARLY.items())
def test_a_near_miss_is_unknown_and_what_is_missing_is_named(
    starter: Archive, search: ArchiveSearch, question: str, strange: str
) -> None:
    assert held(starter, search, wanted(question), PLACES).leads, "or it would be no near miss"
    bears = borne(starter, search, question)
    assert not bears.leads
    assert strange in bears.missing


def leads(make: ModuleType, *texts: str) -> list[Lead]:
    return [Lead(make.passage(text, f"site{n}.org")) for n, text in enumerate(texts)]


def test_a_passage_must_speak_of_half_of_what_is_asked(make: ModuleType) -> None:
    asked = wanted("Do submarines need copper cables?")
    near, far = leads(make, "Submarines lay copper cables.", "Cables are long.")
    assert bearing(asked, [near, far], {}).leads == (near,)
    assert 0 < ENOUGH < MUCH < 1
    assert bearing(asked, [far], {}).leads == ()


def test_names_may_be_spread_over_passages_but_none_may_lack(make: ModuleType) -> None:
    asked = wanted("What do Groq and Cerebras sell, compared with Etched chips?")
    two = leads(make, "Chips of Groq and of Etched sell.", "Chips of Cerebras, and of Etched, sell.")
    assert len(bearing(asked, two, {}).leads) == 2
    assert bearing(asked, two[:1], {}).leads == ()
    assert bearing(asked, two[:1], {}).missing == ("Cerebras",)


def test_what_a_panel_says_on_a_quote_counts(make: ModuleType) -> None:
    asked = wanted("Do submarines need copper cables?")
    (bare,) = leads(make, "They need eleven kilometres of it.")
    said = Lead(bare.passage, "Submarines need eleven kilometres of copper cables.", "M1")
    assert bearing(asked, [bare], {}).leads == ()
    assert bearing(asked, [said], {}).leads == (said,)
