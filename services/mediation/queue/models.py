"""What officers keep of their own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.tables import Table, json_object_column, moment


class SavedView(Table, table=True):
    """A question to the queue that an officer asks again and again. `filters` are those of `QueueQuery`."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("subject", "name", name="uq_saved_views_subject_name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    subject: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    filters: dict[str, Any] = Field(default_factory=dict, sa_column=json_object_column())
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))
