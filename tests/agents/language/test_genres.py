import pytest

from triptych.agents.language.genres import genre


@pytest.mark.parametrize(
    ("publisher", "url", "kind"),
    [
        ("arXiv", "https://arxiv.org/abs/2211.17192", "paper"),
        ("NVIDIA", "https://www.sec.gov/cgi-bin/browse-edgar", "filing"),
        ("NVIDIA", "https://investor.nvidia.com/q2", "filing"),
        ("IEA", "https://www.iea.org/reports/energy-and-ai", "official"),
        ("energy.gov", "", "official"),
        ("who.int", "", "official"),
        ("DeepSeek", "https://github.com/deepseek-ai/x", "code"),
        ("Reuters", "", "press"),
        ("The Register", "", "press"),
        ("ft.com", "", "press"),
        ("example.org", "", "blog"),
        ("", "", "blog"),
    ],
)
def test_a_publisher_is_known_by_its_host_or_name(publisher: str, url: str, kind: str) -> None:
    assert genre(publisher, url) == kind


@pytest.mark.parametrize(
    "url",
    [
        "https://www.microsoft.com/x",
        "https://blog.intel.com/x",
        "https://interconnects.ai/p",
        "https://fair.org/x",
        "https://notarxiv.org",
    ],
)
def test_a_host_that_only_contains_another_is_not_that_one(url: str) -> None:
    assert genre("", url) == "blog"


@pytest.mark.parametrize(
    ("publisher", "text"),
    [
        ("AMD", "AMD claims that the MI300X is faster than the H100."),
        ("microsoft.com", "Microsoft measured 3x the throughput on its own chip."),
        ("intel.com", "Intel says that its accelerator costs 50% less."),
        ("Groq", "Groq says that its LPU serves 300 tokens per second."),
        ("blogs.nvidia.com", "NVIDIA rates the H100 at 3.35 TB/s."),
        ("Amazon Web Services", "AWS says that its Trainium chip costs 50% less."),
        ("Taiwan Semiconductor Manufacturing Company", "TSMC claims a yield of 80%."),
    ],
)
def test_who_speaks_of_its_own_is_a_vendor(publisher: str, text: str) -> None:
    assert genre(publisher, "", text) == "vendor"


@pytest.mark.parametrize(
    ("publisher", "text"),
    [
        ("Gartner", "Gartner expects that data centres will consume 980 TWh in 2030."),
        ("Epoch AI", "Epoch AI's estimate is that prices fell 50x per year."),
        ("Gartner", "Gartner's survey of 2025 put the spending of buyers at $700 billion."),
        ("SemiAnalysis", "The MI300X costs less to rent than the H100."),
        ("arxiv.org", "ArXiv papers claim a speed-up of 3x."),
        ("Reuters", "Reuters reported that AMD sold 100,000 chips."),
        ("", "AMD claims that the MI300X is faster than the H100."),
        ("Amazon Web Services", "AMD claims that the MI300X is faster than the H100."),
        ("Amazon Web Services", "Rents of the H100 fell to $2 per hour, AWS says."),
        ("Lambda Labs", "LL says that the H100 costs $2 per hour."),
        ("World Health Organization", "Who says that a GPU costs $2 per hour?"),
    ],
)
def test_who_speaks_of_others_is_none(publisher: str, text: str) -> None:
    assert genre(publisher, "", text) != "vendor"
