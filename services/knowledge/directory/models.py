"""The table of directory entries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlmodel import Field

from services.knowledge.tables import Table


class DirectoryEntry(Table, table=True):
    """A forum as the directory shows it, rendered when its change arrived. Id, slug and version are
    the forum's; `epoch` and `pos` tell where in the registry's feed that change stood.
    """

    __tablename__ = "directory_entries"
    __table_args__ = (
        UniqueConstraint("slug"),
        Index(None, "name", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "regions", postgresql_using="gin"),
        Index(None, "sectors", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    epoch: str = Field(sa_type=Text)
    pos: int = Field(sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    entity_kind: str = Field(sa_type=Text)
    branch: str | None = Field(default=None, sa_type=Text)
    scope: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    stage: str | None = Field(default=None, sa_type=Text)
    sectors: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    # Codes of the members' regions, and of the provinces they lie in.
    regions: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    updated_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
