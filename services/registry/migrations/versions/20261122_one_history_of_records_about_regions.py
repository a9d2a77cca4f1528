"""coordination teams, mappings of urusan, and one history of all records about regions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.kit.revisions import make_append_only

revision = 'e57fdee2662b'
down_revision = '90d2f86b9520'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table('border_pair_history', 'region_record_history')
    op.alter_column('region_record_history', 'pair_id', new_column_name='record_id')
    op.add_column('region_record_history', sa.Column('kind', sa.Text(), server_default='border_pair', nullable=False))
    op.alter_column('region_record_history', 'kind', server_default=None)
    op.execute('ALTER INDEX pk_border_pair_history RENAME TO pk_region_record_history')
    op.drop_index('ix_border_pair_history_pair_id', table_name='region_record_history')
    op.create_index(op.f('ix_region_record_history_record_id_version_id'), 'region_record_history', ['record_id', 'version', 'id'], unique=False)
    # The release that still runs reads and adds border pairs' history under its former name.
    op.execute(
        'CREATE VIEW border_pair_history AS '
        'SELECT id, kind, record_id AS pair_id, version, field, old, new, who, at, why '
        "FROM region_record_history WHERE kind = 'border_pair'"
    )
    op.execute("ALTER VIEW border_pair_history ALTER COLUMN kind SET DEFAULT 'border_pair'")
    make_append_only('border_pair_history')
    op.create_table('coordination_teams',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('region_name', sa.Text(), nullable=False),
    sa.Column('decree_number', sa.Text(), nullable=True),
    sa.Column('decree_on', sa.Text(), nullable=True),
    sa.Column('chair', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('supporting_unit', sa.Text(), nullable=True),
    sa.Column('office', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('term_from', sa.Text(), nullable=True),
    sa.Column('term_to', sa.Text(), nullable=True),
    sa.Column('held_from', sa.Date(), nullable=False),
    sa.Column('held_until', sa.Date(), nullable=False),
    postgresql.ExcludeConstraint((sa.text("int8range(replace(region_code, '.', '')::int8 * 10000000 + (held_from - '0001-01-01'), replace(region_code, '.', '')::int8 * 10000000 + (held_until - '0001-01-01'))"), '&&'), using='gist', name='ex_coordination_teams_held'),
    sa.CheckConstraint("decree_on ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_coordination_teams_decree_on')),
    sa.CheckConstraint("mark IN ('V', 'V2', 'U')", name=op.f('ck_coordination_teams_mark')),
    sa.CheckConstraint("term_from ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_coordination_teams_term_from')),
    sa.CheckConstraint("term_to ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_coordination_teams_term_to')),
    sa.CheckConstraint('held_from <= held_until', name=op.f('ck_coordination_teams_held')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_coordination_teams_region_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordination_teams'))
    )
    op.create_index(op.f('ix_coordination_teams_region_code_id'), 'coordination_teams', ['region_code', 'id'], unique=False)
    op.create_table('urusan_mapping_tallies',
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('mappings', sa.Integer(), nullable=False),
    sa.CheckConstraint('mappings >= 0', name=op.f('ck_urusan_mapping_tallies_mappings')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_urusan_mapping_tallies_region_code')),
    sa.PrimaryKeyConstraint('region_code', name=op.f('pk_urusan_mapping_tallies'))
    )
    op.create_table('urusan_mappings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('region_name', sa.Text(), nullable=False),
    sa.Column('urusan', sa.Text(), nullable=False),
    sa.Column('nature', sa.Text(), nullable=True),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('partner_codes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('reported_on', sa.Text(), nullable=True),
    sa.CheckConstraint("mark IN ('V', 'V2', 'U')", name=op.f('ck_urusan_mappings_mark')),
    sa.CheckConstraint("reported_on ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_urusan_mappings_reported_on')),
    sa.CheckConstraint('NOT region_code = ANY (partner_codes)', name=op.f('ck_urusan_mappings_partner_codes')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_urusan_mappings_region_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_urusan_mappings')),
    sa.UniqueConstraint('region_code', 'urusan', 'subject', name='uq_urusan_mappings_subject')
    )
    op.create_index(op.f('ix_urusan_mappings_partner_codes'), 'urusan_mappings', ['partner_codes'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_urusan_mappings_region_code_reported_on'), 'urusan_mappings', ['region_code', 'reported_on'], unique=False)
    op.create_index(op.f('ix_urusan_mappings_region_code_urusan_id'), 'urusan_mappings', ['region_code', 'urusan', 'id'], unique=False)
    op.create_index(op.f('ix_urusan_mappings_urusan_region_code_id'), 'urusan_mappings', ['urusan', 'region_code', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_urusan_mappings_urusan_region_code_id'), table_name='urusan_mappings')
    op.drop_index(op.f('ix_urusan_mappings_region_code_urusan_id'), table_name='urusan_mappings')
    op.drop_index(op.f('ix_urusan_mappings_region_code_reported_on'), table_name='urusan_mappings')
    op.drop_index(op.f('ix_urusan_mappings_partner_codes'), table_name='urusan_mappings', postgresql_using='gin')
    op.drop_table('urusan_mappings')
    op.drop_table('urusan_mapping_tallies')
    op.drop_index(op.f('ix_coordination_teams_region_code_id'), table_name='coordination_teams')
    op.drop_table('coordination_teams')
    op.execute('DROP VIEW border_pair_history')
    op.execute("DELETE FROM region_record_history WHERE kind <> 'border_pair'")
    op.drop_index(op.f('ix_region_record_history_record_id_version_id'), table_name='region_record_history')
    op.execute('ALTER INDEX pk_region_record_history RENAME TO pk_border_pair_history')
    op.drop_column('region_record_history', 'kind')
    op.alter_column('region_record_history', 'record_id', new_column_name='pair_id')
    op.rename_table('region_record_history', 'border_pair_history')
    op.create_index(op.f('ix_border_pair_history_pair_id'), 'border_pair_history', ['pair_id'], unique=False)
