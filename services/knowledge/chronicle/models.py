"""The table of versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field

from services.knowledge.tables import Table


class ItemVersion(Table, table=True):
    """An item as it stood at one version, and the act that made it so. Never changed."""

    __tablename__ = "item_versions"

    item_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_type=BigInteger)
    # `practice`, `regulation`, ...: what an id is the id of.
    kind: str = Field(sa_type=Text)
    act: str = Field(sa_type=Text)
    why: str | None = Field(default=None, sa_type=Text)
    # Whether the public may see this version: it was published as it stands here.
    is_public: bool
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
