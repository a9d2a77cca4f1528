"""The tables of money. Whole rupiah everywhere."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field

from services.registry.forums.models.root import Row, nullable_object, objects


class Funding(Row, table=True):
    """A source of money in a year or period, and how it is shared: by percent or in whole rupiah."""

    __tablename__ = "funding"
    __table_args__ = (
        CheckConstraint("amount_idr >= 0 AND spent_idr >= 0", name="amounts"),
        Index(None, "forum_id", "year"),
    )

    source: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    amount_idr: int | None = Field(default=None, sa_type=BigInteger)
    # What was spent of it.
    spent_idr: int | None = Field(default=None, sa_type=BigInteger)
    # The source's word for when; `year` where it is one budget year.
    period: str | None = Field(default=None, sa_type=Text)
    year: int | None = None
    # [{"region_code", "percent", "amount_idr"}]
    shares: list[dict[str, Any]] = Field(default_factory=list, sa_column=objects())
    # {"name", "until", "afterwards"}: a donor leaves; what follows is planned.
    donor: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    # {"name", "in_return"}: what a sponsor gets for it, for members to review.
    sponsor: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    instrument_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)


class Commitment(Row, table=True):
    """What a member's budget (APBD) sets aside in a year, and what was realised of it."""

    __tablename__ = "commitments"
    __table_args__ = (CheckConstraint("committed_idr >= 0 AND realised_idr >= 0", name="amounts"),)

    region_code: str = Field(foreign_key="regions.code", index=True, sa_type=Text)
    year: int
    committed_idr: int = Field(sa_type=BigInteger)
    realised_idr: int | None = Field(default=None, sa_type=BigInteger)
    # The Perda on the APBD, or its amendment.
    budget_document: str | None = Field(default=None, sa_type=Text)
    funding_id: UUID | None = Field(default=None, foreign_key="funding.id", index=True)
    instrument_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)
    note: str | None = Field(default=None, sa_type=Text)
