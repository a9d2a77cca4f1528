"""The directory as a consumer of the registry's feed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, and_, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.feed import outbox
from services.kit.feed.follow import FeedChange
from services.kit.feed.outbox import Change
from services.knowledge.directory.documents import (
    bucket,
    columns,
    entry,
    instrument_columns,
    is_legible,
    leaf,
)
from services.knowledge.directory.findable import search_document
from services.knowledge.directory.models import DirectoryEntry, EntryInstrument, EntryVersion
from services.knowledge.search import service as search

# What the registry's feed tells of, and what knowledge's own does.
ENTITY, ENTRY = "forum", "directory_entry"
# An arbitrary constant among a database's advisory locks: who writes entries, one transaction at a time.
# The follower and the reconciliation would otherwise lock the same rows in different orders.
WRITERS_LOCK = 0x53_49_4D_44_49_52


async def take_turn(session: AsyncSession) -> None:
    """Wait until no other transaction writes entries; its own ends the turn."""
    await session.execute(select(func.pg_advisory_xact_lock(WRITERS_LOCK)))


class DirectoryProjection:
    """Keeps one entry per forum: the newest version of the newest epoch."""

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        """Take a page of changes; of one forum only its highest version."""
        last: dict[str, FeedChange] = {}
        for change in changes:
            before = last.get(change.entity_id)
            if (
                change.entity == ENTITY
                and (change.payload is None or is_legible(change.payload))
                and (before is None or before.version <= change.version)
            ):
                last[change.entity_id] = change
        if last:
            await take_turn(session)
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
            await drop(session, or_(*gone))
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
        await drop(
            session,
            and_(
                col(DirectoryEntry.epoch) != epoch,
                col(DirectoryEntry.slug).in_([row["slug"] for row in rows]),
                col(DirectoryEntry.id).not_in([row["id"] for row in rows]),
            ),
        )
        before = await _held(session, rows)
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
        held = await _held(session, rows)
        taken = [row for row in rows if held[row["id"]] == _Held(epoch, row["pos"], _content(row))]
        # What is as it was is no change to whoever mirrors the directory.
        changed = [
            row for row in taken if row["id"] not in before or before[row["id"]].content != _content(row)
        ]
        await _publish(session, [_change(row) for row in changed])
        ids = {row["id"] for row in taken}
        await session.execute(delete(EntryInstrument).where(col(EntryInstrument.entry_id).in_(ids)))
        payloads = [change.payload for change in last if change.payload and UUID(change.entity_id) in ids]
        instruments = [instrument for payload in payloads for instrument in instrument_columns(payload)]
        if instruments:
            await session.execute(insert(EntryInstrument), instruments)
        await search.put_all(session, [search_document(row) for row in taken])

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Drop entries that no change of this epoch mentioned."""
        await take_turn(session)
        await drop(session, col(DirectoryEntry.epoch) != epoch)


class _Held(NamedTuple):
    """An entry that is held: of which epoch and position of the registry's feed, with which content."""

    epoch: str
    pos: int
    content: str | None


def _content(row: Mapping[str, Any]) -> str:
    content: str = row["document"]["content_sha256"]
    return content


async def _held(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, _Held]:
    """What is held of these entries."""
    content = cast(col(DirectoryEntry.document), JSON)["content_sha256"].as_string()
    statement = select(col(DirectoryEntry.id), col(DirectoryEntry.epoch), col(DirectoryEntry.pos), content)
    found = await session.execute(statement.where(col(DirectoryEntry.id).in_([row["id"] for row in rows])))
    return {row[0]: _Held(row[1], row[2], row[3]) for row in found}


async def drop(session: AsyncSession, where: ColumnElement[bool]) -> None:
    """Drop entries, and tell whoever mirrors the directory."""
    held = (col(DirectoryEntry.id), col(DirectoryEntry.version))
    gone = (await session.execute(delete(DirectoryEntry).where(where).returning(*held))).all()
    await _publish(session, [Change(ENTRY, str(entry_id), version, None) for entry_id, version in gone])
    if gone:
        await search.remove_all(session, "forum", [entry_id for entry_id, _ in gone])


def _change(row: Mapping[str, Any]) -> Change:
    return Change(ENTRY, str(row["id"]), row["version"], row["document"])


async def _publish(session: AsyncSession, changes: Sequence[Change]) -> None:
    """Write changes of entries into knowledge's own feed, with what each adds to the digest."""
    ids = await outbox.record_all(session, changes)
    rows = [
        {
            "outbox_id": outbox_id,
            "entry_id": UUID(change.entity_id),
            "version": change.version,
            "bucket": bucket(change.entity_id),
            "leaf": leaf(change.entity_id, change.version, change.payload["content_sha256"])
            if change.payload
            else None,
        }
        for outbox_id, change in zip(ids, changes, strict=True)
    ]
    if rows:
        await session.execute(insert(EntryVersion), rows)


def _is_replaced_by(
    epoch: str, version: int | ColumnElement[int], pos: int | ColumnElement[int]
) -> ColumnElement[bool]:
    """Whether an entry held gives way: it is of another epoch, or neither newer nor from later on.

    From the same position it gives way too: the same change, rendered anew.
    """
    not_newer = and_(col(DirectoryEntry.version) <= version, col(DirectoryEntry.pos) <= pos)
    return or_(col(DirectoryEntry.epoch) != epoch, not_newer)
