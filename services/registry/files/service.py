"""Acts on files: the bytes first, then the row in the transaction; what has no row is swept away."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.files.problems import FileNotFound
from services.kit.files.receiving import Received
from services.registry.files import queries
from services.registry.forums import policy
from services.registry.forums import service as forums
from services.registry.forums.models import Forum, Instrument, InstrumentFile
from services.registry.instruments import service as instruments


async def require_keeper(session: AsyncSession, actor: Actor, reference: str, instrument_id: UUID) -> None:
    """Asked before bytes are taken: the forum and the instrument are there, and the actor may write."""
    forum = await forums.require(session, actor, reference)
    policy.require_amend(actor, forum.slug)
    await instruments.require_of(session, actor, forum, instrument_id)


async def add(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    instrument: Instrument,
    received: Received,
    *,
    name: str,
    is_public: bool,
    reason: str | None,
) -> InstrumentFile:
    """Record a file of an instrument of a locked forum, whose bytes are stored already."""
    policy.require_amend(actor, forum.slug)
    file = InstrumentFile(
        id=received.id,
        forum_id=forum.id,
        instrument_id=instrument.id,
        name=name,
        content_type=received.content_type,
        size=received.size,
        sha256=received.sha256,
        is_public=is_public,
        uploaded_by=actor.subject,
        uploaded_at=clock.now(),
    )
    session.add(file)
    await _record(session, actor, forum, instrument, (None, _said(file)), reason)
    return file


async def remove(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    instrument: Instrument,
    file: InstrumentFile,
    *,
    reason: str | None,
) -> None:
    """Take a file away from an instrument of a locked forum; its bytes are swept later."""
    policy.require_amend(actor, forum.slug)
    await session.delete(file)
    await _record(session, actor, forum, instrument, (_said(file), None), reason)


async def require(
    session: AsyncSession, actor: Actor, forum: Forum, instrument_id: UUID, file_id: UUID
) -> InstrumentFile:
    """A file of an instrument: one that is not public is there only for who keeps the forum."""
    await instruments.require_of(session, actor, forum, instrument_id)
    keeps = policy.may_amend(actor, forum.slug)
    file = await queries.find(session, actor, instrument_id, file_id, keeps=keeps)
    if file is None:
        raise FileNotFound()
    return file


async def _record(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    instrument: Instrument,
    change: tuple[dict[str, object] | None, dict[str, object] | None],
    reason: str | None,
) -> None:
    instrument.version += 1
    changed = {f"instruments/{instrument.id}/files": change}
    await forums.record_next(session, actor, forum, changed, why=reason)


def _said(file: InstrumentFile) -> dict[str, object] | None:
    """What the history says of a file: of one that is not public, nothing but that there was a change."""
    if not file.is_public:
        return None
    return {"id": str(file.id), "name": file.name, "sha256": file.sha256}
