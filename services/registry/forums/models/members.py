"""The table of members."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, func, literal_column, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, col

from services.registry.forums.models.root import Row, nullable_object


class Member(Row, table=True):
    """A region with one of its bodies, or another organisation by name. Current while `member_to` is null."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("coalesce(region_code, region_name, name) IS NOT NULL", name="named"),
        Index(
            "uq_members_current",
            "forum_id",
            "body",
            func.coalesce(text("region_code"), func.lower(func.coalesce(text("name"), text("region_name")))),
            unique=True,
            postgresql_where=text("member_to IS NULL"),
        ),
        Index("ix_members_province", text('"left"(region_code, 2)'), "forum_id"),
    )

    region_code: str | None = Field(default=None, foreign_key="regions.code", index=True, sa_type=Text)
    # The source's word; it stays where no code could be told from it.
    region_name: str | None = Field(default=None, sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    role: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    member_from: str | None = Field(default=None, sa_type=Text)
    member_to: str | None = Field(default=None, sa_type=Text)
    # {"instrument_id"} or {"pattern"}: why a region of the other level is a full member.
    ground: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    note: str | None = Field(default=None, sa_type=Text)


# Code of the province that a member is or lies in, written as its index has it.
PROVINCE_OF_MEMBER: ColumnElement[str] = func.left(col(Member.region_code), literal_column("2"), type_=Text)
