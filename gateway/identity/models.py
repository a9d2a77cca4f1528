"""The table of clients."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.kit.simpul import SIMPUL
from services.kit.tables import new_metadata

ROLES = ("forum", "ministry", "gwpp", "secretariat", "officer", "system")

metadata = new_metadata()


class Table(SQLModel, registry=registry(metadata=metadata)):
    """The base of every table model of the gateway's identity."""

    metadata = metadata


class Client(Table, table=True):
    """A system that may ask for access tokens. Its secret (256 random bits) is kept as SHA-256 only."""

    __tablename__ = "clients"
    __table_args__ = (
        CheckConstraint("client_id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="client_id"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
        CheckConstraint(f"simpul <@ ARRAY{list(SIMPUL)!r} AND cardinality(simpul) >= 1", name="simpul"),
        CheckConstraint("(role = 'forum') = (forum IS NOT NULL)", name="forum"),
        CheckConstraint("forum IS NULL OR cardinality(simpul) = 1", name="forum_simpul"),
        CheckConstraint("octet_length(secret_sha256) = 32", name="secret_sha256"),
    )

    client_id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    simpul: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    # The slug of the one forum it speaks for.
    forum: str | None = Field(default=None, sa_type=Text)
    # Codes of the provinces a role is narrowed to; empty where it is not.
    provinces: list[str] = Field(default=[], sa_column=Column(ARRAY(Text), nullable=False))
    secret_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # Made for demonstration: a gateway with one of these listens on loopback only.
    demonstration: bool = False
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    disabled_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
