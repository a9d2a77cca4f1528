"""Rules and clocks as their readers see them."""

from collections.abc import Collection
from datetime import date

from services.kit import clock
from services.mediation import workdays
from services.mediation.cases.models import Clock, ClockRule
from services.mediation.clocks.schemas import ClockOut, ClockRuleOut


def rule_document(rule: ClockRule) -> ClockRuleOut:
    """A rule in the shape of `ClockRuleOut`."""
    return ClockRuleOut.model_validate(rule.model_dump() | {"needs_verification": rule.mark != "V"})


def clock_document(one: Clock, extra: Collection[date], *, with_reason: bool) -> ClockOut:
    """A clock in the shape of `ClockOut`, as it stands today."""
    values = one.model_dump(exclude={"case_id", "rule_id"})
    left = one.remaining_days
    if left is None and one.stopped_at is None:
        left = workdays.days_left(clock.today(), one.last_day, one.unit, extra)
    return ClockOut.model_validate(
        values
        | {
            "rule": one.rule_id,
            "needs_verification": one.mark != "V",
            "status": _status(one),
            "days_left": left,
            "provisional": one.unit == "hari_kerja" and workdays.is_provisional(one.last_day.year),
            "reason": one.reason if with_reason else None,
        }
    )


def _status(one: Clock) -> str:
    if one.stopped_at is not None:
        return "berhenti"
    if one.suspended_at is not None:
        return "ditangguhkan"
    return "lewat" if one.due_at <= clock.now() else "berjalan"
