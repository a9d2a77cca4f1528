"""The tables of writing and of the shelf."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _moment(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


def _item() -> Column[UUID]:
    return Column(ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True)


class Item(Table, table=True):
    """A piece of knowledge as those who keep it see it, the working copy; the public reads the shelf.

    `version` rises with every write; `revision` only when the content changes: it is what reviews are of.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index(None, "kind", "state", "updated_at", "id"),
        Index(None, "kind", "forum_slug", "updated_at", "id"),
        Index(None, "reviewers", postgresql_using="gin"),
        Index(
            "uq_items_origin",
            text("kind"),
            text("(origin->>'simpul')"),
            text("(origin->>'id')"),
            unique=True,
            postgresql_where=text("origin IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(sa_type=Text)
    slug: str = Field(sa_type=Text)
    version: int = Field(default=1, sa_type=BigInteger)
    revision: int = Field(default=1, sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    content: dict[str, Any] = Field(sa_column=Column(JSON(none_as_null=True), nullable=False))
    # The forum whose knowledge it is and which may write it; null where it is the secretariat's.
    forum_slug: str | None = Field(default=None, sa_type=Text)
    # Where it was handed over from: {simpul, id, slug, forum_slug, revision}.
    origin: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    reviewers: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    # Who wrote any of what is not yet published: somebody else reviews it.
    authors: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    # What came from the other simpul last, by its hash, and what came since this copy was edited.
    arrived_sha256: str | None = Field(default=None, sa_type=Text)
    offer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    # Versions up to this one are no longer public: the item was withdrawn then.
    hidden_through: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0"))
    )
    published_revision: int | None = Field(default=None, sa_type=BigInteger)
    published_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    created_at: datetime = Field(sa_column=_moment())
    updated_at: datetime = Field(sa_column=_moment())
    # The working copy, rendered at its last write.
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class ShelfCopy(Table, table=True):
    """An item as it was published, rendered once: what every list and read of the public gives.

    `tags` are `name:value` of what lists filter by, e.g. `sector:persampahan`, `region:34.71`.
    """

    __tablename__ = "shelf"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index(None, "kind", "title", "id"),
        Index(None, "kind", "published_at", "id"),
        Index(None, "tags", postgresql_using="gin"),
    )

    id: UUID = Field(
        sa_column=Column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    )
    kind: str = Field(sa_type=Text)
    slug: str = Field(sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    title: str = Field(sa_type=Text)
    tags: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    published_at: datetime = Field(sa_column=_moment())
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    # The content that was published: the working copy may say something else by now.
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Review(Table, table=True):
    """A verdict on one revision of an item. Never changed."""

    __tablename__ = "reviews"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(sa_column=_item())
    revision: int = Field(sa_type=BigInteger)
    verdict: str = Field(sa_type=Text)
    comment: str | None = Field(default=None, sa_type=Text)
    reviewed_by: str = Field(sa_type=Text)
    reviewed_at: datetime = Field(sa_column=_moment())


class Comment(Table, table=True):
    """A remark on an item, on the whole or at one of its fields."""

    __tablename__ = "comments"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(sa_column=_item())
    revision: int = Field(sa_type=BigInteger)
    # A JSON pointer into the content; null for the whole.
    pointer: str | None = Field(default=None, sa_type=Text)
    words: str = Field(sa_type=Text)
    is_resolved: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=text("false"))
    )
    commented_by: str = Field(sa_type=Text)
    commented_at: datetime = Field(sa_column=_moment())


class Attachment(Table, table=True):
    """A file beside an item; its bytes are in the store of files."""

    __tablename__ = "attachments"

    id: UUID = Field(primary_key=True)
    item_id: UUID = Field(sa_column=_item())
    name: str = Field(sa_type=Text)
    content_type: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(sa_type=Text)
    is_public: bool
    # Whether a scanner looked at it; a file that it refused is never stored.
    is_scanned: bool
    uploaded_by: str = Field(sa_type=Text)
    uploaded_at: datetime = Field(sa_column=_moment())


class Handover(Table, table=True):
    """A published item to be offered to the other simpul: there it arrives as a row of its own."""

    __tablename__ = "handovers"
    __table_args__ = (Index(None, "attempts", "id", postgresql_where=text("done_at IS NULL")),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(sa_column=_item())
    to_simpul: str = Field(sa_type=Text)
    revision: int = Field(sa_type=BigInteger)
    # What goes over: kind, slug, content, attachments, origin.
    parcel: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    requested_by: str = Field(sa_type=Text)
    requested_at: datetime = Field(sa_column=_moment())
    done_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    attempts: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
