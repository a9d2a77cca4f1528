"""The tables of the directory."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlmodel import Field

from services.knowledge.tables import Table


def _codes() -> Column[list[str]]:
    return Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))


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
        Index(None, "members", postgresql_using="gin"),
        Index(None, "urusan", postgresql_using="gin"),
        Index(None, "founded_last"),
        Index(None, "shape"),
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
    orientation: str | None = Field(default=None, sa_type=Text)
    institutional_format: str | None = Field(default=None, sa_type=Text)
    management: str | None = Field(default=None, sa_type=Text)
    basis: list[str] = Field(sa_column=_codes())
    network_types: list[str] = Field(sa_column=_codes())
    # `provinsi` and `kabkota`: of the full members.
    levels: list[str] = Field(sa_column=_codes())
    # The first and the last day that its partial date of foundation may mean.
    founded_first: date | None = None
    founded_last: date | None = None
    sectors: list[str] = Field(sa_column=_codes())
    # Codes of the members' regions, and of the provinces they lie in.
    regions: list[str] = Field(sa_column=_codes())
    # Codes of the current members alone.
    members: list[str] = Field(sa_column=_codes())
    # Affairs of government: those its sectors are mapped onto, and those its instruments name.
    urusan: list[str] = Field(sa_column=_codes())
    # Until when it has a secretariat: a partial date, `9999` for open, null for none.
    secretariat_until: str | None = Field(default=None, sa_type=Text)
    last_verified_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), index=True)
    )
    updated_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # Of which shape the document and these columns are; another one is rendered again.
    shape: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class EntryVersion(Table, table=True):
    """An entry as it was at one position of knowledge's own feed: what the digest sums. Never changed."""

    __tablename__ = "directory_versions"
    __table_args__ = (Index(None, "entry_id"), Index(None, "bucket"))

    outbox_id: UUID = Field(sa_column=Column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True))
    entry_id: UUID
    version: int = Field(sa_type=BigInteger)
    # Hexadecimal SHA-256 of the id: every entry falls in exactly one bucket.
    bucket: str = Field(sa_type=Text)
    # SHA-256 of `id:version:content_sha256` as a number; null where the entry is gone.
    leaf: Decimal | None = Field(default=None, sa_type=Numeric(78, 0))


class EntryInstrument(Table, table=True):
    """What the registry tells of an instrument of an entry: what the filters of the directory ask."""

    __tablename__ = "directory_instruments"
    __table_args__ = (
        Index(None, "entry_id"),
        Index(None, "nature", "pattern"),
        Index(None, "closes_on"),
    )

    instrument_id: UUID = Field(primary_key=True)
    entry_id: UUID = Field(
        sa_column=Column(ForeignKey("directory_entries.id", ondelete="CASCADE"), nullable=False)
    )
    document_kind: str | None = Field(default=None, sa_type=Text)
    cooperation_kind: str | None = Field(default=None, sa_type=Text)
    nature: str | None = Field(default=None, sa_type=Text)
    pattern: str | None = Field(default=None, sa_type=Text)
    # A partial date, as the registry has it.
    signed_on: str | None = Field(default=None, sa_type=Text)
    starts_on: date | None = None
    closes_on: date | None = None
    lacks_approval: bool
    awaits_agreement: bool
    has_agreement: bool
    is_followed_up: bool
    calls_for_secretariat: bool


class EntryBorderPair(Table, table=True):
    """Two regions on record in the registry as bordering each other; the lower code stands first."""

    __tablename__ = "directory_border_pairs"
    __table_args__ = (Index(None, "lower_code", "higher_code"), Index(None, "higher_code"))

    id: UUID = Field(primary_key=True)
    version: int = Field(sa_type=BigInteger)
    epoch: str = Field(sa_type=Text)
    pos: int = Field(sa_type=BigInteger)
    lower_code: str = Field(sa_type=Text)
    higher_code: str = Field(sa_type=Text)
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
