from triptych.agents.sources.terms import stems


def test_plural_acronyms_and_possessives_meet_their_singular() -> None:
    assert stems("GPUs NVIDIA's LLMs") == stems("GPU NVIDIA LLM")
    assert stems("H100s MI300Xs") == stems("H100 MI300X")
    assert stems("1990s") == ["1990s"]


def test_inflected_words_share_a_stem() -> None:
    assert stems("quantised quantising") == ["quantis", "quantis"]


def test_stop_words_are_left_out_and_figures_stay_whole() -> None:
    assert stems("It is 3.35 TB/s, and they don't pay $30,000") == ["3.35", "tb", "s", "pay", "30,000"]


def test_accents_are_folded() -> None:
    assert stems("Caf\u00e9") == stems("cafe")


def test_words_that_mean_two_things_are_not_one_for_what_they_share() -> None:
    apart = ("custom customer", "author authority", "organ organisation", "police policy")
    assert all(len(set(stems(pair))) == 2 for pair in apart)
    assert stems("customers' authorities, organizations") == stems("customer's authority organisation")
