import pytest

from triptych.agents.language.places import local, places


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Data centres take 3% of European electricity, says the EU.", {"Europe"}),
        (
            "US demand grows faster than that of the United States' neighbours in Mexico.",
            {"United States", "Mexico"},
        ),
        ("Demand worldwide, and the world's supply", {"world"}),
        ("North Carolina and Virginia", {"North Carolina", "Virginia"}),
        ("Bank of America puts it at US$3; Texas Instruments agrees.", set()),
        ("North American and West Virginian demand, outside China", {"North America"}),
        ("just us and the polish of a chile", set()),
        ("", set()),
    ],
)
def test_a_place_is_known_by_any_of_its_names(text: str, found: set[str]) -> None:
    assert places(text) == found


def test_what_is_said_is_limited_to_its_own_places_not_to_its_speakers() -> None:
    assert local("Demand in Germany rises, says the Paris-based IEA.") == {"Germany"}
    assert local("Global demand rises, London-based Ember reports.") == frozenset()
