"""The figures as they were last counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.mediation.tables import Table, json_object_column, moment


class Figures(Table, table=True):
    """One row: what the office sees and what everybody does. Reading it does not grow with the cases."""

    __tablename__ = "figures"
    __table_args__ = (CheckConstraint("one", name="one_row"),)

    one: bool = Field(default=True, primary_key=True)
    counted_at: datetime = Field(sa_column=moment(nullable=False))
    office: dict[str, Any] = Field(sa_column=json_object_column())
    public: dict[str, Any] = Field(sa_column=json_object_column())
