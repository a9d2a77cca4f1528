"""How long the papers of a case that ended are kept: rules, which are data."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Text
from sqlmodel import Field

from services.mediation.cases.codes import ENDS
from services.mediation.cases.models.clocks import MARKS
from services.mediation.tables import Table, json_object_column, moment


class RetentionRule(Table, table=True):
    """The years for which a case is kept after it ended in a state; a case that ended keeps its day.

    citation, mark   the archive's schedule it follows; both null while it is the platform's own setting
    """

    __tablename__ = "retention_rules"
    __table_args__ = (
        CheckConstraint(f"state IN {ENDS!r}", name="state"),
        CheckConstraint("years BETWEEN 1 AND 100", name="years"),
        CheckConstraint(f"mark IN {MARKS!r}", name="mark"),
        CheckConstraint("(citation IS NULL) = (mark IS NULL)", name="citation"),
    )

    state: str = Field(primary_key=True, sa_type=Text)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    years: int
    citation: str | None = Field(default=None, sa_type=Text)
    mark: str | None = Field(default=None, sa_type=Text)
    updated_at: datetime = Field(sa_column=moment(nullable=False))


class RetentionRuleChange(Table, table=True):
    """What a rule was after each change, by whom and why."""

    __tablename__ = "retention_rule_changes"

    state: str = Field(foreign_key="retention_rules.state", primary_key=True, sa_type=Text)
    version: int = Field(sa_column=Column(BigInteger, primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    actor: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    document: dict[str, Any] = Field(sa_column=json_object_column())
