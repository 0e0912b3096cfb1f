import pytest

from triptych.agents.embedded.predicates import gerund, predicate, verb_of


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("lose", "losing"), ("cut", "cutting"), ("be", "being"), ("see", "seeing"), ("buy", "buying"), ("tie", "tying"),
        ("commit", "committing"), ("offer", "offering"), ("prefer", "preferring"), ("return", "returning"), ("quit", "quitting"),
        ("limit", "limiting"),
        ("target", "targeting"),
        ("fine-tune", "fine-tuning"), ("benefit", "benefiting"), ("wait", "waiting"),
    ],
)  # fmt: skip
def test_verbs_bend_as_they_are_spelt(verb: str, form: str) -> None:
    assert gerund(verb) == form


def test_a_gerund_of_a_listed_verb_is_known_again() -> None:
    assert (verb_of("Losing"), verb_of("cutting"), verb_of("pricing"), verb_of("morning")) == (
        "lose",
        "cut",
        "price",
        "",
    )


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("a European utility sign a contract", ("a European utility", "sign", " a contract")),
        ("we still wait for Rubin", ("we", "wait", " for Rubin")),
        ("a clinic sandbox its models", ("a clinic", "sandbox", " its models")),
        ("a pension fund put money into chips", ("a pension fund", "put", " money into chips")),
    ],
)
def test_a_subject_ends_where_its_verb_begins(said: str, parts: tuple[str, str, str]) -> None:
    assert predicate(said) == (*parts, False)


def test_what_has_no_verb_has_no_predicate() -> None:
    assert predicate("the price of memory") is None
    assert predicate("") is None
