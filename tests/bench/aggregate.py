"""The aggregate of a large forum beside a small one: `python -m tests.bench.aggregate [--repeats 40]`.

The large one has all 514 kabupaten and kota as members and 300 instruments with five parties each, the
small one six members and three instruments. Measured in turns: rendering the document, a PATCH of the
forum, a PATCH of one instrument, reading it whole; and how many statements a PATCH takes.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

import psycopg
from sqlalchemy import event

from services.kit import telemetry
from services.kit.db import Database
from services.registry import app as registry_app
from services.registry.forums import queries
from services.registry.forums.models import Forum
from services.registry.importer import IMPORTER
from tests.bench.registry import running
from tests.registry.factories import forum_body
from tests.support.callers import SECRETARIAT, Caller, http_for

SIZES = {"large": (514, 300), "small": (6, 3)}

_MEMBERS = """
INSERT INTO members (id, forum_id, version, position, region_code, region_name, role, body)
SELECT gen_random_uuid(), %(forum)s, 1, row_number() OVER (ORDER BY code), code, name, 'anggota', 'pemda'
FROM regions WHERE level <> 'provinsi' ORDER BY code LIMIT %(members)s
"""
_INSTRUMENTS = """
INSERT INTO instruments (id, forum_id, version, position, document_kind, title, numbers, signed_on, parties,
                         party_codes, lacks_approval)
SELECT gen_random_uuid(), %(forum)s, 1, n, 'kesepakatan_bersama', 'Naskah buatan ' || n,
       ARRAY[n || '/BUATAN'], '2020',
       (SELECT jsonb_agg(jsonb_build_object('region_code', code, 'name', NULL, 'number', code || '/BUATAN',
               'signer', NULL, 'rights', 'Hak yang dibuat untuk pengukuran.', 'duties', NULL))
        FROM (SELECT code FROM regions WHERE level = 'kota' ORDER BY code LIMIT 5) r),
       (SELECT array_agg(code) FROM (SELECT code FROM regions WHERE level = 'kota' ORDER BY code LIMIT 5) r),
       false
FROM generate_series(1, %(instruments)s) n
"""


async def _make(caller: Caller, owner_url: str, slug: str) -> None:
    members, instruments = SIZES[slug]
    made = await caller.post("/v1/kabkota/forums", forum_body(slug))
    made.raise_for_status()
    with psycopg.connect(owner_url) as owner:
        values = {"forum": made.json()["id"], "members": members, "instruments": instruments}
        owner.execute(_MEMBERS, values)
        owner.execute(_INSTRUMENTS, values)
    touched = await caller.patch(f"/v1/kabkota/forums/{slug}", {"notes": "Diukur"}, etag=made.headers["etag"])
    touched.raise_for_status()


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await act()
    return 1000 * (time.perf_counter() - began)


class Acts:
    """What is measured of one forum."""

    def __init__(self, caller: Caller, database: Database, slug: str) -> None:
        self.caller, self.database, self.at = caller, database, f"/v1/kabkota/forums/{slug}"
        self.slug = slug
        self.turn = 0

    async def render(self) -> None:
        async with self.database.read() as session:
            forum: Forum | None = await queries.find(session, IMPORTER, self.slug)
            assert forum is not None
            await queries.render(session, forum.id)

    async def read(self) -> bytes:
        answer = await self.caller.get(self.at)
        answer.raise_for_status()
        return answer.content

    async def amend(self) -> None:
        await self._patch(self.at, {"notes": f"Diukur {self._next()}"})

    async def amend_instrument(self) -> None:
        row = (await self.caller.get(f"{self.at}/instruments?page_size=1")).json()["items"][0]
        await self._patch(f"{self.at}/instruments/{row['id']}", {"note": f"Diukur {self._next()}"})

    async def _patch(self, at: str, body: dict[str, str]) -> None:
        tag = (await self.caller.get(at)).headers["etag"]
        (await self.caller.patch(at, body, etag=tag)).raise_for_status()

    def _next(self) -> int:
        self.turn += 1
        return self.turn


async def _statements(database: Database, act: Callable[[], Awaitable[object]]) -> int:
    """How many statements an act sends through the writing engine."""
    engine = database.write.kw["bind"].sync_engine
    sent: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        await act()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return len(sent)


async def main(*, repeats: int) -> None:
    """Measure and print."""
    telemetry.configure("bench", level="error")
    async with running(writers=2) as (app, at, _, signer), http_for(app) as http:
        caller = Caller(http, signer, registry_app.NAME, SECRETARIAT, "kabkota")
        database: Database = app.state.databases["kabkota"]
        for slug in SIZES:
            await _make(caller, at.owner_url, slug)
        acts = {slug: Acts(caller, database, slug) for slug in SIZES}
        names = ("render", "read", "amend", "amend_instrument")
        times: dict[tuple[str, str], list[float]] = {}
        for _ in range(repeats):
            for slug, of_forum in acts.items():
                for name in names:
                    times.setdefault((slug, name), []).append(await _timed(getattr(of_forum, name)))
        sizes = {slug: len(await of_forum.read()) for slug, of_forum in acts.items()}
        statements = {slug: await _statements(database, of_forum.amend) for slug, of_forum in acts.items()}
    head = [f"{slug}: {SIZES[slug][0]} members, {SIZES[slug][1]} instruments" for slug in SIZES]
    print(f"| median of {repeats}, ms | {' | '.join(head)} |")
    print("|---|---|---|")
    for name in names:
        print(f"| {name} | {' | '.join(f'{median(times[slug, name]):.1f}' for slug in SIZES)} |")
    print(f"| size of the document, kB | {' | '.join(f'{sizes[slug] / 1000:.0f}' for slug in SIZES)} |")
    print(f"| statements of a PATCH | {' | '.join(str(statements[slug]) for slug in SIZES)} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.aggregate")
    parser.add_argument("--repeats", type=int, default=40)
    asyncio.run(main(repeats=parser.parse_args().repeats))
