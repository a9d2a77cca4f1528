"""Officers of the desk; every case has a place in every sort, and is found by its parties"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "17b163500369"
down_revision = "c245c9c06ab7"
branch_labels = None
depends_on = None

_WORDS = "number || ' ' || title || ' ' || summary || ' ' || relief_sought"
_FOUND_BY = (
    "number || ' ' || replace(number, '/', ' ') || ' ' || title || ' ' || summary || ' ' || "
    "relief_sought || ' ' || party_names"
)
_SORTS = {
    "ix_cases_queue_due": ("due_at", "due_rank"),
    "ix_cases_queue_waiting": ("awaited_since", "wait_rank"),
}


def upgrade() -> None:
    op.create_table(
        "officers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
    )
    op.create_index("uq_officers_subject", "officers", ["subject"], unique=True)
    # Who holds cases is an officer.
    op.execute(
        "INSERT INTO officers SELECT gen_random_uuid(), 1, held.assignee, true, held.assignee, now(), now() "
        "FROM (SELECT DISTINCT assignee FROM cases WHERE assignee IS NOT NULL) AS held"
    )
    op.add_column("cases", sa.Column("party_names", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE cases SET party_names = named.names FROM (SELECT case_id, string_agg(name, ' ' ORDER BY id) "
        "AS names FROM parties WHERE left_on IS NULL GROUP BY case_id) AS named WHERE named.case_id = cases.id"
    )
    _words(_FOUND_BY)
    for index, (moment, rank) in _SORTS.items():
        second = f"EXTRACT(epoch FROM {moment} AT TIME ZONE 'UTC')::bigint"
        computed = sa.Computed(f"COALESCE({second}, 9223372036854775807)", persisted=True)
        op.add_column("cases", sa.Column(rank, sa.BigInteger(), computed))
        _sort(index, rank)


def downgrade() -> None:
    for index, (moment, rank) in _SORTS.items():
        _sort(index, moment)
        op.drop_column("cases", rank)
    _words(_WORDS)
    op.drop_column("cases", "party_names")
    op.drop_index("uq_officers_subject", table_name="officers")
    op.drop_table("officers")


def _sort(index: str, column: str) -> None:
    op.drop_index(index, table_name="cases")
    unfinished = sa.text("finished_at IS NULL")
    op.create_index(index, "cases", [column, "id"], postgresql_where=unfinished)


def _words(expression: str) -> None:
    """A generated column is made anew: its expression cannot be changed."""
    op.drop_column("cases", "words")
    computed = sa.Computed(f"to_tsvector('simple'::regconfig, {expression})", persisted=True)
    op.add_column("cases", sa.Column("words", postgresql.TSVECTOR(), computed))
    op.create_index("ix_cases_words", "cases", ["words"], postgresql_using="gin")
