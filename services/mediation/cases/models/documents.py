"""Documents of a case, each with its versions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import CONFIDENTIALITY
from services.mediation.tables import Table, moment


class Document(Table, table=True):
    """A document by name: for the mediator, one party and the mediator, all in the case, or everybody.

    While one edits it, it is locked to them until a moment.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint(f"confidentiality IN {CONFIDENTIALITY!r}", name="confidentiality"),
        CheckConstraint("(confidentiality = 'pihak') = (party_id IS NOT NULL)", name="party_id"),
        CheckConstraint("(locked_by IS NULL) = (locked_until IS NULL)", name="lock"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    name: str = Field(sa_type=Text)
    confidentiality: str = Field(sa_type=Text)
    party_id: UUID | None = Field(default=None, foreign_key="parties.id")
    created_by: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))
    # The number of its newest version.
    latest: int = 0
    locked_by: str | None = Field(default=None, sa_type=Text)
    locked_until: datetime | None = Field(default=None, sa_column=moment())


class DocumentVersion(Table, table=True):
    """One version's bytes: where they are follows from their hash and this id."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: UUID = Field(primary_key=True)
    document_id: UUID = Field(foreign_key="documents.id")
    number: int
    content_type: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(sa_type=Text)
    uploaded_by: str = Field(sa_type=Text)
    uploaded_at: datetime = Field(sa_column=moment(nullable=False))
