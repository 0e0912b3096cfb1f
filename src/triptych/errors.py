"""What can go wrong, said once: every error a user may meet, with the line that mends it.

    TriptychError
    ├── InputError          what the user gave cannot be used             exit 2
    │   └── PersonaError    a persona file does not say what it must      exit 2
    ├── NoEvidenceError     nothing at hand bears on the idea             exit 3
    ├── BudgetError         the budget was spent before a memo was possible  exit 4
    ├── ServiceError        something outside did not answer              exit 5
    │   └── AnswerError     a model answered, but not what it was asked   exit 5
    └── ArchiveError        the archive cannot be used                    exit 1
        ├── ArchiveLocked   another process held it for too long
        ├── ArchiveCorrupt  the file is not a readable archive
        └── ArchiveNewer    a newer Triptych wrote it

A third party's exception is wrapped at the edge (`raise X(...) from e`); only front ends format.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NO_EVIDENCE = 3
    BUDGET = 4
    SERVICE = 5
    INTERRUPTED = 130


class TriptychError(Exception):
    """An error that a user can act on.

    Args:
        message: what happened, one line.
        hint: what to do about it, one line; may be empty.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class InputError(TriptychError):
    """What the user gave cannot be used."""

    exit_code = ExitCode.USAGE


class PersonaError(InputError):
    """A persona file does not say what it must, or no persona has that key."""


class NoEvidenceError(TriptychError):
    """Nothing at hand bears on the idea, so there is no memo."""

    exit_code = ExitCode.NO_EVIDENCE


class BudgetError(TriptychError):
    """The budget was spent before a memo was possible."""

    exit_code = ExitCode.BUDGET


class ServiceError(TriptychError):
    """Something outside did not answer."""

    exit_code = ExitCode.SERVICE


class AnswerError(ServiceError):
    """A model answered, twice, with something that cannot be used."""


class ArchiveError(TriptychError):
    """The archive cannot be used."""


class ArchiveLocked(ArchiveError):
    """Another process held the archive for longer than we wait."""


class ArchiveCorrupt(ArchiveError):
    """The file is not a readable archive."""


class ArchiveNewer(ArchiveError):
    """A newer Triptych wrote this archive."""
