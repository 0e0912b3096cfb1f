"""How a user names a thing: its id, or a unique beginning of it."""

from collections.abc import Iterable

from triptych.errors import InputError

SHORTEST = 4
MEMO_HINT = "List the memos and their ids with: triptych memos list; or say: latest"
SOURCE_HINT = "List the sources and their ids with: triptych library list"
SHOWN = 5


def resolve(what: str, ref: str, ids: Iterable[str], hint: str) -> str:
    """The one id that `ref` means, in upper or lower case.

    Raises:
        InputError: it means none, or more than one, or is too short a beginning.
    """
    wanted = ref.strip().casefold()
    matches = [known for known in ids if known.casefold().startswith(wanted)] if wanted else []
    exact = [known for known in matches if known.casefold() == wanted]
    if exact:
        return exact[0]
    if wanted and len(wanted) < SHORTEST:
        raise InputError(f"{ref!r} is too short: give at least {SHORTEST} characters of the {what} id.", hint)
    if len(matches) > 1:
        shown = ", ".join(matches[:SHOWN]) + (", …" if len(matches) > SHOWN else "")
        raise InputError(f"{ref!r} begins {len(matches)} {what} ids: {shown}.", "Give more of the id.")
    if not matches:
        raise unknown(what, ref, hint)
    return matches[0]


def unknown(what: str, ref: str, hint: str) -> InputError:
    """The error for an id that nothing has."""
    return InputError(f"No {what} {ref!r} in the archive.", hint)
