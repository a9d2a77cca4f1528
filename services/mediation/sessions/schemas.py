"""What the API takes and gives for sessions."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.words import In, Line, Moment, Out, Prose, Website, never_null
from services.mediation.cases.schemas import Instant

Kind = Literal["pertemuan", "kaukus", "penandatanganan"]


class SessionIn(In):
    """A session: at a place, by a link, or both. A caucus names its party; others say whom they invite."""

    kind: Kind
    starts_at: Instant
    ends_at: Instant
    place: Line | None = None
    link: Website | None = None
    agenda: Prose | None = None
    party_id: UUID | None = None
    invited: Annotated[
        list[UUID] | None,
        Field(max_length=100, description="Pihak; tanpa ini semua yang berselisih / parties; else all."),
    ] = None


class SessionPatch(In):
    """What may change of a session that is still to come."""

    starts_at: Instant | None = None
    ends_at: Instant | None = None
    place: Line | None = None
    link: Website | None = None
    agenda: Prose | None = None

    _given = never_null("starts_at", "ends_at")


class CancellationIn(In):
    """Why a session is cancelled."""

    reason: Prose


class AdjournmentIn(In):
    """Why a session is put off, and to when; the place stays unless another is named."""

    reason: Prose
    starts_at: Instant
    ends_at: Instant
    place: Line | None = None
    link: Website | None = None
    agenda: Prose | None = None


class PersonIn(In):
    """Somebody who came."""

    name: Line
    position: Line | None = None


class AttendanceIn(In):
    """Whether an invited party came, and by whom."""

    party_id: UUID
    present: bool
    people: Annotated[list[PersonIn], Field(max_length=50, default_factory=list)]


class RecordIn(In):
    """What a session was: its list of attendance, minutes and berita acara. A caucus keeps no minutes."""

    attendance: Annotated[list[AttendanceIn], Field(min_length=1, max_length=100)]
    minutes: Prose | None = None
    official_report: Prose | None = None
    report_number: Line | None = None


class PersonOut(Out):
    """Somebody who came."""

    name: str
    position: str | None


class InviteeOut(Out):
    """A party that was invited; `present` null until the session is recorded."""

    party_id: UUID
    name: str
    present: bool | None
    people: list[PersonOut]


class SessionOut(Out):
    """A session as those invited see it; `sequence` is that of its invitation."""

    id: UUID
    version: int
    sequence: int
    kind: Kind
    state: Literal["terjadwal", "dilaksanakan", "diundur", "dibatalkan"]
    starts_at: Moment
    ends_at: Moment
    place: str | None
    link: str | None
    agenda: str | None
    mediator: str
    party_id: UUID | None
    follows: UUID | None
    reason: str | None
    invited: list[InviteeOut]
    minutes: str | None
    official_report: str | None
    report_number: str | None
    held_at: Moment | None
    created_at: Moment
    updated_at: Moment
