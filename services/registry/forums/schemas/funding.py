"""What the API gives for money."""

from services.registry.forums.schemas.words import Out, RowOut


class ShareOut(Out):
    """One region's part, by percent or in whole rupiah; null where the source does not say."""

    region_code: str
    percent: float | None
    amount_idr: int | None


class FundingOut(RowOut):
    """A source of money."""

    source: str
    description: str | None
    amount_idr: int | None
    period: str | None
    shares: list[ShareOut]
