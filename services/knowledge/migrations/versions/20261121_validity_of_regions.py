"""validity of regions"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '62373a260f2a'
down_revision = '13eef974f9ce'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('reference_codes', sa.Column('valid_from', sa.Text(), nullable=True))
    op.add_column('reference_codes', sa.Column('valid_to', sa.Text(), nullable=True))
    op.add_column('reference_codes', sa.Column('successors', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('reference_codes', sa.Column('decrees', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column('reference_codes', 'decrees')
    op.drop_column('reference_codes', 'successors')
    op.drop_column('reference_codes', 'valid_to')
    op.drop_column('reference_codes', 'valid_from')
