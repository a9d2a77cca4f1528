"""Taking the works that come with the node: each record once, never over an edit."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.simpul import Simpul
from services.knowledge.regulations import queries
from services.knowledge.regulations.models import RegulationRelation
from services.knowledge.regulations.service import add, record, record_next
from services.knowledge.regulations.terms import FORWARD

_DATA = Path(__file__).parent.parent / "data" / "regulations.json"
_LISTS = ("numbers", "issuers", "signatories", "urusan", "articles", "inferred")
_TEXTS = (
    *("subject", "enacted_on", "promulgated_on", "in_force_from", "in_force_to", "unverified_from"),
    *("validity_mark", "forum_slug", "note", "as_of", "year"),
)


def records_of(simpul: Simpul) -> list[dict[str, Any]]:
    """The records of a simpul: those of no forum, and those of its own forums."""
    records: list[dict[str, Any]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return [record for record in records if record["simpul"] in (None, simpul)]


async def import_regulations(
    session: AsyncSession, actor: Actor, *, records: Sequence[Mapping[str, Any]]
) -> int:
    """Take the records that are not here yet, with their relations; how many were taken."""
    await queries.take_turns(session)
    here = await queries.among(session, actor, {record["id"] for record in records})
    new = [record for record in records if record["id"] not in here]
    # Relations first: a work is written down with all of them, once.
    touched: set[str] = set()
    for said in new:
        for relation in said.get("relations", ()):
            touched |= await _relate(session, actor, said["id"], relation)
    taken = []
    for said in new:
        values = {
            "slug": said["id"],
            **{field: said[field] for field in ("type", "level", "title")},
            **{field: said.get(field, []) for field in _LISTS},
            **{field: said.get(field) for field in _TEXTS},
            "source": said["source"],
        }
        taken.append(await add(session, actor, values=values))
    others = await queries.lock_all(session, actor, touched & here.keys())
    await record_next(session, actor, *others.values(), act="hubungan", why=None)
    await record(session, actor, taken, act="impor", why=None)
    return len(new)


async def _relate(session: AsyncSession, actor: Actor, slug: str, said: Mapping[str, Any]) -> set[str]:
    """A relation that either end's record may tell of; the slugs of both where it was not told before."""
    kind, start, end = said["kind"], slug, said["target"]
    if kind in FORWARD:
        kind, start, end = FORWARD[kind], end, slug
    told = await queries.relations_of(session, actor, slug)
    if any((one.kind, one.from_slug, one.to_slug) == (kind, start, end) for one in told):
        return set()
    session.add(
        RegulationRelation(
            kind=kind,
            from_slug=start,
            to_slug=end,
            article=said.get("article"),
            effective_on=said.get("effective_on"),
            mark=said.get("mark"),
            note=said.get("note"),
            created_at=clock.now(),
        )
    )
    await session.flush()
    return {start, end}
