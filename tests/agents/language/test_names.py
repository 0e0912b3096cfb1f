from types import ModuleType

from triptych.agents.language.names import known_in, names_in, survey


def test_names_are_found_in_mid_sentence_each_once() -> None:
    text = (
        "Rents for the H100 fell at Lambda Labs and at Lambda Labs again, as vLLM and TensorRT-LLM improved."
    )
    assert names_in(text) == ("H100", "Lambda Labs", "vLLM", "TensorRT-LLM")


def test_months_acronyms_of_the_field_and_openings_of_sentences_name_nobody() -> None:
    assert names_in("The GPU market grew in March. However, AI demand did not. Prices fell.") == ()


def test_names_are_sorted_by_kind_and_counted_once_a_source(make: ModuleType) -> None:
    texts = [
        f"In {n} tests NVIDIA's H100 ran vLLM with PagedAttention faster than AMD's MI300X. AMD says so."
        for n in (3, 5)
    ]
    found = survey([make.passage(t, f"{n}.org") for n, t in enumerate(texts)])
    assert {"NVIDIA", "AMD"} <= set(found.organisations)
    assert {"H100", "MI300X"} <= set(found.products)
    assert "PagedAttention" in found.techniques


def test_a_name_of_the_collection_is_known_where_a_sentence_begins_with_it() -> None:
    assert known_in("Anthropic will lead, and Anthropic's rivals at OpenAI will not.") == (
        "Anthropic",
        "OpenAI",
    )
    assert known_in("Inference will move.") == ()


def test_measures_need_two_passages(make: ModuleType) -> None:
    once = make.passage("Latency matters more than memory bandwidth.", "a.org")
    twice = make.passage("Memory bandwidth bounds decoding.", "b.org")
    assert survey([once, twice]).measures == ("memory bandwidth",)


def test_nothing_names_nothing(make: ModuleType) -> None:
    for text in ("12% 34 GB $5", "大型语言模型推理", "🚀 {topic} [x]"):
        assert survey([make.passage(text)]).organisations == ()
    assert survey([]).products == ()
