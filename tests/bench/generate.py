"""Invented forums in any number, made by the database itself. They are named as what they are."""

import psycopg
from sqlalchemy import insert, literal, select
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlmodel import col

from services.kit.simpul import Simpul
from services.registry.forums.documents import document, shape
from services.registry.forums.models import Forum, ForumDocument

MEMBERS_EACH = 6

_FORUMS = """
INSERT INTO forums (id, version, slug, name, short_name, entity_kind, status, branch, scope, stage,
                    sectors, purpose, created_at, updated_at)
SELECT gen_random_uuid(), 1, 'forum-buatan-' || n, 'Forum buatan ' || md5(n::text), 'FB ' || n,
       'forum', 'usulan',
       (ARRAY['eksekutif', 'legislatif', 'gabungan'])[1 + n %% 3], 'regional',
       (ARRAY['inisiasi', 'pelaksanaan'])[1 + n %% 2], ARRAY['persampahan'],
       'Forum yang dibuat untuk pengukuran, bukan forum nyata.',
       timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01' + n * interval '1 second'
FROM generate_series(1, %(count)s) n
"""
_MEMBERS = """
INSERT INTO members (id, forum_id, version, position, region_code, region_name, role, body)
SELECT gen_random_uuid(), f.id, 1, m, r.code, r.name, 'anggota', 'pemda'
FROM (SELECT id, row_number() OVER () AS n FROM forums WHERE starts_with(slug, 'forum-buatan-')) f
CROSS JOIN generate_series(1, %(each)s) m
JOIN (SELECT code, name, row_number() OVER (ORDER BY code) - 1 AS k FROM regions) r
  ON r.k = (f.n * 7 + m * 13) %% (SELECT count(*) FROM regions)
"""


def fill(owner_url: str, simpul: Simpul, count: int) -> None:
    """Put `count` forums with six members each into a registry that has its regions."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(_FORUMS, {"count": count})
        connection.execute(_MEMBERS, {"each": MEMBERS_EACH})
        rendered = insert(ForumDocument).from_select(
            ["forum_id", "version", "document", "shape"],
            select(col(Forum.id), col(Forum.version), document(simpul), literal(shape(simpul))).where(
                col(Forum.slug).startswith("forum-buatan-")
            ),
        )
        compiled = rendered.compile(
            dialect=psycopg_dialect.dialect(),  # type: ignore[no-untyped-call]
            compile_kwargs={"render_postcompile": True},
        )
        connection.execute(str(compiled).encode(), compiled.params)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
