"""What the API gives for money. Whole rupiah."""

from uuid import UUID

from services.kit.words import Out
from services.registry.forums.schemas.words import RowOut


class ShareOut(Out):
    """One region's part, by percent or in whole rupiah; null where the source does not say."""

    region_code: str
    percent: float | None
    amount_idr: int | None


class DonorOut(Out):
    """A donor, until when it gives, and what follows."""

    name: str
    until: str | None
    afterwards: str | None


class SponsorOut(Out):
    """A sponsor, and what it gets in return."""

    name: str
    in_return: str | None


class FundingOut(RowOut):
    """A source of money."""

    source: str
    description: str | None
    amount_idr: int | None
    spent_idr: int | None
    period: str | None
    year: int | None
    shares: list[ShareOut]
    donor: DonorOut | None
    sponsor: SponsorOut | None
    instrument_id: UUID | None


class CommitmentOut(RowOut):
    """What a member's APBD sets aside in a year, and what was realised."""

    region_code: str
    year: int
    committed_idr: int
    realised_idr: int | None
    budget_document: str | None
    funding_id: UUID | None
    instrument_id: UUID | None
    note: str | None
