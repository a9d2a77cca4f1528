"""Clients: the systems that may ask for access tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "3d5a515b8665"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "clients",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("simpul", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("forum", sa.Text(), nullable=True),
        sa.Column("provinces", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("client_id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_clients_client_id")),
        sa.CheckConstraint(
            "role IN ('forum', 'ministry', 'gwpp', 'secretariat', 'officer', 'system')",
            name=op.f("ck_clients_role"),
        ),
        sa.CheckConstraint(
            "simpul <@ ARRAY['provinsi', 'kabkota'] AND cardinality(simpul) >= 1",
            name=op.f("ck_clients_simpul"),
        ),
        sa.CheckConstraint("(role = 'forum') = (forum IS NOT NULL)", name=op.f("ck_clients_forum")),
        sa.CheckConstraint("forum IS NULL OR cardinality(simpul) = 1", name=op.f("ck_clients_forum_simpul")),
        sa.CheckConstraint("octet_length(secret_sha256) = 32", name=op.f("ck_clients_secret_sha256")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_clients")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("clients")
