"""What the API takes for money, and the summary that the public sees."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.words import Code, In, Line, Out, Prose, never_null
from services.registry.forums.schemas.words import RegionCode, RowPatch, Rupiah

Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=7, decimal_places=4, allow_inf_nan=False),
    PlainSerializer(float, return_type=float),
]
Year = Annotated[int, Field(ge=1945, le=2200)]


class ShareIn(In):
    """One region's part: by percent, or in whole rupiah; amounts follow where only percents are given."""

    region_code: RegionCode
    percent: Percent | None = None
    amount_idr: Rupiah | None = None


class DonorIn(In):
    """A donor, until when it gives, and what follows."""

    name: Line
    until: PartialDate | None = None
    afterwards: Prose | None = None


class SponsorIn(In):
    """A sponsor, and what it gets in return."""

    name: Line
    in_return: Prose | None = None


Shares = Annotated[list[ShareIn], Field(max_length=600)]


class FundingPatch(RowPatch):
    """The fields of a source of money that a write may change."""

    source: Code | None = None
    description: Prose | None = None
    amount_idr: Rupiah | None = None
    spent_idr: Rupiah | None = None
    period: Line | None = None
    year: Year | None = None
    shares: Shares | None = None
    donor: DonorIn | None = None
    sponsor: SponsorIn | None = None
    instrument_id: UUID | None = None

    _given = never_null("source", "shares")


class FundingIn(FundingPatch):
    """A new source of money."""

    source: Code
    shares: Shares = Field(default_factory=list)


class FundingQuery(PageQuery):
    """Sources in the order of their list."""

    source: Code | None = None
    year: Year | None = None
    sort: Literal["position"] = "position"


class CommitmentPatch(RowPatch):
    """The fields of a commitment that a write may change."""

    region_code: RegionCode | None = None
    year: Year | None = None
    committed_idr: Rupiah | None = None
    realised_idr: Rupiah | None = None
    budget_document: Line | None = None
    funding_id: UUID | None = None
    instrument_id: UUID | None = None
    note: Prose | None = None

    _given = never_null("region_code", "year", "committed_idr")


class CommitmentIn(CommitmentPatch):
    """A new commitment of a member's APBD."""

    region_code: RegionCode
    year: Year
    committed_idr: Rupiah


class CommitmentQuery(PageQuery):
    """Commitments in the order of their list."""

    region_code: RegionCode | None = None
    year: Year | None = None
    sort: Literal["position"] = "position"


class SummaryQuery(In):
    """Of which years: at most 50, the newest first."""

    from_year: Year | None = None
    to_year: Year | None = None


class SourceSumOut(Out):
    """What one kind of source gave in a year. `percent` is its part of what is known of that year."""

    source: str
    amount_idr: int
    spent_idr: int
    percent: float | None


class YearSumOut(Out):
    """Money of one year; `year` is null for what bears none."""

    year: int | None
    amount_idr: int
    spent_idr: int
    committed_idr: int
    realised_idr: int
    sources: list[SourceSumOut]


class ConcentrationOut(Out):
    """One source carries more than the forum set as its limit."""

    code: Literal["ketergantungan-sumber"]
    year: int | None
    source: str
    percent: float
    limit_percent: float
    reason: str


class SummaryOut(Out):
    """What came in and went out, for the public. Only amounts that are recorded are summed."""

    share_limit_percent: float | None
    years: list[YearSumOut]
    warnings: list[ConcentrationOut]


class FundingPolicyIn(In):
    """How much of a year's money one source may carry before the summary warns; null: no warning."""

    share_limit_percent: Percent | None
