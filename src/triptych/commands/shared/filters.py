"""The options that say what hits of a search of the archive must be like."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar, get_args
from urllib.parse import urlsplit

import click

from triptych.commands.shared.app import App
from triptych.commands.shared.asking import DayType
from triptych.store.records import ClaimKind, ClaimStatus, Verdict
from triptych.store.search.hits import PLACES, Filters, Place

Command = TypeVar("Command", bound=Callable[..., Any])
_HAVE: dict[str, tuple[Place, ...]] = {
    "--persona": ("memos", "claims", "critiques"),
    "--kind": ("claims",),
    "--verdict": ("claims",),
    "--status": ("claims",),
    "--panel": ("memos", "claims", "critiques"),
    "--source-domain": ("claims", "critiques", "sources"),
}
"""Where there is what a filter asks about."""


class DomainType(click.ParamType[str]):
    """A publisher's domain or name; of an address its host."""

    name = "domain"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            host = urlsplit(value).hostname if "://" in value else value
        except ValueError:
            host = ""
        if not (host or "").strip(" ."):
            self.fail(f"{value!r} is not a domain. Write it like example.com.", param, ctx)
        return str(host).strip(" .").casefold()


def filters(command: Command) -> Command:
    """The options that say what hits must be like."""
    for option in reversed(
        (
            click.option(
                "--in", "places", type=click.Choice(PLACES), multiple=True, help="Where; may be given again."
            ),
            click.option(
                "--memo", metavar="MEMO", help="What this memo says, and the sources that it cites."
            ),
            click.option("--persona", metavar="KEY", help="Said by this persona."),
            click.option("--kind", type=click.Choice(get_args(ClaimKind)), help="Claims of this kind."),
            click.option("--verdict", type=click.Choice(get_args(Verdict)), help="Claims with this verdict."),
            click.option("--status", type=click.Choice(get_args(ClaimStatus)), help="Claims of this status."),
            click.option("--panel", metavar="KEY,KEY", help="Of memos on whose panel all of these sat."),
            click.option(
                "--source-domain", type=DomainType(), metavar="DOMAIN", help="Published or quoted from there."
            ),
            click.option("--since", type=DayType(), metavar="YYYY-MM-DD", help="Of that day or later."),
        )
    ):
        command = option(command)
    return command


def filters_of(
    app: App,
    places: tuple[Place, ...],
    memo: str | None,
    panel: str | None,
    source_domain: str | None,
    since: date | None,
    **claims: Any,
) -> Filters:
    """The filters that the options name, as `filters` gives them.

    Raises:
        click.UsageError: one is of things that `--in` leaves out.
        InputError: no memo is meant by `--memo`, or several.
        ArchiveError: the archive cannot be used.
    """
    from triptych.store.memos import resolve

    named = {"--panel": panel, "--source-domain": source_domain} | {f"--{k}": v for k, v in claims.items()}
    for option in (option for option, value in named.items() if value is not None):
        if places and not set(places) & set(_HAVE[option]):
            raise click.UsageError(f"{option} is of {_or(_HAVE[option])}, and --in leaves those out.")
    return Filters(
        places=places or PLACES,
        memo=resolve(app.archive, memo) if memo is not None else None,
        panel=_keys(panel),
        domain=source_domain,
        since=since,
        **claims,
    )


def _keys(panel: str | None) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in panel.split(",")) if panel is not None else ()
    if not all(keys):
        raise click.UsageError(f"--panel {panel!r} names nobody: write it like engineer,investor.")
    return keys


def _or(names: Sequence[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
