"""What the API takes and gives for stage, status and verification."""

from typing import Literal
from uuid import UUID

from services.kit.paging import PageQuery
from services.kit.sources import Mark, SourceIn, SourceOut
from services.kit.words import Code, In, Moment, Out, PastDate, Prose


class ChangesQuery(PageQuery):
    """Changes, newest first."""

    sort: Literal["-recorded_at"] = "-recorded_at"


class StageChangeIn(In):
    """Since when the forum is in a stage; today where no time is named."""

    stage: Code
    since: PastDate | None = None
    source: SourceIn | None = None
    mark: Mark | None = None


class StageChangeOut(Out):
    """A stage of the forum since a time. The first stage of an imported forum is in its import."""

    id: UUID
    stage: str
    since: str
    source: SourceOut | None
    mark: Mark | None
    recorded_by: str
    recorded_at: Moment


class StatusChangeIn(In):
    """A status since a time (today where none is named), and why."""

    status: Code
    reason: Prose
    since: PastDate | None = None


class StatusChangeOut(Out):
    """A status of the forum since a time."""

    id: UUID
    previous: str
    status: str
    since: str
    reason: str
    recorded_by: str
    recorded_at: Moment


class VerificationIn(In):
    """By which means the forum was found to be as the register says.

    `status` is the status found, `since` since when; a status must be given while the forum is a proposal
    or unverified.
    """

    means: Code
    note: Prose | None = None
    status: Code | None = None
    since: PastDate | None = None


class VerificationOut(Out):
    """The secretariat made sure of a version of the forum."""

    id: UUID
    forum_version: int
    means: str
    note: str | None
    recorded_by: str
    recorded_at: Moment
