"""Invented cases in a mediation database, filled in by its owner: no more than a queue reads of them."""

import json

import psycopg
from psycopg import sql

# Four of ten are open, in the states that an officer's day is made of.
_STATES = ("diajukan", "pemeriksaan", "menunggu_kesediaan", "mediasi", *("ditutup",) * 6)
_ACTS = {"petugas": ["handover", "withdrawal"], "petugas_lain": ["claim"], "koordinator": ["assignment"]}

_CASES = """
INSERT INTO cases (
    id, version, number, kind, mandate, title, summary, relief_sought, state, root_causes, related_forums,
    related_instruments, clause_status, demo, filed_at, filed_by, assignee, assigned_at, unassigned_since,
    created_at, updated_at, finished_at, priority, priority_reasons, awaited, awaited_since, due_at, standing,
    acts, provinces
)
SELECT
    ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1,
    'MED/BENCH/2026/' || lpad(n::text, 6, '0'), 'antar_forum', 'peran_e',
    'Perkara bangku uji ' || n || ' (DEMO)', 'Ringkasan tentang hal ' || n % 997 || ' (DEMO).', 'DEMO', state,
    '{{}}', '{{}}', '{{}}', 'tidak_ada', true, filed, 'client:bench',
    CASE WHEN n % 3 > 0 THEN 'client:api-petugas-' || (n % 200) END, filed, filed, filed, filed,
    CASE WHEN state = 'ditutup' THEN filed + interval '60 days' END,
    CASE WHEN state = 'ditutup' THEN 0 ELSE (n * 37) % 101 END, '[]', 'petugas', filed,
    CASE WHEN n % 4 > 0 THEN filed + interval '90 days' END, '{{"clause": "tidak_ada"}}', {acts},
    ARRAY[(11 + n % 25)::text]
FROM (
    SELECT n, ({states}::text[])[1 + n % 10] AS state, now() - n * interval '1 minute' AS filed
    FROM generate_series(1, {count}) n
) made
"""
_PARTIES = """
INSERT INTO parties (id, case_id, role, name, joined_on, house_rules_accepted, created_at)
SELECT gen_random_uuid(), id, role, 'Forum ' || role || ' (DEMO)', created_at::date, false, created_at
FROM cases, (VALUES ('pemohon'), ('pihak_lain')) roles (role) WHERE number LIKE 'MED/BENCH/%'
"""


def fill(owner_url: str, count: int) -> None:
    """Fill in so many cases with two parties each."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(
            sql.SQL(_CASES).format(
                acts=sql.Literal(json.dumps(_ACTS)),
                states=sql.Literal(list(_STATES)),
                count=sql.Literal(count),
            )
        )
        owner.execute(_PARTIES)
        owner.execute("ANALYZE cases, parties")
