"""The one place that asks what time it is, so that a test can say it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)

# Legal days and years are counted in Western Indonesian time.
LEGAL_ZONE = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """The present moment, in UTC, with its offset."""
    return _fixed.get() or datetime.now(UTC)


def today(zone: ZoneInfo = LEGAL_ZONE) -> date:
    """The present day where the law counts it."""
    return legal_day(now(), zone)


def legal_day(moment: datetime, zone: ZoneInfo = LEGAL_ZONE) -> date:
    """The day of a moment where the law counts it."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo = LEGAL_ZONE) -> datetime:
    """The moment at which a legal day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Within the block, it is `at` (which must carry an offset)."""
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
