"""The clocks of a case: started and stopped by its acts, suspended, resumed and extended. Passing a limit
reminds; nothing here changes a case's state.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation import workdays
from services.mediation.cases import queries as cases
from services.mediation.cases import states
from services.mediation.cases.codes import FINISHED
from services.mediation.cases.models import Case, Clock
from services.mediation.cases.referring import ANSWER_LIMIT
from services.mediation.cases.transitions.transition import Transition
from services.mediation.clocks import queries

SUSPENDED: Final = "ditangguhkan"
# Limits of mediation as a whole: another mediator, or another text, does not begin them afresh.
_OF_THE_WHOLE: Final = frozenset({"mediasi"})
# What a clock takes from its rule when it begins.
_COPIED: Final = (
    "code",
    "edition",
    "title",
    "limit",
    "unit",
    "citation",
    "mark",
    "who",
    "needs_consent",
    "extension_limit",
    "extension_citation",
    "extension_mark",
)

log = telemetry.get_logger(__name__)


async def follow(
    session: AsyncSession,
    case: Case,
    running: list[Clock],
    transition: Transition,
    *,
    before: str,
    reason: str | None,
    referral: UUID | None = None,
) -> list[Clock]:
    """Let the running clocks of a case follow an act that led it from the state `before` to the one it is
    in; those that run then, what is due first first. An act on one referral touches no other's limit.
    """
    stops, starts = states.clocks_of(transition, before=before, after=case.state)
    suspends = case.state == SUSPENDED != before
    resumes = before == SUSPENDED != case.state and case.state not in FINISHED
    if resumes:
        # What was suspended goes on; what begins is only what the case is led to now.
        starts = tuple(code for code in starts if code not in {one.code for one in running})
    extra = await cases.extra_days(session) if suspends or resumes or starts else frozenset()
    if suspends:
        _suspend(running, extra, reason)
    elif resumes:
        _resume(running, extra, reason)
    stopping = [
        one
        for one in running
        if case.state in FINISHED
        or (
            (one.code in stops or one.code in starts)
            and (referral is None or one.referral_id in (None, referral))
        )
    ]
    for one in stopping:
        one.stopped_at, one.stopped_by = clock.now(), transition.act
        one.suspended_at = one.remaining_days = None
    if starts:
        # Before another of its code begins: one of each runs at a time.
        await session.flush()
    begun = [
        await _start(session, case, code, act=transition.act, extra=extra, referral=referral)
        for code in starts
    ]
    left = [one for one in running if one.stopped_at is None] + [one for one in begun if one is not None]
    return sorted(left, key=lambda one: (one.due_at, one.id))


async def _start(
    session: AsyncSession, case: Case, code: str, *, act: str, extra: frozenset[date], referral: UUID | None
) -> Clock | None:
    before = await queries.last_stopped(session, case, code) if code in _OF_THE_WHOLE else None
    if before is not None:
        return _go_on_from(session, before, act=act, extra=extra)
    rule = await queries.rule_for(session, code, act=act, day=clock.today())
    if rule is None:
        log.warning("no_clock_rule", rule=code, act=act)
        return None
    last = workdays.last_day(clock.today(), rule.limit, rule.unit, extra)
    begun = Clock(
        case_id=case.id,
        referral_id=referral if code == ANSWER_LIMIT else None,
        rule_id=rule.id,
        **{name: getattr(rule, name) for name in _COPIED},
        started_by=act,
        started_at=clock.now(),
        last_day=last,
        due_at=clock.start_of(last + timedelta(days=1)),
    )
    session.add(begun)
    return begun


def _go_on_from(session: AsyncSession, before: Clock, *, act: str, extra: frozenset[date]) -> Clock:
    """A limit of the whole goes on with the days that were left when it stopped; what passed stays passed."""
    assert before.stopped_at is not None, "one of a code runs at a time"
    stopped = clock.legal_day(before.stopped_at)
    last, passed = before.last_day, before.due_at <= before.stopped_at
    if not passed:
        left = workdays.days_left(stopped, before.last_day, before.unit, extra)
        last = workdays.last_day(clock.today(), left, before.unit, extra)
    begun = Clock(
        case_id=before.case_id,
        rule_id=before.rule_id,
        **{name: getattr(before, name) for name in _COPIED},
        started_by=act,
        started_at=clock.now(),
        last_day=last,
        due_at=clock.start_of(last + timedelta(days=1)),
        extended_days=before.extended_days,
        passed_at=before.passed_at if passed else None,
        reminded_at=before.reminded_at if passed else None,
    )
    session.add(begun)
    return begun


def _suspend(running: list[Clock], extra: frozenset[date], reason: str | None) -> None:
    """Keep the days that are left after today; a limit that has passed stays passed."""
    today = clock.today()
    for one in running:
        # Another authority answers in its time, whatever the parties agree.
        if one.due_at <= clock.now() or one.code == ANSWER_LIMIT:
            continue
        one.suspended_at, one.reason = clock.now(), reason
        one.remaining_days = workdays.days_left(today, one.last_day, one.unit, extra)


def _resume(running: list[Clock], extra: frozenset[date], reason: str | None) -> None:
    """Go on from today with the days that were left."""
    for one in running:
        if one.remaining_days is None:
            continue
        _end_on(one, workdays.last_day(clock.today(), one.remaining_days, one.unit, extra))
        one.suspended_at, one.remaining_days, one.reason = None, None, reason


def _end_on(one: Clock, last: date) -> None:
    one.last_day, one.due_at = last, clock.start_of(last + timedelta(days=1))


async def go_on(session: AsyncSession, case: Case, referral: UUID) -> None:
    """Let the limit of a referral's answer go on, as if nothing had stopped it: its end is as it was."""
    one = await queries.last_stopped(session, case, ANSWER_LIMIT, referral=referral)
    if one is not None:
        one.stopped_at = one.stopped_by = None


async def extend(session: AsyncSession, one: Clock, *, days: int, reason: str) -> None:
    """Give a running clock so many days of its unit more; `Invalid` where its rule allows fewer.

    A limit that has passed is extended from its last day, so the new one must lie ahead.
    """
    total = one.extended_days + days
    if one.extension_limit is not None and total > one.extension_limit:
        left = one.extension_limit - one.extended_days
        cited = one.extension_citation or one.citation
        detail = Text(
            f"Perpanjangan paling lama {left} hari lagi ({cited}).", f"At most {left} more days ({cited})."
        )
        raise Invalid(errors=[FieldError("/days", "too-long", detail)])
    last = workdays.last_day(one.last_day, days, one.unit, await cases.extra_days(session))
    if last < clock.today():
        detail = Text(
            f"Batas baru {last:%Y-%m-%d} sudah lewat.", f"The new limit {last:%Y-%m-%d} has passed already."
        )
        raise Invalid(errors=[FieldError("/days", "still-past", detail)])
    _end_on(one, last)
    one.extended_days, one.reason = total, reason
    one.passed_at = one.reminded_at = None
