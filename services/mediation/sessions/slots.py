"""Quarter-hours: pure. What a session takes, and of whom."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.mediation.cases.models import MediationSession

QUARTER = timedelta(minutes=15)


def quarters(starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """The beginning, in UTC, of each quarter of an hour that a time span touches."""
    at = starts_at.astimezone(UTC)
    at = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    while at < ends_at:
        yield at
        at += QUARTER


def resources(session: MediationSession) -> list[str]:
    """What a session takes, sorted: of two who book at once, each then waits for the same one first."""
    taken = [f"mediator:{session.mediator_id}"]
    if session.place is not None:
        taken.append(f"tempat:{' '.join(session.place.casefold().split())}")
    if session.link is not None:
        taken.append(f"tautan:{session.link}")
    return sorted(taken)
