import pytest

from triptych.agents.language.places import places


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
        ("just us and the polish of a chile", set()),
        ("", set()),
    ],
)
def test_a_place_is_known_by_any_of_its_names(text: str, found: set[str]) -> None:
    assert places(text) == found
