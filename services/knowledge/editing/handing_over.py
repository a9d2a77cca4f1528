"""What one simpul offers to the other: carried by the worker, which serves both.

No request ever touches the other simpul's database. What arrives is a row of its own there, in review, and
that simpul's secretariat publishes it or does not.
"""

import asyncio
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.actor import Actor, system_actor
from services.kit.db import DATABASE_IS_AWAY, Database, Databases
from services.kit.ids import new_id
from services.knowledge.editing import queries, service
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Handover, Item

SECONDS = 2.0
CARRIER = system_actor("handover")
log = telemetry.get_logger(__name__)


async def carry(databases: Databases, kinds: Mapping[str, Kind]) -> int:
    """Carry everything that waits; how many. Repeated after a crash, each arrives once."""
    carried = 0
    for database in databases.values():
        while await _carry_one(database, databases, kinds):
            carried += 1
    return carried


async def _carry_one(source: Database, databases: Databases, kinds: Mapping[str, Kind]) -> bool:
    async with source.write.begin() as session:
        handover = await queries.next_handover(session)
        if handover is None:
            return False
        target = next(d for simpul, d in databases.items() if simpul == handover.to_simpul)
        # Committed there before it is done here: in between it would arrive again, and change nothing.
        async with target.write.begin() as there:
            await arrive(there, CARRIER, kinds[handover.parcel["kind"]], handover)
        handover.done_at = clock.now()
    return True


async def arrive(session: AsyncSession, actor: Actor, kind: Kind, handover: Handover) -> None:
    """Take what was offered: a new item in review, or a new revision of the one that came before."""
    origin, content = handover.parcel["origin"], handover.parcel["content"]
    item = await queries.handed_over(session, kind.name, origin["simpul"], origin["id"])
    now = clock.now()
    if item is None:
        item = Item(
            id=new_id(),
            kind=kind.name,
            slug=await _free_slug(session, kind, handover),
            state="telaah",
            content=content,
            origin=origin,
            reviewers=[],
            written_by=handover.requested_by,
            created_at=now,
            updated_at=now,
            document={},
        )
        session.add(item)
    elif item.origin is not None and item.origin["revision"] >= origin["revision"]:
        return
    else:
        item.state, item.content, item.origin = "telaah", content, origin
        item.revision += 1
        item.version += 1
        item.written_by, item.updated_at = handover.requested_by, now
    await service.record(session, actor, kind, item, act="hand_over", why=None)


async def _free_slug(session: AsyncSession, kind: Kind, handover: Handover) -> str:
    """The slug it had, or the same with the simpul it came from where that one is taken here."""
    wanted: str = handover.parcel["slug"]
    if await queries.find(session, kind.name, wanted) is None:
        return wanted
    origin = handover.parcel["origin"]
    named = f"{wanted[:60]}-{origin['simpul']}"
    if await queries.find(session, kind.name, named) is None:
        return named
    return f"{named}-{origin['id'][-12:]}"


async def run(databases: Databases, kinds: Mapping[str, Kind], stop: asyncio.Event) -> None:
    """Carry until told to stop."""
    while not stop.is_set():
        try:
            if carried := await carry(databases, kinds):
                log.info("handed_over", items=carried)
        except DATABASE_IS_AWAY as error:
            log.warning("handover_waits", error=type(error).__name__)
        except Exception:
            log.exception("handover_failed")
        try:
            await asyncio.wait_for(stop.wait(), SECONDS)
        except TimeoutError:
            continue
