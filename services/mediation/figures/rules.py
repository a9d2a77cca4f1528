"""Pure rules of the figures: what is counted, and what the public may see of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles
from typing import Any, Final

from services.mediation.cases.codes import FINISHED

# Fewer than so many could point at somebody.
LEAST: Final = 5
_DAY_SECONDS: Final = 86_400
# Ages of open cases in days: from, up to and with.
AGES: Final[Sequence[tuple[int, int | None]]] = ((0, 30), (31, 90), (91, 180), (181, None))


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one case. Moments of its first entry into a state by that state."""

    kind: str
    state: str
    mandate: str
    outcome: str | None
    filed_at: datetime
    finished_at: datetime | None
    entered: Mapping[str, datetime]


def figures(cases: Sequence[Counted], promises: Mapping[str, int], *, now: datetime) -> dict[str, Any]:
    """The office's figures over these cases: counts by what they are, times in days, backlog by age."""
    still = [case for case in cases if case.finished_at is None]
    return {
        "cases": len(cases),
        "open": len(still),
        "by_state": _counts(case.state for case in cases),
        "by_kind": _counts(case.kind for case in cases),
        "by_mandate": _counts(case.mandate for case in cases),
        "by_outcome": _counts(outcome(case) for case in cases),
        "by_year": _counts(str(case.filed_at.year) for case in cases),
        "backlog_by_age": {
            _age_name(low, high): sum(_is_of_age(case, now, low, high) for case in still)
            for low, high in AGES
        },
        "promises": dict(promises),
        "days": {
            "filing_to_acceptance": _times(cases, "menunggu_kesediaan"),
            "filing_to_mediation": _times(cases, "mediasi"),
            "filing_to_settlement": _times(cases, "kesepakatan"),
            "filing_to_end": _spread(
                [_days(case.filed_at, case.finished_at) for case in cases if case.finished_at]
            ),
        },
    }


def for_public(office: Mapping[str, Any]) -> dict[str, Any]:
    """The same without what counts fewer than five: null stands there, and in as many other places as keep
    differences from telling it. What is open and what has ended are told together or not at all.
    """
    total, still = office["cases"], office["open"]
    ends = _hidden({"open": still, "ended": total - still})
    shown: dict[str, Any] = {"cases": None if _is_small(total) else total, "open": ends["open"]}
    for name, counts in office.items():
        if name == "days":
            shown[name] = {
                what: times
                if times["cases"] >= LEAST
                and not _is_small(total - times["cases"])
                and (what != "filing_to_end" or ends["ended"] is not None)
                else {"cases": None, "median": None, "p90": None}
                for what, times in counts.items()
            }
        elif name == "backlog_by_age" and ends["open"] is None:
            # Its sum is what is open.
            shown[name] = {age: None if count else 0 for age, count in counts.items()}
        elif name == "by_state" and ends["open"] is not None:
            # Two groups, each with a total that is told.
            parts: tuple[dict[str, int], dict[str, int]] = ({}, {})
            for state, count in counts.items():
                parts[state in FINISHED][state] = count
            shown[name] = dict(sorted({**_hidden(parts[0]), **_hidden(parts[1])}.items()))
        elif name not in shown:
            shown[name] = _hidden(counts)
    return shown


def _hidden(counts: Mapping[str, int]) -> dict[str, int | None]:
    """A group whose sum may be told: no small count is the difference between that sum and the rest."""
    hidden = {name for name, count in counts.items() if _is_small(count)}
    others = sorted((count, name) for name, count in counts.items() if count >= LEAST)
    while hidden and others and (len(hidden) < 2 or sum(counts[name] for name in hidden) < LEAST):
        hidden.add(others.pop(0)[1])
    return {name: None if name in hidden else count for name, count in counts.items()}


def _is_small(count: int) -> bool:
    return 0 < count < LEAST


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def outcome(case: Counted) -> str:
    """What became of a case, in one word."""
    if case.outcome is not None:
        return f"kesepakatan_{case.outcome}"
    for state in ("diteruskan", "tidak_berhasil", "pihak_tidak_bersedia", "tidak_dapat_diterima", "dicabut"):
        if state in case.entered:
            return state
    return "berjalan" if case.finished_at is None else "lainnya"


def _times(cases: Sequence[Counted], state: str) -> dict[str, float | int | None]:
    return _spread([_days(case.filed_at, case.entered[state]) for case in cases if state in case.entered])


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / _DAY_SECONDS


def _spread(days: Sequence[float]) -> dict[str, float | int | None]:
    if not days:
        return {"cases": 0, "median": None, "p90": None}
    p90 = quantiles(days, n=10, method="inclusive")[-1] if len(days) > 1 else days[0]
    return {"cases": len(days), "median": round(median(days), 1), "p90": round(p90, 1)}


def _age_name(low: int, high: int | None) -> str:
    return f"{low}+" if high is None else f"{low}-{high}"


def _is_of_age(case: Counted, now: datetime, low: int, high: int | None) -> bool:
    days = (now - case.filed_at).days
    return low <= days and (high is None or days <= high)
