"""The table of an evaluation as Markdown: figures down, settings across; and what became of each planted error."""

from collections.abc import Callable, Iterable, Sequence

from triptych.graphs.evaluation.measure import Total
from triptych.graphs.evaluation.outcomes import Found
from triptych.store.render.escape import inline

Titles = dict[str, str]


def report(those: Sequence[Total], titles: Titles, details: bool = False) -> str:
    """The whole page.

    Args:
        those: one total a setting.
        titles: what a setting is called, by its key.
        details: list every planted error with its fate in each setting, and what was lost or failed.
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
    names = [_title(t, titles) for t in those]
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
    "seconds, answers that settings share once": _whole("seconds"),
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
    """What the debate changed against the same panel without it, on the ideas that both finished, and at what price."""
    by_key = {t.setting: t for t in those}
    if not {"debate", "no-debate"} <= set(by_key):
        return ""
    both = by_key["debate"].finished & by_key["no-debate"].finished
    if not both:
        return ""
    on, off = (by_key[key].of(both) for key in ("debate", "no-debate"))
    asks, calls = (_times(on.sum(n), off.sum(n)) for n in ("asks", "calls"))
    price = f"{asks} the questions" + (f", {calls} the calls" if off.sum("calls") else "")
    return (
        f"With the debate {on.caught - off.caught:+d} planted errors caught, {on.lost - off.lost:+d} true claims withdrawn, "
        f"{on.sum('disagreements') - off.sum('disagreements'):+.0f} disagreements kept, at {price}."
    )


def _times(one: float, other: float) -> str:
    return f"{one / other:.2f} ×" if other else "– ×"


def _details(those: Sequence[Total], titles: Titles) -> str:
    """Every planted error with its fate in each setting, and what was lost or failed."""
    lines = ["**Every planted error, and what became of it**", ""]
    found = {(t.setting, r.case, e.planted.text): e for t in those for r in t.runs for e in r.errors}
    for case, text in dict.fromkeys((case, text) for _, case, text in found):
        fates = [(t, found[t.setting, case, text]) for t in those if (t.setting, case, text) in found]
        lines.append(f"- {case}, {fates[0][1].planted.error}: “{inline(text)}”")
        lines += [f"    - {_title(t, titles)}: {_fate(e)}" for t, e in fates]
    lost = [
        f"- {r.case}, {_title(t, titles)}: “{inline(text)}”" for t in those for r in t.runs for text in r.gone
    ]
    failed = [f"- {r.case}, {_title(t, titles)}: {inline(r.failure)}" for t in those for r in t.failures]
    for head, those_lines in (("True claims that were lost", lost), ("Runs that failed", failed)):
        lines += ["", f"**{head}**", "", *those_lines] if those_lines else []
    return "\n".join(lines)


def _title(total: Total, titles: Titles) -> str:
    return titles.get(total.setting, total.setting)


def _fate(error: Found) -> str:
    return f"{error.fate} ({inline('; '.join(error.checks))})" if error.checks else error.fate
