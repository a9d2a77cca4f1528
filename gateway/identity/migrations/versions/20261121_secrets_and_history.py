"""Two secrets for each client, revocations, history; the one secret of each client becomes its first.

The release before reads `clients.secret_sha256` while it runs beside, so that column stays.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.kit.revisions import make_append_only

revision = "ccae2ade8390"
down_revision = "3d5a515b8665"
branch_labels = None
depends_on = None

_ROLES_BEFORE = "'forum', 'ministry', 'gwpp', 'secretariat', 'officer', 'system'"


def upgrade() -> None:
    """Make the tables, and copy the secrets."""
    op.create_table(
        "idempotency_records",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "method", "path", "key", name=op.f("pk_idempotency_records")),
    )
    op.create_index(
        op.f("ix_idempotency_records_recorded_at"), "idempotency_records", ["recorded_at"], unique=False
    )
    op.create_table(
        "client_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.client_id"], name=op.f("fk_client_history_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_history")),
    )
    op.create_index(op.f("ix_client_history_client_id"), "client_history", ["client_id"], unique=False)
    op.create_table(
        "client_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_client_secrets_sha256")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.client_id"], name=op.f("fk_client_secrets_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_secrets")),
    )
    op.create_index(op.f("ix_client_secrets_client_id"), "client_secrets", ["client_id"], unique=False)
    op.create_table(
        "revocations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.client_id"], name=op.f("fk_revocations_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index(op.f("ix_revocations_expires_at"), "revocations", ["expires_at"], unique=False)
    op.add_column(
        "clients", sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column(
        "clients",
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("clients", sa.Column("disabled_reason", sa.Text(), nullable=True))
    op.alter_column("clients", "secret_sha256", existing_type=postgresql.BYTEA(), nullable=True)
    op.create_check_constraint(
        op.f("ck_clients_disabled_reason"), "clients", "disabled_reason IS NULL OR disabled_at IS NOT NULL"
    )
    _allow_roles(_ROLES_BEFORE + ", 'admin', 'auditor'")
    op.execute(
        sa.text(
            "INSERT INTO client_secrets (id, client_id, sha256, created_at) "
            "SELECT gen_random_uuid(), client_id, secret_sha256, created_at FROM clients"
        )
    )
    make_append_only("client_history")


def downgrade() -> None:
    """Drop them. A client keeps its oldest secret, and one without a secret or of a new role goes."""
    op.drop_table("client_history")
    op.execute(sa.text("DROP FUNCTION only_append()"))
    op.drop_table("revocations")
    op.execute(
        sa.text(
            "UPDATE clients SET secret_sha256 = (SELECT sha256 FROM client_secrets "
            "WHERE client_secrets.client_id = clients.client_id ORDER BY created_at, id LIMIT 1)"
        )
    )
    op.drop_table("client_secrets")
    op.execute(sa.text("DELETE FROM clients WHERE secret_sha256 IS NULL OR role IN ('admin', 'auditor')"))
    op.drop_table("idempotency_records")
    _allow_roles(_ROLES_BEFORE)
    op.alter_column("clients", "secret_sha256", existing_type=postgresql.BYTEA(), nullable=False)
    op.drop_column("clients", "disabled_reason")
    op.drop_column("clients", "updated_at")
    op.drop_column("clients", "version")


def _allow_roles(roles: str) -> None:
    op.drop_constraint(op.f("ck_clients_role"), "clients", type_="check")
    op.create_check_constraint(op.f("ck_clients_role"), "clients", f"role IN ({roles})")
