"""The table of an evaluation as Markdown: figures down, settings across; and what became of each planted error."""

from collections.abc import Callable, Iterable, Sequence

from triptych.graphs.evaluation.measure import Total
from triptych.graphs.evaluation.outcomes import Found

Titles = dict[str, str]


def report(those: Sequence[Total], titles: Titles, details: bool = False) -> str:
    """The whole page.

    Args:
        those: one total a setting.
        titles: what a setting is called, by its key.
        details: list every planted error with its fate in each setting.
    """
    parts = [
        _table("", titles, those, _FIGURES),
        _table("Planted errors caught", titles, those, _by_error(those)),
    ]
    if verdict := _worth(those):
        parts.append(verdict)
    if details:
        parts.append(_details(those, titles))
    return "\n\n".join(parts)


Figure = Callable[[Total], str]


def _table(head: str, titles: Titles, those: Sequence[Total], figures: dict[str, Figure]) -> str:
    names = [titles.get(t.setting, t.setting) for t in those]
    lines = [f"| {head} | " + " | ".join(names) + " |", "|---" + "|--:" * len(those) + "|"]
    lines += [
        f"| {name} | " + " | ".join(figure(t) for t in those) + " |" for name, figure in figures.items()
    ]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _whole(name: str) -> Figure:
    return lambda t: f"{t.sum(name):,.0f}"


_FIGURES: dict[str, Figure] = {
    "runs (failed)": lambda t: f"{len(t.runs)} ({len(t.failures)})",
    "claims": _whole("claims"),
    "supported": lambda t: _percent(t.share("supported")),
    "planted errors caught": lambda t: f"{t.caught} of {len(t.errors)}",
    "… of them, errors of a source": lambda t: _of(t.errors, lambda e: e.planted.by == "debate"),
    "true claims withdrawn": lambda t: str(t.lost),
    "true claims reworded for nothing": lambda t: str(t.corrected),
    "corroborated": lambda t: _percent(t.share("corroborated")),
    "disagreements kept": _whole("disagreements"),
    "stance moves": lambda t: str(t.conformity().moves),
    "… towards the others": lambda t: str(t.conformity().towards),
    "… for new evidence": lambda t: str(t.conformity().evidenced),
    "questions to the analyst": _whole("asks"),
    "calls of models": _whole("calls"),
    "searches": _whole("searches"),
    "tokens": _whole("tokens"),
    "seconds": _whole("seconds"),
    "cost": lambda t: f"${t.sum('cost_usd'):.2f}",
}


def _of(errors: Iterable[Found], counts: Callable[[Found], bool]) -> str:
    chosen = [e for e in errors if counts(e)]
    return f"{sum(e.caught for e in chosen)} of {len(chosen)}"


def _by_error(those: Sequence[Total]) -> dict[str, Figure]:
    kinds = dict.fromkeys(e.planted.error for t in those for e in t.errors)
    return {kind: _caught(kind) for kind in sorted(kinds)}


def _caught(kind: str) -> Figure:
    return lambda t: _of(t.errors, lambda e: e.planted.error == kind)


def _worth(those: Sequence[Total]) -> str:
    """What the debate changed against the same panel without it, and at what price."""
    by_key = {t.setting: t for t in those}
    on, off = by_key.get("debate"), by_key.get("no-debate")
    if on is None or off is None:
        return ""
    asks, calls = (_times(on.sum(n), off.sum(n)) for n in ("asks", "calls"))
    price = f"{asks} the questions" + (f", {calls} the calls" if off.sum("calls") else "")
    return (
        f"With the debate {on.caught - off.caught:+d} planted errors caught, {on.lost - off.lost:+d} true claims withdrawn, "
        f"{on.sum('disagreements') - off.sum('disagreements'):+.0f} disagreements kept, at {price}."
    )


def _times(one: float, other: float) -> str:
    return f"{one / other:.2f} ×" if other else "– ×"


def _details(those: Sequence[Total], titles: Titles) -> str:
    lines = ["**Every planted error, and what became of it**", ""]
    by_error = [{(r.case, e.planted.text): e for r in t.runs for e in r.errors} for t in those]
    for case, text in dict.fromkeys(key for found in by_error for key in found):
        fates = [
            f"{titles.get(t.setting, t.setting)}: {e.fate}"
            + (f" ({'; '.join(e.checks)})" if e.checks else "")
            for t, found in zip(those, by_error, strict=True)
            if (e := found.get((case, text)))
        ]
        error = next(found[case, text].planted.error for found in by_error if (case, text) in found)
        lines.append(f"- {case}, {error}: “{text}” {'; '.join(fates)}")
    return "\n".join(lines)
