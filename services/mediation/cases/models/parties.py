"""The parties of a case, and who speaks for them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, Index, Text, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import PARTY_ROLES, POWERS, WILLINGNESS
from services.mediation.tables import Table, moment


class Party(Table, table=True):
    """A forum of this simpul, a region, or a body by name, in a dated role of one case."""

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint(f"role IN {PARTY_ROLES!r}", name="role"),
        CheckConstraint(f"willingness IN {WILLINGNESS!r}", name="willingness"),
        CheckConstraint("num_nonnulls(forum, region_code) <= 1", name="one_kind"),
        Index(
            "uq_parties_standing",
            "case_id",
            text("coalesce(forum, region_code, lower(name))"),
            unique=True,
            postgresql_where=text("left_on IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    role: str = Field(sa_type=Text)
    forum: str | None = Field(default=None, index=True, sa_type=Text)
    region_code: str | None = Field(default=None, sa_type=Text)
    # What it is called on paper: that of the forum or region when it joined, unless written by hand.
    name: str = Field(sa_type=Text)
    joined_on: date = Field(sa_type=Date)
    left_on: date | None = Field(default=None, sa_type=Date)
    left_reason: str | None = Field(default=None, sa_type=Text)
    # Its pernyataan kesediaan: what it said and when.
    willingness: str | None = Field(default=None, sa_type=Text)
    willingness_at: datetime | None = Field(default=None, sa_column=moment())
    willingness_note: str | None = Field(default=None, sa_type=Text)
    house_rules_accepted: bool = False
    reminders: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = Field(sa_column=moment(nullable=False))


class Representative(Table, table=True):
    """Who speaks for a party, by a surat kuasa that ends on a day or with the office of who gave it."""

    __tablename__ = "representatives"
    __table_args__ = (CheckConstraint(f"power IN {POWERS!r}", name="power"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    party_id: UUID = Field(foreign_key="parties.id", index=True)
    name: str = Field(sa_type=Text)
    position: str | None = Field(default=None, sa_type=Text)
    # `berunding` may negotiate, `menandatangani` may sign as well.
    power: str = Field(sa_type=Text)
    letter_number: str = Field(sa_type=Text)
    letter_date: date = Field(sa_column=Column(Date, nullable=False))
    valid_until: date | None = Field(default=None, sa_type=Date)
    # A personal kuasa ends when the head of region who gave it leaves office; the agreement does not.
    personal: bool = False
    ended_on: date | None = Field(default=None, sa_type=Date)
    ended_reason: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))
