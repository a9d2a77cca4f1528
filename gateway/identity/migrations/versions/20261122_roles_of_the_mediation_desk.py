"""roles of the mediation desk"""

from alembic import op

revision = "f1f8b0c060a3"
down_revision = "ccae2ade8390"
branch_labels = None
depends_on = None


BEFORE = ("forum", "ministry", "gwpp", "secretariat", "officer", "system", "admin", "auditor")
AFTER = (*BEFORE, "coordinator", "mediator")


def upgrade() -> None:
    """Let clients be coordinators and mediators."""
    _allow(AFTER)


def downgrade() -> None:
    """End them."""
    op.execute("DELETE FROM clients WHERE role IN ('coordinator', 'mediator')")
    _allow(BEFORE)


def _allow(roles: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_clients_role"), "clients", type_="check")
    op.create_check_constraint(op.f("ck_clients_role"), "clients", f"role IN {roles!r}")
