"""The tables of money."""

from typing import Any

from sqlalchemy import BigInteger, Column, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.registry.forums.models.root import Row


class Funding(Row, table=True):
    """A source of money; shares by percent or in whole rupiah."""

    __tablename__ = "funding"

    source: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    amount_idr: int | None = Field(default=None, sa_type=BigInteger)
    period: str | None = Field(default=None, sa_type=Text)
    # [{"region_code", "percent", "amount_idr"}]
    shares: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
