"""A case, and the counter that numbers them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Computed, Date, Index, Text, desc, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import KINDS, MANDATES, OUTCOMES, STATES
from services.mediation.tables import Table, json_list_column, json_object_column, moment, texts


def _rank_of(moment: str) -> Column[int]:
    """The second of a moment; what has none comes last, and has a place all the same."""
    second = f"EXTRACT(epoch FROM {moment} AT TIME ZONE 'UTC')::bigint"
    return Column(BigInteger, Computed(f"COALESCE({second}, 9223372036854775807)", persisted=True))


class CaseCounter(Table, table=True):
    """The last number given in a year. Its row stays locked until the filing commits, so none is skipped."""

    __tablename__ = "case_counters"

    year: int = Field(primary_key=True)
    last: int


class Case(Table, table=True):
    """A request for mediation and everything that became of it.

    What stands below `priority` is derived from the rows below the case at each act, so that a queue of
    100,000 cases is one index read.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"mandate IN {MANDATES!r}", name="mandate"),
        CheckConstraint(f"outcome IN {OUTCOMES!r}", name="outcome"),
        CheckConstraint("(state = 'ditangguhkan') = (suspended_from IS NOT NULL)", name="suspended_from"),
        CheckConstraint("(hold_reason IS NULL) = (hold_since IS NULL)", name="hold"),
        CheckConstraint("(state = 'dipesan') <= (reserved_until IS NOT NULL)", name="reserved_until"),
        Index("uq_cases_number", "number", unique=True),
        # The queue's sorts: unfinished cases by what comes first.
        # Descending as its negative, so that a page goes on by one comparison of rows.
        Index(
            "ix_cases_queue_priority", text("(-priority)"), "id", postgresql_where=text("finished_at IS NULL")
        ),
        Index("ix_cases_queue_due", "due_rank", "id", postgresql_where=text("finished_at IS NULL")),
        Index("ix_cases_queue_waiting", "wait_rank", "id", postgresql_where=text("finished_at IS NULL")),
        Index("ix_cases_assignee", "assignee", text("(-priority)"), "id"),
        Index("ix_cases_state", "state", text("(-priority)"), "id"),
        Index("ix_cases_created", desc("created_at"), desc("id")),
        Index(
            "ix_cases_retained", "retained_until", "id", postgresql_where=text("retained_until IS NOT NULL")
        ),
        Index("ix_cases_words", "words", postgresql_using="gin"),
        Index("ix_cases_provinces", "provinces", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    number: str = Field(sa_type=Text)
    # The forum through which it came: its secretariat speaks for whoever has no access of their own.
    forum: str | None = Field(default=None, index=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    # Whether it is within role e of the node: between forums, or inside one.
    mandate: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    summary: str = Field(default="", sa_type=Text)
    relief_sought: str = Field(default="", sa_type=Text)
    state: str = Field(sa_type=Text)
    suspended_from: str | None = Field(default=None, sa_type=Text)
    outcome: str | None = Field(default=None, sa_type=Text)
    root_causes: list[str] = Field(default_factory=list, sa_column=texts())
    related_forums: list[str] = Field(default_factory=list, sa_column=texts())
    related_instruments: list[str] = Field(default_factory=list, sa_column=texts())
    duplicate_of: UUID | None = Field(default=None, foreign_key="cases.id", index=True)
    split_from: UUID | None = Field(default=None, foreign_key="cases.id", index=True)
    # What the forum itself agreed to do first: `{"instrument_id", "title", "clause"}`; and what became of it.
    clause: dict[str, Any] | None = Field(default=None, sa_column=json_object_column(nullable=True))
    clause_status: str = Field(default="tidak_ada", sa_type=Text)
    letter: str | None = Field(default=None, sa_type=Text)
    demo: bool = False
    reserved_until: datetime | None = Field(default=None, sa_column=moment())
    filed_at: datetime | None = Field(default=None, sa_column=moment())
    filed_by: str = Field(sa_type=Text)
    assignee: str | None = Field(default=None, sa_type=Text)
    assigned_at: datetime | None = Field(default=None, sa_column=moment())
    unassigned_since: datetime | None = Field(default=None, sa_column=moment())
    # What the coordinator wrote with it.
    disposition: str | None = Field(default=None, sa_type=Text)
    # The subject of the mediator who is proposed or appointed, where that is a person of this node.
    mediator_subject: str | None = Field(default=None, index=True, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))
    # Since when nothing more is to be done; it stays findable.
    finished_at: datetime | None = Field(default=None, sa_column=moment())
    # The last day on which it is kept, see `services.mediation.retention`; a hold keeps it past that.
    retained_until: date | None = Field(default=None, sa_type=Date)
    hold_reason: str | None = Field(default=None, sa_type=Text)
    hold_since: datetime | None = Field(default=None, sa_column=moment())
    destruction_proposed_at: datetime | None = Field(default=None, sa_column=moment())
    destroyed_at: datetime | None = Field(default=None, sa_column=moment())

    priority: int = 0
    priority_reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    awaited: str | None = Field(default=None, sa_type=Text)
    awaited_since: datetime | None = Field(default=None, sa_column=moment())
    due_at: datetime | None = Field(default=None, sa_column=moment())
    due: dict[str, Any] | None = Field(default=None, sa_column=json_object_column(nullable=True))
    due_rank: int | None = Field(default=None, sa_column=_rank_of("due_at"))
    wait_rank: int | None = Field(default=None, sa_column=_rank_of("awaited_since"))
    # What an officer sees of the rows below without opening the case.
    standing: dict[str, Any] = Field(default_factory=dict, sa_column=json_object_column())
    # Of each part in the case, which acts are possible now and why the others are not.
    acts: dict[str, Any] = Field(default_factory=dict, sa_column=json_object_column())
    # When it first entered each state: `{"mediasi": "2026-11-22T07:00:00+00:00"}`.
    milestones: dict[str, Any] = Field(default_factory=dict, sa_column=json_object_column())
    # Provinces in which its parties lie.
    provinces: list[str] = Field(default_factory=list, sa_column=texts())
    # Names of those that stand, to be found by.
    party_names: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    words: str | None = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed(
                "to_tsvector('simple'::regconfig, "
                "number || ' ' || replace(number, '/', ' ') || ' ' || title || ' ' || summary || ' ' || "
                "relief_sought || ' ' || party_names)",
                persisted=True,
            ),
        ),
    )
