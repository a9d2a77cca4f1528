"""The directory compared with the registry, repaired, or rendered again from nothing, while it serves.

The registry's feed keeps the last version of every forum, so what the directory should hold is read from
there; what arrives meanwhile is the follower's. An entry stays as it is until the moment its successor is
written, and who mirrors the directory is told of real changes alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed.follow import FeedChange, FeedPage, HeldCursor, held_cursor, read_page
from services.knowledge.directory.documents import columns, entry, instrument_columns, is_legible, shape
from services.knowledge.directory.models import DirectoryEntry, EntryInstrument
from services.knowledge.directory.projection import ENTITY, DirectoryProjection, drop, take_turn

# So few at once that the follower, who waits for its turn, does not wait long.
PAGE = 100
# `report` writes nothing, `repair` what differs, `rebuild` every entry.
Act = Literal["report", "repair", "rebuild"]


class NotFollowed(Exception):
    """The registry's feed was not read to its end in its present epoch: there is nothing to compare yet."""


@dataclass
class Findings:
    """How many forums the registry has, and the ids of what was not as it should be.

    `outdated` counts entries of another shape, which is no fault of theirs.
    """

    forums: int = 0
    outdated: int = 0
    missing: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many entries were not as they should be."""
        return len(self.missing) + len(self.different) + len(self.extra)


async def is_outdated(database: Database) -> bool:
    """Whether some entry is of another shape than this release renders."""
    statement = select(col(DirectoryEntry.id)).where(col(DirectoryEntry.shape) != shape()).limit(1)
    async with database.read.begin() as session:
        return (await session.execute(statement)).first() is not None


async def reconcile(database: Database, client: ServiceClient, source: str, *, act: Act) -> Findings:
    """Compare every entry with what the registry tells, and act on it.

    Raises `NotFollowed`, and `httpx.HTTPError` where the registry does not answer; what was written until
    then stays, and is right.
    """
    cursor = await held_cursor(database, source)
    if cursor is None or not cursor.complete:
        raise NotFollowed
    work = _Reconciliation(database, client, cursor, act)
    after: str | None = None
    while (page := await work.page(after)).changes:
        await work.judge(page.changes)
        after = f"{page.epoch}.{page.position}"
    await work.fetch_lacking()
    await work.remove_extra()
    work.findings.forums = len(work.living)
    return work.findings


class _Reconciliation:
    """One pass: what the registry has, and what of it the directory lacks."""

    def __init__(self, database: Database, client: ServiceClient, cursor: HeldCursor, act: Act) -> None:
        self._database, self._client, self._cursor, self._act = database, client, cursor, act
        self.findings = Findings()
        # Of each forum that is there, the position of its last change.
        self.living: dict[UUID, int] = {}
        # Of what is not held, or held from before: where the change stands that should be.
        self._lacking: dict[UUID, int] = {}

    async def page(self, after: str | None, *, limit: int = PAGE) -> FeedPage:
        page = await read_page(self._client, self._database.simpul, after=after, limit=limit)
        if page is None or page.epoch != self._cursor.epoch:
            raise NotFollowed
        return page

    async def judge(self, changes: Sequence[FeedChange]) -> None:
        """Compare a page of changes with the entries that stem from them."""
        forums = [change for change in changes if change.entity == ENTITY]
        for change in forums:
            if change.payload is None:
                self.living.pop(UUID(change.entity_id), None)
            else:
                self.living[UUID(change.entity_id)] = change.pos
        # What came after the cursor is the follower's.
        due = [change for change in forums if change.payload and change.pos <= self._cursor.pos]
        due = [change for change in due if change.payload and is_legible(change.payload)]
        if not due:
            return
        async with self._database.write.begin() as session:
            await take_turn(session)
            held = await _held(session, [UUID(change.entity_id) for change in due])
            anew = [change for change in due if self._is_to_write(change, held.get(UUID(change.entity_id)))]
            await DirectoryProjection().apply(session, anew, epoch=self._cursor.epoch)

    def _is_to_write(self, change: FeedChange, held: "_Held | None") -> bool:
        forum_id = UUID(change.entity_id)
        if held is None or held.row["epoch"] != self._cursor.epoch or held.row["pos"] < change.pos:
            # Perhaps a later change will do, or took it away: known only at the feed's end.
            self._lacking[forum_id] = change.pos
            return False
        if held.row["pos"] > change.pos:
            return False
        if held.row["shape"] != shape():
            self.findings.outdated += 1
        elif held != _should_be(change, self._cursor.epoch):
            self.findings.different.append(change.entity_id)
        else:
            return self._act == "rebuild"
        return self._act != "report"

    async def fetch_lacking(self) -> None:
        """Write entries that were not held, or held from before their forum's last change."""
        wanted = sorted(pos for forum_id, pos in self._lacking.items() if self.living.get(forum_id) == pos)
        while wanted:
            after = f"{self._cursor.epoch}.{wanted[0] - 1}"
            lies_close = len(wanted) > 1 and wanted[1] - wanted[0] < PAGE
            page = await self.page(after, limit=PAGE if lies_close else 1)
            here = set(wanted[:PAGE])
            found = [change for change in page.changes if change.pos in here]
            async with self._database.write.begin() as session:
                await take_turn(session)
                held = await _held(session, [UUID(change.entity_id) for change in found])
                for change in found:
                    one = held.get(UUID(change.entity_id))
                    if one is None:
                        self.findings.missing.append(change.entity_id)
                    elif one.row["pos"] < change.pos or one.row["epoch"] != self._cursor.epoch:
                        self.findings.different.append(change.entity_id)
                if self._act != "report":
                    await DirectoryProjection().apply(session, found, epoch=self._cursor.epoch)
            wanted = [pos for pos in wanted if pos > max(page.position, wanted[0])]

    async def remove_extra(self) -> None:
        """Drop entries of forums that the registry does not have."""
        of_this_pass = or_(
            col(DirectoryEntry.epoch) != self._cursor.epoch, col(DirectoryEntry.pos) <= self._cursor.pos
        )
        async with self._database.write.begin() as session:
            await take_turn(session)
            found = await session.scalars(select(col(DirectoryEntry.id)).where(of_this_pass))
            extra = [entry_id for entry_id in found if entry_id not in self.living]
            self.findings.extra = [str(entry_id) for entry_id in extra]
            if extra and self._act != "report":
                await drop(session, col(DirectoryEntry.id).in_(extra))


@dataclass(frozen=True)
class _Held:
    """An entry with all its columns, and the rows of its instruments."""

    row: Mapping[str, Any]
    instruments: Sequence[Mapping[str, Any]]


def _should_be(change: FeedChange, epoch: str) -> _Held:
    assert change.payload is not None, "asked of what is there"
    place = {"version": change.version, "epoch": epoch, "pos": change.pos}
    row = columns(change.payload) | place | {"document": entry(change.payload)}
    return _Held(row, _in_order(instrument_columns(change.payload)))


async def _held(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, _Held]:
    entries, instruments = DirectoryEntry.__table__, EntryInstrument.__table__  # type: ignore[attr-defined]
    of_entry: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in (await session.execute(select(instruments).where(instruments.c.entry_id.in_(ids)))).mappings():
        of_entry.setdefault(row["entry_id"], []).append(dict(row))
    found = await session.execute(select(entries).where(entries.c.id.in_(ids)))
    return {row["id"]: _Held(dict(row), _in_order(of_entry.get(row["id"], []))) for row in found.mappings()}


def _in_order(instruments: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(instruments, key=lambda row: str(row["instrument_id"]))
