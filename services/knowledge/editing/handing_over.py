"""What one simpul offers to the other: carried by the worker, which serves both.

No request ever touches the other simpul's database. What arrives is a row of its own there, in review, and
that simpul's secretariat publishes it or does not. What it has edited since is its own: a later revision is
then laid beside it as an offer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.actor import Actor, system_actor
from services.kit.db import DATABASE_IS_AWAY, Database, Databases, simpul_of
from services.kit.files.store import FileStore, key_of
from services.kit.ids import new_id
from services.kit.problems import Problem
from services.kit.simpul import Simpul
from services.kit.worker import Loop, every
from services.knowledge.editing import queries, service
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Attachment, Comment, Handover, Item

SECONDS = 2.0
# After so many a person has to look; the log names it.
MOST_ATTEMPTS = 5
CARRIER = system_actor("handover")
_IN_MEMORY = 1_048_576
log = telemetry.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carrying needs: both simpul, the kinds by name, and where the bytes of attachments are."""

    databases: Databases
    kinds: Mapping[str, Kind]
    files: FileStore

    async def carry(self) -> int:
        """Carry everything that waits; how many. Repeated after a crash, each arrives once."""
        carried = 0
        for database in self.databases.values():
            failed: set[UUID] = set()
            while (handover_id := await self._next(database, failed)) is not None:
                try:
                    await self._carry(database, handover_id)
                    carried += 1
                except DATABASE_IS_AWAY:
                    raise
                except Exception:
                    # One that cannot be carried holds up no other.
                    failed.add(handover_id)
                    log.exception("handover_failed", simpul=database.simpul, handover=str(handover_id))
                    await self._count_attempt(database, handover_id)
        return carried

    async def _next(self, source: Database, failed: set[UUID]) -> UUID | None:
        async with source.write.begin() as session:
            found = await queries.next_handover(session, most_attempts=MOST_ATTEMPTS, apart_from=failed)
            return found.id if found is not None else None

    async def _count_attempt(self, source: Database, handover_id: UUID) -> None:
        async with source.write.begin() as session:
            (await queries.handover(session, handover_id)).attempts += 1

    async def _carry(self, source: Database, handover_id: UUID) -> None:
        async with source.write.begin() as session:
            handover = await queries.handover(session, handover_id)
            if handover.done_at is not None:
                return
            target = self.databases[cast("Simpul", handover.to_simpul)]
            # Committed there before it is done here: in between it would arrive again, and change nothing.
            async with target.write.begin() as there:
                await self._arrive(there, CARRIER, self.kinds[handover.parcel["kind"]], handover)
            handover.done_at = clock.now()

    async def _arrive(self, session: AsyncSession, actor: Actor, kind: Kind, handover: Handover) -> None:
        """Take what was offered: a new item in review, a new revision of what came before, or an offer."""
        origin, content = handover.parcel["origin"], handover.parcel["content"]
        item = await queries.handed_over(session, kind.name, origin["simpul"], origin["id"])
        now, arrived = clock.now(), _hash_of(content)
        if (reason := handover.parcel["withdrawn"]) is not None:
            told = f"Simpul asal menarik tulisan ini (revisi {origin['revision']}): {reason}"
            if item is not None and not await queries.was_remarked(session, item.id, told):
                _remark(session, actor, item, None, told)
                await service.record(session, actor, kind, service.following(item), act="told", why=reason)
            return
        if item is None:
            item = Item(
                id=new_id(),
                kind=kind.name,
                slug=await _free_slug(session, kind, handover),
                state="telaah",
                content=content,
                origin=origin,
                reviewers=[],
                authors=[handover.requested_by],
                arrived_sha256=arrived,
                created_at=now,
                updated_at=now,
                document={},
            )
            session.add(item)
            # Its attachments refer to it.
            await session.flush()
            await self._take_files(session, actor, item, handover)
        elif item.origin is not None and item.origin["revision"] >= origin["revision"]:
            return
        elif item.state == "ditarik" or _hash_of(item.content) != item.arrived_sha256:
            # Edited or withdrawn here: theirs to decide.
            item.offer = {"revision": origin["revision"], "content": content, "at": now.isoformat()}
            item.origin = origin
            await service.record(session, actor, kind, service.following(item), act="offer", why=None)
            return
        else:
            item.state, item.content, item.origin, item.arrived_sha256 = "telaah", content, origin, arrived
            item.revision += 1
            item.authors = [handover.requested_by]
            service.following(item)
        await _judge_here(session, actor, kind, item)
        await service.record(session, actor, kind, item, act="hand_over", why=None)

    async def _take_files(self, session: AsyncSession, actor: Actor, item: Item, handover: Handover) -> None:
        """The public attachments come along, each with bytes of its own."""
        own = simpul_of(session)
        for told in handover.parcel["attachments"]:
            from_key = key_of(handover.parcel["origin"]["simpul"], told["sha256"], UUID(told["id"]))
            content = await self.files.get(from_key)
            if content is None:
                # Taken away there meanwhile.
                continue
            attachment_id = new_id()
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
                async for piece in content:
                    file.write(piece)
                await self.files.put(key_of(own, told["sha256"], attachment_id), file)
            session.add(
                Attachment(
                    id=attachment_id,
                    item_id=item.id,
                    **{name: told[name] for name in ("name", "content_type", "size", "sha256")},
                    is_public=True,
                    is_scanned=told["is_scanned"],
                    uploaded_by=actor.subject,
                    uploaded_at=clock.now(),
                )
            )


async def _judge_here(session: AsyncSession, actor: Actor, kind: Kind, item: Item) -> None:
    """What does not hold here, such as a reference to what is only there, makes it a draft with a remark."""
    try:
        await kind.judge(session, actor, {**item.content, "forum_slug": None})
    except Problem as problem:
        item.state = "draf"
        for error in problem.errors:
            _remark(session, actor, item, error.pointer, error.detail.id)


def _remark(session: AsyncSession, actor: Actor, item: Item, pointer: str | None, words: str) -> None:
    """For the secretariat to see."""
    session.add(
        Comment(
            item_id=item.id,
            revision=item.revision,
            pointer=pointer,
            words=words,
            commented_by=actor.subject,
            commented_at=clock.now(),
        )
    )


def _hash_of(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


async def _free_slug(session: AsyncSession, kind: Kind, handover: Handover) -> str:
    """The slug it had, or the same with the simpul it came from where that one is taken here."""
    wanted: str = handover.parcel["slug"]
    if await queries.find(session, kind.name, wanted) is None:
        return wanted
    origin = handover.parcel["origin"]
    named = f"{wanted[:60].rstrip('-')}-{origin['simpul']}"
    if await queries.find(session, kind.name, named) is None:
        return named
    return f"{named}-{origin['id'][-12:]}"


def carrying(carrier: Carrier) -> Loop:
    """The loop that carries."""

    async def carry() -> None:
        if carried := await carrier.carry():
            log.info("handed_over", items=carried)

    return every(SECONDS, carry, waits="handover_waits")
