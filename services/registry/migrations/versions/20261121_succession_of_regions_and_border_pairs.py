"""succession of regions and border pairs"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from services.kit.revisions import make_append_only

revision = 'a429e504baa9'
down_revision = '82f68cd36a34'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('border_pair_history',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('pair_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('old', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('new', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_border_pair_history'))
    )
    op.create_index(op.f('ix_border_pair_history_pair_id'), 'border_pair_history', ['pair_id'], unique=False)
    op.create_table('region_changes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('dated', sa.Text(), nullable=True),
    sa.Column('source', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('effective_on', sa.Text(), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('renamed', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('codes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("dated ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_region_changes_dated')),
    sa.CheckConstraint("effective_on ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_region_changes_effective_on')),
    sa.CheckConstraint("mark IN ('V', 'V2', 'U')", name=op.f('ck_region_changes_mark')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region_changes'))
    )
    op.create_index(op.f('ix_region_changes_number'), 'region_changes', ['number'], unique=False)
    op.create_index(op.f('ix_region_changes_recorded_at_id'), 'region_changes', ['recorded_at', 'id'], unique=False)
    op.create_table('border_pairs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('lower_code', sa.Text(), nullable=False),
    sa.Column('higher_code', sa.Text(), nullable=False),
    sa.Column('lower_name', sa.Text(), nullable=False),
    sa.Column('higher_name', sa.Text(), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("mark IN ('V', 'V2', 'U')", name=op.f('ck_border_pairs_mark')),
    sa.CheckConstraint('length(lower_code) = length(higher_code)', name=op.f('ck_border_pairs_level')),
    sa.CheckConstraint('lower_code COLLATE "C" < higher_code', name=op.f('ck_border_pairs_order')),
    sa.ForeignKeyConstraint(['higher_code'], ['regions.code'], name=op.f('fk_border_pairs_higher_code')),
    sa.ForeignKeyConstraint(['lower_code'], ['regions.code'], name=op.f('fk_border_pairs_lower_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_border_pairs')),
    sa.UniqueConstraint('lower_code', 'higher_code', name='uq_border_pairs_codes')
    )
    op.create_index(op.f('ix_border_pairs_higher_code'), 'border_pairs', ['higher_code'], unique=False)
    op.add_column('regions', sa.Column('valid_from', sa.Text(), nullable=True))
    op.add_column('regions', sa.Column('valid_to', sa.Text(), nullable=True))
    op.add_column('regions', sa.Column('successors', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('regions', sa.Column('predecessors', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('regions', sa.Column('former_names', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False))
    op.add_column('regions', sa.Column('decree', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('regions', sa.Column('decrees', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.create_index(op.f('ix_regions_decrees'), 'regions', ['decrees'], unique=False, postgresql_using='gin')
    op.create_check_constraint(op.f('ck_regions_valid_from'), 'regions', "valid_from ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'")
    op.create_check_constraint(op.f('ck_regions_valid_to'), 'regions', "valid_to ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'")
    op.create_check_constraint(op.f('ck_regions_successors'), 'regions', 'NOT code = ANY (successors)')
    make_append_only("region_changes")
    make_append_only("border_pair_history")


def downgrade() -> None:
    op.drop_index(op.f('ix_regions_decrees'), table_name='regions', postgresql_using='gin')
    op.drop_column('regions', 'decrees')
    op.drop_column('regions', 'decree')
    op.drop_column('regions', 'former_names')
    op.drop_column('regions', 'predecessors')
    op.drop_column('regions', 'successors')
    op.drop_column('regions', 'valid_to')
    op.drop_column('regions', 'valid_from')
    op.drop_index(op.f('ix_border_pairs_higher_code'), table_name='border_pairs')
    op.drop_table('border_pairs')
    op.drop_index(op.f('ix_region_changes_recorded_at_id'), table_name='region_changes')
    op.drop_index(op.f('ix_region_changes_number'), table_name='region_changes')
    op.drop_table('region_changes')
    op.drop_index(op.f('ix_border_pair_history_pair_id'), table_name='border_pair_history')
    op.drop_table('border_pair_history')
