"""What `triptych doctor` says of one thing."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "missing", "broken"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do where it is not well."""

    name: str
    state: State
    says: str
    mend: str = ""
