"""directory and the feed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from services.kit.revisions import begin_feed

revision = '13eef974f9ce'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('directory_entries',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('epoch', sa.Text(), nullable=False),
    sa.Column('pos', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('entity_kind', sa.Text(), nullable=False),
    sa.Column('branch', sa.Text(), nullable=True),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('sectors', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('regions', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', postgresql.JSON(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_entries')),
    sa.UniqueConstraint('slug', name=op.f('uq_directory_entries_slug'))
    )
    op.create_index(op.f('ix_directory_entries_name_id'), 'directory_entries', ['name', 'id'], unique=False)
    op.create_index(op.f('ix_directory_entries_regions'), 'directory_entries', ['regions'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_directory_entries_sectors'), 'directory_entries', ['sectors'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_directory_entries_updated_at_id'), 'directory_entries', ['updated_at', 'id'], unique=False)
    op.create_table('feed_cursors',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('epoch', sa.Text(), nullable=False),
    sa.Column('pos', sa.BigInteger(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('source', name=op.f('pk_feed_cursors'))
    )
    op.create_table('feed_identity',
    sa.Column('one', sa.Boolean(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('one', name=op.f('ck_feed_identity_one_row')),
    sa.PrimaryKeyConstraint('one', name=op.f('pk_feed_identity'))
    )
    op.create_table('idempotency_records',
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('body_sha256', sa.LargeBinary(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('headers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('actor', 'method', 'path', 'key', name=op.f('pk_idempotency_records'))
    )
    op.create_index(op.f('ix_idempotency_records_recorded_at'), 'idempotency_records', ['recorded_at'], unique=False)
    op.create_table('outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('entity_id', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('payload', postgresql.JSON(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    op.create_table('feed',
    sa.Column('pos', sa.BigInteger(), sa.Identity(always=False, cache=1), nullable=False),
    sa.Column('outbox_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_feed_outbox_id')),
    sa.PrimaryKeyConstraint('pos', name=op.f('pk_feed')),
    sa.UniqueConstraint('outbox_id', name=op.f('uq_feed_outbox_id'))
    )
    op.create_table('feed_pending',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False, cache=1), nullable=False),
    sa.Column('outbox_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_feed_pending_outbox_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_pending'))
    )
    op.create_table('reference_codes',
    sa.Column('vocabulary', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('epoch', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('vocabulary', 'code', name=op.f('pk_reference_codes'))
    )
    begin_feed()


def downgrade() -> None:
    op.drop_table('reference_codes')
    op.drop_table('feed_pending')
    op.drop_table('feed')
    op.drop_table('outbox')
    op.drop_index(op.f('ix_idempotency_records_recorded_at'), table_name='idempotency_records')
    op.drop_table('idempotency_records')
    op.drop_table('feed_identity')
    op.drop_table('feed_cursors')
    op.drop_index(op.f('ix_directory_entries_updated_at_id'), table_name='directory_entries')
    op.drop_index(op.f('ix_directory_entries_sectors'), table_name='directory_entries', postgresql_using='gin')
    op.drop_index(op.f('ix_directory_entries_regions'), table_name='directory_entries', postgresql_using='gin')
    op.drop_index(op.f('ix_directory_entries_name_id'), table_name='directory_entries')
    op.drop_table('directory_entries')
