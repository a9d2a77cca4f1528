"""What the API takes and gives for early warnings."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictInt

from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.words import (
    Code,
    In,
    Line,
    Moment,
    Out,
    PastDate,
    Prose,
    check_distinct,
    never_null,
)
from services.mediation.cases.schemas import Day, RegionCode, Slug

Institution = Literal["forum", "pemda", "kesbangpol", "fkdm", "fpk", "tim_kewaspadaan_dini", "masyarakat"]
State = Literal["baru", "diperiksa", "ditindaklanjuti", "ditutup", "tidak_terbukti"]
Severity = Annotated[StrictInt, Field(ge=1, le=5, description="1 ringan .. 5 gawat / 1 slight .. 5 grave.")]
Regions = Annotated[list[RegionCode], Field(min_length=1, max_length=20), AfterValidator(check_distinct)]
Forums = Annotated[list[Slug], Field(max_length=50), AfterValidator(check_distinct)]


def _in_order(border: str) -> str:
    one, _, other = border.partition("/")
    if one >= other:
        raise InvalidValue("disordered", Text("Kode yang kecil dahulu.", "The lesser code comes first."))
    return border


Border = Annotated[
    str,
    AfterValidator(_in_order),
    Field(
        pattern=r"^[1-9][0-9](\.[0-9]{2})?/[1-9][0-9](\.[0-9]{2})?$",
        description="Batas: dua kode wilayah, yang kecil dahulu / a border, the lesser code first.",
        examples=["16.02/18.11"],
    ),
]


class StatementIn(In):
    """What somebody says, and from where they have it. It is alleged until the office judges it."""

    text: Prose
    source: Line


class WarningIn(In):
    """A signal. `forums` are the forums that may see it, beside the reporter and the office."""

    title: Line
    classification: Code
    severity: Severity
    region_codes: Regions
    place: Line | None = None
    occurred_on: PastDate | None = None
    institution: Institution
    contact: Line | None = None
    forums: Annotated[Forums, Field(default_factory=list)]
    statements: Annotated[list[StatementIn], Field(min_length=1, max_length=50)]


class WarningPatch(In):
    """What the office makes of a signal; a list is replaced whole."""

    classification: Code | None = None
    severity: Severity | None = None
    region_codes: Regions | None = None
    place: Line | None = None
    forums: Forums | None = None

    _given = never_null("classification", "severity", "region_codes", "forums")


class AssessmentIn(In):
    """What the office finds of one statement, and on which basis."""

    status: Literal["terkonfirmasi", "dibantah"]
    basis: Prose


class CorroborationIn(In):
    """The same was seen, or was not."""

    supports: bool
    text: Prose


class MeetingIn(In):
    """A joint meeting of the sides."""

    on: Day
    place: Line
    agenda: Prose


class EscalationIn(In):
    """What a signal becomes."""

    to: Literal["perkara", "rapat_bersama"]
    reason: Prose
    meeting: MeetingIn | None = None


class ClosingIn(In):
    """How a signal ended."""

    unfounded: bool
    outcome: Prose


class StatementOut(Out):
    """A statement; `status` keeps what is alleged apart from what is established.

    `source` and `said_by` are for the office, who reported the signal, and who said it; null for others.
    """

    id: UUID
    text: str
    source: str | None
    status: Literal["dugaan", "terkonfirmasi", "dibantah"]
    said_by: str | None
    said_at: Moment
    assessed_at: Moment | None
    basis: str | None


class CorroborationOut(Out):
    """What another source adds; `given_by` as `said_by` of a statement."""

    id: UUID
    supports: bool
    text: str
    given_by: str | None
    given_at: Moment


class WarningOut(Out):
    """A signal: `alleged`, `established` and `refuted` are its statements by what the office found.

    `reported_by` and `contact` are for the office and who reported it; null for others.
    """

    id: UUID
    version: int
    title: str
    classification: str
    severity: int
    state: State
    occurred_on: str | None
    region_codes: list[str]
    border: str | None
    place: str | None
    institution: Institution
    contact: str | None
    reported_by: str | None
    forum: str | None
    forums: list[str]
    alleged: list[StatementOut]
    established: list[StatementOut]
    refuted: list[StatementOut]
    corroborations: list[CorroborationOut]
    escalated_to: str | None
    case_id: UUID | None
    meeting: dict[str, Any] | None
    outcome: str | None
    demo: bool
    created_at: Moment
    updated_at: Moment


class WarningQuery(PageQuery):
    """Filters of the list of signals, newest first."""

    sort: Literal["-created_at"] = "-created_at"
    state: State | None = None
    classification: Code | None = None
    border: Border | None = None
    region: RegionCode | None = None
    province: Annotated[str | None, Field(pattern=r"^[1-9][0-9]$")] = None
    institution: Institution | None = None
    least_severity: Annotated[int | None, Field(ge=1, le=5)] = None


class WarningHistoryOut(Out):
    """One act on a signal; `who` as `said_by` of a statement."""

    version: int
    act: str
    who: str | None
    at: Moment
    why: str | None
    changes: dict[str, Any]


class WarningHistoryQuery(PageQuery):
    """Newest first."""

    sort: Literal["-version"] = "-version"


class TrendQuery(In):
    """Which border."""

    border: Border


class MonthOut(Out):
    """A month of a border."""

    month: str
    signals: int
    gravest: int
    unfounded: int


class TrendOut(Out):
    """The signals of a border by month, as far as the caller sees them; the last ten years at most."""

    border: str
    months: list[MonthOut]


class BulletinIn(In):
    """The exchange of a border for a period, and the forums it is for."""

    regions: Annotated[list[RegionCode], Field(min_length=2, max_length=2), AfterValidator(check_distinct)]
    period_from: Day
    period_to: Day
    forums: Annotated[Forums, Field(min_length=1)]
    note: Prose | None = None


class BulletinItem(Out):
    """A signal in a bulletin: what is established, and how much is only alleged."""

    classification: str
    severity: int
    state: str
    reported_on: str
    established: list[str]
    alleged: int


class BulletinOut(Out):
    """What two sides of a border exchange for a period."""

    id: UUID
    border: str
    period_from: str
    period_to: str
    note: str | None
    forums: list[str]
    items: list[BulletinItem]
    published_by: str
    published_at: Moment


class BulletinQuery(PageQuery):
    """Bulletins, newest first."""

    sort: Literal["-published_at"] = "-published_at"
    border: Border | None = None
