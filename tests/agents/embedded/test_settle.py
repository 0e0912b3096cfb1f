from types import ModuleType

from triptych.agents.embedded.settle import weigh_evidence

CLAIM = "Data centres will consume 980 TWh of electricity in 2030."


def test_an_independent_source_is_found_on_each_side(make: ModuleType) -> None:
    claim = make.claim(CLAIM, publisher="Gartner")
    near = make.passage(
        "The IEA expects that data centres will consume 950 TWh of electricity in 2030.", "iea.org"
    )
    far = make.passage(
        "Goldman Sachs expects that data centres will consume 1,350 TWh of electricity in 2030.",
        "goldmansachs.com",
    )
    supports, opposes = weigh_evidence(claim, [near, far])
    assert [(c.publisher, c.quote) for c in supports] == [("iea.org", near.text)]
    assert [(c.publisher, c.quote) for c in opposes] == [("goldmansachs.com", far.text)]


def test_the_claims_own_publisher_settles_nothing(make: ModuleType) -> None:
    again = make.passage(
        "Analysts expect that data centres will consume 970 TWh of electricity in 2030.", "Gartner"
    )
    assert weigh_evidence(make.claim(CLAIM, publisher="Gartner"), [again]) == ((), ())


def test_a_source_that_leans_on_our_own_publisher_is_not_independent(make: ModuleType) -> None:
    leaning = make.passage(
        "According to Gartner data centres will consume 980 TWh of all electricity in 2030.", "news.org"
    )
    quoting = make.passage(
        "Data centres will consume 980 TWh of all electricity in 2030, according to Gartner.", "news.org"
    )
    claim = make.claim(CLAIM, publisher="Gartner")
    assert weigh_evidence(claim, [leaning])[0] == ()
    assert weigh_evidence(claim, [quoting])[0] == ()


def test_two_that_lean_on_one_third_party_are_one_source(make: ModuleType) -> None:
    said = "Data centres will consume 985 TWh of all electricity in 2030, after a long decade of growth{}."
    claim = make.claim(CLAIM[:-1] + ", according to Omdia.", publisher="a.org")
    alone, leaning = (make.passage(said.format(who), "b.org") for who in ("", ", according to Omdia"))
    assert len(weigh_evidence(claim, [alone])[0]) == 1
    assert weigh_evidence(claim, [leaning])[0] == ()


def test_the_same_sentence_printed_twice_is_no_support(make: ModuleType) -> None:
    assert weigh_evidence(make.claim(CLAIM, publisher="a.org"), [make.passage(CLAIM, "b.org")]) == ((), ())


def test_a_publisher_counts_once_on_a_side(make: ModuleType) -> None:
    texts = [
        f"{who} expect that data centres will consume 1,{n}50 TWh of electricity in 2030."
        for who, n in (("Planners", 3), ("Banks", 4))
    ]
    _, opposes = weigh_evidence(
        make.claim(CLAIM, publisher="a.org"), [make.passage(t, "b.org") for t in texts]
    )
    assert len(opposes) == 1


def test_judgements_settle_each_other_by_direction(make: ModuleType) -> None:
    claim = make.claim(
        "The CUDA software ecosystem of NVIDIA protects its inference hardware margins.", publisher="a.org"
    )
    against = make.passage(
        "Inference hardware margins of NVIDIA lose the protection of the CUDA software ecosystem, which erodes.",
        "b.org",
    )
    besides = make.passage(
        "The grid operator of Ireland keeps its monopoly over the connection of data centres.", "c.org"
    )
    supports, opposes = weigh_evidence(claim, [against, besides])
    assert supports == ()
    assert [c.publisher for c in opposes] == ["b.org"]
