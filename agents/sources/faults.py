"""What failed outside, told once for each reason."""

from collections.abc import Callable

from triptych.errors import TriptychError
from triptych.keys import hidden

OnFault = Callable[[str, str], None]


class Faults:
    """Tells a listener the name of what failed and why, without any key; the same reason once."""

    def __init__(self, on_fault: OnFault | None) -> None:
        self._on_fault = on_fault
        self._told: set[tuple[str, str]] = set()

    def tell(self, name: str, error: TriptychError) -> None:
        """Take one fault."""
        told = name, hidden(str(error))
        if self._on_fault and told not in self._told:
            self._told.add(told)
            self._on_fault(*told)
