"""The directory as a consumer of the registry's feed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.feed.follow import FeedChange
from services.knowledge.directory.documents import columns, entry, instrument_columns
from services.knowledge.directory.models import DirectoryEntry, EntryInstrument

ENTITY = "forum"


class DirectoryProjection:
    """Keeps one entry per forum: the newest version of the newest epoch."""

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        """Take a page of changes; of one forum only its highest version."""
        last: dict[str, FeedChange] = {}
        for change in changes:
            before = last.get(change.entity_id)
            if change.entity == ENTITY and (before is None or before.version <= change.version):
                last[change.entity_id] = change
        await self._apply_forums(session, list(last.values()), epoch=epoch)

    async def _apply_forums(self, session: AsyncSession, last: Sequence[FeedChange], *, epoch: str) -> None:
        gone = [
            and_(
                col(DirectoryEntry.id) == UUID(change.entity_id),
                _is_replaced_by(epoch, change.version, change.pos),
            )
            for change in last
            if change.payload is None
        ]
        if gone:
            await session.execute(delete(DirectoryEntry).where(or_(*gone)))
        rows = [
            columns(change.payload)
            | {
                "version": change.version,
                "epoch": epoch,
                "pos": change.pos,
                "document": entry(change.payload),
            }
            for change in last
            if change.payload is not None
        ]
        if not rows:
            return
        # After a restore another forum may bear a slug that an entry of the old epoch still holds.
        await session.execute(
            delete(DirectoryEntry).where(
                col(DirectoryEntry.epoch) != epoch,
                col(DirectoryEntry.slug).in_([row["slug"] for row in rows]),
            )
        )
        statement = insert(DirectoryEntry)
        given = statement.excluded
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={name: given[name] for name in rows[0] if name != "id"},
                where=_is_replaced_by(epoch, given.version, given.pos),
            ),
            rows,
        )
        await self._take_instruments(session, last, epoch=epoch)

    async def _take_instruments(
        self, session: AsyncSession, last: Sequence[FeedChange], *, epoch: str
    ) -> None:
        """Replace the instruments of the entries that were just taken; others are newer than this page."""
        positions = {UUID(change.entity_id): change for change in last if change.payload is not None}
        held = await session.execute(
            select(col(DirectoryEntry.id), col(DirectoryEntry.pos)).where(
                col(DirectoryEntry.id).in_(positions), col(DirectoryEntry.epoch) == epoch
            )
        )
        taken = [positions[entry_id] for entry_id, pos in held if positions[entry_id].pos == pos]
        ids = [UUID(change.entity_id) for change in taken]
        await session.execute(delete(EntryInstrument).where(col(EntryInstrument.entry_id).in_(ids)))
        rows = [row for change in taken for row in instrument_columns(change.payload or {})]
        if rows:
            await session.execute(insert(EntryInstrument), rows)

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Drop entries that no change of this epoch mentioned."""
        await session.execute(delete(DirectoryEntry).where(col(DirectoryEntry.epoch) != epoch))


def _is_replaced_by(
    epoch: str, version: int | ColumnElement[int], pos: int | ColumnElement[int]
) -> ColumnElement[bool]:
    """Whether an entry held gives way: it is of another epoch, or neither newer nor from later on."""
    not_newer = and_(col(DirectoryEntry.version) <= version, col(DirectoryEntry.pos) < pos)
    return or_(col(DirectoryEntry.epoch) != epoch, not_newer)
