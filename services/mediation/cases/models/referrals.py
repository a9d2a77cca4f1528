"""Referral dossiers, and what became of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.models.letters import FILE_STATES
from services.mediation.tables import Table, json_list_column, json_object_column, moment, texts

OUTCOMES_OF_REFERRAL = ("ditangani", "diselesaikan", "dikembalikan", "tidak_berwenang")


class Referral(Table, table=True):
    """One edition of a case's dossier: the newest counts. It tells what is open, never who offered what.

    body        the code of the authority it goes to, see `services.mediation.authority.rules`
    province    that of a governor
    issues      the ids of the issues it passes on
    data        the dossier, as its paper and the API tell it
    replies     `[{"number", "dated", "outcome", "note", "at", "by", "letter", "superseded"}]`, oldest first;
                `superseded` is `{"at", "reason", "by_reply"}` of one that was recorded wrongly
    """

    __tablename__ = "referrals"
    __table_args__ = (
        UniqueConstraint("case_id", "edition"),
        CheckConstraint(f"file_state IN {FILE_STATES!r}", name="file_state"),
        CheckConstraint("(file_state = 'siap') = (file_sha256 IS NOT NULL)", name="file"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    edition: int
    body: str = Field(sa_type=Text)
    addressee: dict[str, Any] = Field(sa_column=json_object_column())
    province: str | None = Field(default=None, sa_type=Text)
    issues: list[str] = Field(default_factory=list, sa_column=texts())
    data: dict[str, Any] = Field(sa_column=json_object_column())
    file_state: str = Field(sa_type=Text)
    file_sha256: str | None = Field(default=None, sa_type=Text)
    file_size: int | None = Field(default=None, sa_type=BigInteger)
    composed_by: str = Field(sa_type=Text)
    composed_at: datetime = Field(sa_column=moment(nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=moment())
    letter_id: UUID | None = Field(default=None, foreign_key="letters.id", index=True)
    receipt_number: str | None = Field(default=None, sa_type=Text)
    received_on: date | None = Field(default=None, sa_column=Column(Date))
    replies: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())

    @property
    def standing_replies(self) -> list[dict[str, Any]]:
        """The replies that were not found to be wrong, the oldest first."""
        return [one for one in self.replies if one.get("superseded") is None]
