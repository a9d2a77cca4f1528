"""regions vocabularies forums and the feed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from services.kit.revisions import begin_feed, make_append_only

revision = 'b0efb720af08'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.create_table('forums',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('short_name', sa.Text(), nullable=True),
    sa.Column('entity_kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('branch', sa.Text(), nullable=True),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('orientation', sa.Text(), nullable=True),
    sa.Column('institutional_format', sa.Text(), nullable=True),
    sa.Column('network_types', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('management', sa.Text(), nullable=True),
    sa.Column('basis', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('sectors', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('founded_on', sa.Text(), nullable=True),
    sa.Column('secretariat', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('initiators', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('source', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('as_of', sa.Text(), nullable=True),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('imported', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('provenance', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('irregular', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("founded_on ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'", name=op.f('ck_forums_founded_on')),
    sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f('ck_forums_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forums')),
    sa.UniqueConstraint('slug', name=op.f('uq_forums_slug'))
    )
    op.create_index(op.f('ix_forums_created_at_id'), 'forums', ['created_at', 'id'], unique=False)
    op.create_index(op.f('ix_forums_name_id'), 'forums', ['name', 'id'], unique=False)
    op.create_index(op.f('ix_forums_sectors'), 'forums', ['sectors'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_forums_updated_at_id'), 'forums', ['updated_at', 'id'], unique=False)
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
    op.create_table('regions',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('autonomous', sa.Boolean(), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.CheckConstraint("(level = 'provinsi') = (province_code IS NULL)", name=op.f('ck_regions_province_code')),
    sa.CheckConstraint("code ~ '^[1-9][0-9]([.][0-9]{2})?$'", name=op.f('ck_regions_code')),
    sa.CheckConstraint("level IN ('provinsi', 'kabupaten', 'kota')", name=op.f('ck_regions_level')),
    sa.ForeignKeyConstraint(['province_code'], ['regions.code'], name=op.f('fk_regions_province_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_regions'))
    )
    op.create_index(op.f('ix_regions_province_code'), 'regions', ['province_code'], unique=False)
    op.create_table('vocabularies',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('label_id', sa.Text(), nullable=False),
    sa.Column('label_en', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('as_of', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('attributes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_vocabularies'))
    )
    op.create_table('activities',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('irregular', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_activities_forum_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activities'))
    )
    op.create_index(op.f('ix_activities_forum_id'), 'activities', ['forum_id'], unique=False)
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
    op.create_table('forum_documents',
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('document', postgresql.JSON(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_forum_documents_forum_id')),
    sa.PrimaryKeyConstraint('forum_id', name=op.f('pk_forum_documents'))
    )
    op.create_table('forum_facts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('as_of', sa.Text(), nullable=False),
    sa.Column('source', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('mark', sa.Text(), nullable=True),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("mark IN ('V', 'V2', 'U')", name=op.f('ck_forum_facts_mark')),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_forum_facts_forum_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_facts'))
    )
    op.create_index(op.f('ix_forum_facts_forum_id'), 'forum_facts', ['forum_id'], unique=False)
    op.create_table('forum_history',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('old', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('new', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_forum_history_forum_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_history'))
    )
    op.create_index(op.f('ix_forum_history_forum_id'), 'forum_history', ['forum_id'], unique=False)
    op.create_table('funding',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('irregular', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=True),
    sa.Column('amount_idr', sa.BigInteger(), nullable=True),
    sa.Column('period', sa.Text(), nullable=True),
    sa.Column('shares', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_funding_forum_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding'))
    )
    op.create_index(op.f('ix_funding_forum_id'), 'funding', ['forum_id'], unique=False)
    op.create_table('imported_records',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_imported_records_forum_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_imported_records'))
    )
    op.create_table('instruments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('irregular', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('numbers', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('signed_on', sa.Text(), nullable=True),
    sa.Column('signatories', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('regulation_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_instruments_forum_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instruments'))
    )
    op.create_index(op.f('ix_instruments_forum_id'), 'instruments', ['forum_id'], unique=False)
    op.create_table('members',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('irregular', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('region_code', sa.Text(), nullable=True),
    sa.Column('region_name', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('member_from', sa.Text(), nullable=True),
    sa.Column('member_to', sa.Text(), nullable=True),
    sa.Column('ground', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint('coalesce(region_code, region_name, name) IS NOT NULL', name=op.f('ck_members_named')),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_members_forum_id')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_members_region_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members'))
    )
    op.create_index(op.f('ix_members_forum_id'), 'members', ['forum_id'], unique=False)
    op.create_index('ix_members_province', 'members', [sa.literal_column('"left"(region_code, 2)'), 'forum_id'], unique=False)
    op.create_index(op.f('ix_members_region_code'), 'members', ['region_code'], unique=False)
    op.create_index('uq_members_current', 'members', ['forum_id', 'body', sa.literal_column('coalesce(region_code, lower(coalesce(name, region_name)))')], unique=True, postgresql_where=sa.text('member_to IS NULL'))
    op.create_table('organs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('forum_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('inferred', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('irregular', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_organs_forum_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organs'))
    )
    op.create_index(op.f('ix_organs_forum_id'), 'organs', ['forum_id'], unique=False)
    op.create_table('vocabulary_terms',
    sa.Column('vocabulary_code', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label_id', sa.Text(), nullable=False),
    sa.Column('label_en', sa.Text(), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('source', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('attributes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['vocabulary_code'], ['vocabularies.code'], name=op.f('fk_vocabulary_terms_vocabulary_code')),
    sa.PrimaryKeyConstraint('vocabulary_code', 'code', name=op.f('pk_vocabulary_terms'))
    )
    begin_feed()
    make_append_only("forum_facts")
    make_append_only("forum_history")


def downgrade() -> None:
    op.drop_table('vocabulary_terms')
    op.drop_index(op.f('ix_organs_forum_id'), table_name='organs')
    op.drop_table('organs')
    op.drop_index('uq_members_current', table_name='members', postgresql_where=sa.text('member_to IS NULL'))
    op.drop_index(op.f('ix_members_region_code'), table_name='members')
    op.drop_index('ix_members_province', table_name='members')
    op.drop_index(op.f('ix_members_forum_id'), table_name='members')
    op.drop_table('members')
    op.drop_index(op.f('ix_instruments_forum_id'), table_name='instruments')
    op.drop_table('instruments')
    op.drop_table('imported_records')
    op.drop_index(op.f('ix_funding_forum_id'), table_name='funding')
    op.drop_table('funding')
    op.drop_index(op.f('ix_forum_history_forum_id'), table_name='forum_history')
    op.drop_table('forum_history')
    op.drop_index(op.f('ix_forum_facts_forum_id'), table_name='forum_facts')
    op.drop_table('forum_facts')
    op.drop_table('forum_documents')
    op.drop_table('feed_pending')
    op.drop_table('feed')
    op.drop_index(op.f('ix_activities_forum_id'), table_name='activities')
    op.drop_table('activities')
    op.drop_table('vocabularies')
    op.drop_index(op.f('ix_regions_province_code'), table_name='regions')
    op.drop_table('regions')
    op.drop_table('outbox')
    op.drop_index(op.f('ix_idempotency_records_recorded_at'), table_name='idempotency_records')
    op.drop_table('idempotency_records')
    op.drop_index(op.f('ix_forums_updated_at_id'), table_name='forums')
    op.drop_index(op.f('ix_forums_sectors'), table_name='forums', postgresql_using='gin')
    op.drop_index(op.f('ix_forums_name_id'), table_name='forums')
    op.drop_index(op.f('ix_forums_created_at_id'), table_name='forums')
    op.drop_table('forums')
    op.drop_table('feed_identity')
    op.drop_table('feed_cursors')
