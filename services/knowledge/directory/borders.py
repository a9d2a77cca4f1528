"""Border pairs as a consumer of the registry's feed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, delete, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.feed.follow import FeedChange
from services.knowledge.directory.models import EntryBorderPair

ENTITY = "border_pair"


class BorderPairProjection:
    """Keeps the pairs on record, so that the directory tells which have no forum."""

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        """Take a page of changes; of one pair only its last."""
        last = {change.entity_id: change for change in changes if change.entity == ENTITY}
        gone = [UUID(change.entity_id) for change in last.values() if change.payload is None]
        if gone:
            await session.execute(delete(EntryBorderPair).where(col(EntryBorderPair.id).in_(gone)))
        rows = [
            {
                "id": UUID(change.entity_id),
                "version": change.version,
                "epoch": epoch,
                "pos": change.pos,
                "lower_code": change.payload["region_codes"][0],
                "higher_code": change.payload["region_codes"][1],
                "document": change.payload,
            }
            for change in last.values()
            if change.payload is not None
        ]
        if not rows:
            return
        statement = insert(EntryBorderPair)
        given = statement.excluded
        older = and_(col(EntryBorderPair.version) <= given.version, col(EntryBorderPair.pos) < given.pos)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={name: given[name] for name in rows[0] if name != "id"},
                where=or_(col(EntryBorderPair.epoch) != epoch, older),
            ),
            rows,
        )

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Drop pairs that no change of this epoch mentioned."""
        await session.execute(delete(EntryBorderPair).where(col(EntryBorderPair.epoch) != epoch))
