"""Why a query gave no rows.

TriptychError
├── InputError
│   └── QueryRefused     it is not one reading statement of correct SQL     exit 2
└── QueryFailed          it was accepted, but did not come to its end       exit 1
    ├── QueryStopped     it took longer than it may
    └── QueryCancelled   it was called off
"""

from triptych.errors import InputError, TriptychError


class QueryRefused(InputError):
    """The query is not one reading statement of correct SQL."""


class QueryFailed(TriptychError):
    """The query was accepted, but did not come to its end."""


class QueryStopped(QueryFailed):
    """The query took longer than it may."""


class QueryCancelled(QueryFailed):
    """The query was called off."""
