"""Codes by which a party without access of its own comes to its one case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary, Text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.tables import Table, moment


class AccessCode(Table, table=True):
    """128 random bits for one party of one case, kept as SHA-256."""

    __tablename__ = "access_codes"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    party_id: UUID = Field(foreign_key="parties.id", index=True)
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    issued_by: str = Field(sa_type=Text)
    issued_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=moment())
    # When it was last exchanged for a token, and how often.
    used_at: datetime | None = Field(default=None, sa_column=moment())
    uses: int = 0
