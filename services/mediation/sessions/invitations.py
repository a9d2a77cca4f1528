"""A session as iCalendar (RFC 5545, RFC 5546): an invitation, an update, or a cancellation."""

from collections.abc import Sequence
from datetime import UTC

from icalendar import Calendar, Event, vCalAddress, vText

from services.kit.simpul import Simpul
from services.mediation.cases.models import Case, MediationSession, Party

_KINDS = {"pertemuan": "Pertemuan mediasi", "kaukus": "Kaukus", "penandatanganan": "Penandatanganan"}


def method_of(case: Case, session: MediationSession) -> str:
    """`CANCEL` where the session will not be, `REQUEST` otherwise."""
    off = session.state in ("dibatalkan", "diundur")
    # Whatever was still scheduled when a case ended will not be held.
    ended = session.state == "terjadwal" and case.finished_at is not None
    return "CANCEL" if off or ended else "REQUEST"


def invitation(
    simpul: Simpul, case: Case, session: MediationSession, invited: Sequence[Party], mediator: str
) -> bytes:
    """The invitation. Its UID never changes; its SEQUENCE rises with each announced change."""
    method = method_of(case, session)
    event = Event()
    event.add("uid", f"{session.id}@{simpul}.simpul")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.updated_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", f"{_KINDS[session.kind]} {case.number}")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if session.agenda is not None:
        event.add("description", session.agenda)
    where = [text for text in (session.place, session.link) if text is not None]
    event.add("location", ", ".join(where))
    if session.link is not None:
        event.add("url", session.link)
    event.add(
        "organizer", _address(f"urn:simpul:{simpul}:mediasi", f"Meja mediasi simpul {simpul}"), encode=False
    )
    for party in invited:
        event.add("attendee", _address(f"urn:uuid:{party.id}", party.name), encode=False)
    event.add("attendee", _address(f"urn:uuid:{session.mediator_id}", mediator, role="CHAIR"), encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Simpul//Mediasi//ID")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _address(uri: str, name: str, *, role: str = "REQ-PARTICIPANT") -> vCalAddress:
    address = vCalAddress(uri)
    address.params["CN"] = vText(name)
    address.params["ROLE"] = vText(role)
    return address
