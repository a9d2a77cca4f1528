"""The tables of identity."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.kit.ids import new_id
from services.kit.simpul import SIMPUL
from services.kit.tables import define_idempotency_table, new_metadata

ROLES = (
    "forum",
    "ministry",
    "gwpp",
    "secretariat",
    "officer",
    "coordinator",
    "mediator",
    "system",
    "admin",
    "auditor",
)

metadata = new_metadata()
define_idempotency_table(metadata)


class Table(SQLModel, registry=registry(metadata=metadata)):
    """The base of every table model of the gateway's identity."""

    metadata = metadata


def _moment(**arguments: Any) -> Column[datetime]:
    return Column(DateTime(timezone=True), **arguments)


class Client(Table, table=True):
    """A system that may ask for access tokens, by one of its secrets.

    `version` counts every change of it or of its secrets. Role and simpul stay what they were made.
    """

    __tablename__ = "clients"
    __table_args__ = (
        CheckConstraint("client_id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="client_id"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
        CheckConstraint(f"simpul <@ ARRAY{list(SIMPUL)!r} AND cardinality(simpul) >= 1", name="simpul"),
        CheckConstraint("(role = 'forum') = (forum IS NOT NULL)", name="forum"),
        CheckConstraint("forum IS NULL OR cardinality(simpul) = 1", name="forum_simpul"),
        CheckConstraint("octet_length(secret_sha256) = 32", name="secret_sha256"),
        CheckConstraint("disabled_reason IS NULL OR disabled_at IS NOT NULL", name="disabled_reason"),
    )

    client_id: str = Field(primary_key=True, sa_type=Text)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False, server_default=text("1")))
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    simpul: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    # The slug of the one forum it speaks for.
    forum: str | None = Field(default=None, sa_type=Text)
    # Codes of the provinces a role is narrowed to; empty where it is not.
    provinces: list[str] = Field(default=[], sa_column=Column(ARRAY(Text), nullable=False))
    # What the release before this one reads. Its secrets stand in `client_secrets`; nothing is
    # written here any more but null, once a secret ends. To be dropped by the next release.
    secret_sha256: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    # Made for demonstration: a gateway with one of these listens on loopback only.
    demonstration: bool = False
    created_at: datetime = Field(sa_column=_moment(nullable=False))
    updated_at: datetime = Field(sa_column=_moment(nullable=False, server_default=func.now()))
    disabled_at: datetime | None = Field(default=None, sa_column=_moment())
    disabled_reason: str | None = Field(default=None, sa_type=Text)


class Secret(Table, table=True):
    """What a client proves itself with: 256 random bits, kept as SHA-256 only.

    `last_used_at` is right to the minute.
    """

    __tablename__ = "client_secrets"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    client_id: str = Field(foreign_key="clients.client_id", index=True, sa_type=Text)
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_column=_moment(nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=_moment())
    expires_at: datetime | None = Field(default=None, sa_column=_moment())


class Revocation(Table, table=True):
    """An access token that ended early, or a secret all of whose tokens did.

    `id` is that of the token (`jti`) or of the secret. Past `expires_at` no such token would
    verify, and the row is purged.
    """

    __tablename__ = "revocations"

    id: UUID = Field(primary_key=True)
    client_id: str = Field(foreign_key="clients.client_id", sa_type=Text)
    expires_at: datetime = Field(sa_column=_moment(nullable=False, index=True))


class HistoryEntry(Table, table=True):
    """One act on a client: who, what, when, from where. Never changed.

    `changes` holds `{"old", "new"}` by field; secrets and tokens stand there by their ids.
    """

    __tablename__ = "client_history"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    client_id: str = Field(foreign_key="clients.client_id", index=True, sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    act: str = Field(sa_type=Text)
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=_moment(nullable=False))
    # Null where it was a command of the operator.
    address: str | None = Field(default=None, sa_type=Text)
    changes: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
