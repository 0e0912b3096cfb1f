"""Which engines of the web a run asks."""

from triptych.errors import InputError
from triptych.keys import Key
from triptych.settings import ProviderName, SearchSettings


def web_providers(settings: SearchSettings, key: Key | None) -> tuple[ProviderName, ...]:
    """The web's engines that a run asks: those that were chosen, else those for which there is all they need.

    Raises:
        InputError: one was chosen without its key or its address.
    """
    ready: dict[ProviderName, bool] = {"tavily": key is not None, "searxng": settings.searxng_url is not None}
    if settings.providers is None:
        return tuple(name for name, usable in ready.items() if usable)
    chosen = tuple(name for name in settings.providers if name in ready)
    if "tavily" in chosen and not ready["tavily"]:
        raise InputError("Tavily is to be searched, but there is no key.", "Set TAVILY_API_KEY.")
    if "searxng" in chosen and not ready["searxng"]:
        raise InputError(
            "SearXNG is to be searched, but its address is not known.",
            "Set SEARXNG_URL, or give --searxng-url.",
        )
    return chosen
