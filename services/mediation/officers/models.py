"""Who works at the desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.tables import Table, moment


class Officer(Table, table=True):
    """An account that cases may be given to. `active` false: it holds what it holds, and gets no more."""

    __tablename__ = "officers"
    __table_args__ = (Index("uq_officers_subject", "subject", unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    subject: str = Field(sa_type=Text)
    active: bool = True
    added_by: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))
