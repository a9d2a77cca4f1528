"""What mediation holds of the registry."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from services.mediation.tables import Table, json_list_column


class ReferenceCode(Table, table=True):
    """One code of a vocabulary."""

    __tablename__ = "reference_terms"

    vocabulary: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(primary_key=True, sa_type=Text)
    label_id: str = Field(sa_type=Text)
    label_en: str = Field(sa_type=Text)
    epoch: str = Field(sa_type=Text)


class ReferenceRegion(Table, table=True):
    """A province, kabupaten or kota. One that is not autonomous has no government of its own."""

    __tablename__ = "reference_regions"

    code: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    autonomous: bool
    # The day from which it is no more.
    valid_to: str | None = Field(default=None, sa_type=Text)
    epoch: str = Field(sa_type=Text)


class ReferenceForum(Table, table=True):
    """A forum of this simpul: who belongs to it, and how its own instruments settle disputes.

    members      `[{"region_code", "name", "role"}]` of those who belong to it now
    clauses      `[{"instrument_id", "title", "numbers", "clause"}]`, newest first
    """

    __tablename__ = "reference_forums"

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True, sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    members: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    clauses: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    epoch: str = Field(sa_type=Text)
