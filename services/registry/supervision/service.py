"""Acts of supervision. A note has a version and a trail of its own; the forum's document stays."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.feed import outbox
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums import queries as forum_queries
from services.registry.forums import service as forums
from services.registry.forums.models import Forum, Instrument
from services.registry.forums.problems import ForumNotFound
from services.registry.rows.judging import refuse, unknown_codes, unknown_row
from services.registry.supervision import policy, queries
from services.registry.supervision.models import ReviewNote
from services.registry.supervision.problems import NoteClosed, NoteNotFound
from services.registry.supervision.warnings import Warned, warnings_of
from services.registry.trail import service as trail

ENTITY = "review_note"


async def require_readable(session: AsyncSession, actor: Actor, reference: str) -> Forum:
    """The forum, if its review notes concern this actor: else 404, 401 or 403."""
    forum = await forums.require(session, actor, reference)
    policy.require_read_of(actor, forum.slug, await forum_queries.provinces_of(session, forum.id))
    return forum


async def require_reviewable(session: AsyncSession, actor: Actor, reference: str) -> Forum:
    """The forum, locked, if this actor reviews it."""
    forum = await forum_queries.lock(session, actor, reference)
    if forum is None:
        raise ForumNotFound(reference)
    policy.require_review(actor, await forum_queries.provinces_of(session, forum.id))
    return forum


async def require_note(
    session: AsyncSession, actor: Actor, reference: str, note_id: UUID
) -> tuple[bytes, int]:
    """A note as (document, version), if it is there for this actor."""
    forum = await forums.require(session, actor, reference)
    policy.require_read(actor)
    found = await queries.one(session, actor, forum.id, note_id)
    if found is None:
        raise NoteNotFound()
    return found


async def require_answerable(
    session: AsyncSession, actor: Actor, reference: str, note_id: UUID
) -> ReviewNote:
    """A note, locked, if this actor answers it."""
    forum, note = await _lock(session, actor, reference, note_id)
    policy.require_answer(actor, forum.slug)
    return note


async def require_closable(session: AsyncSession, actor: Actor, reference: str, note_id: UUID) -> ReviewNote:
    """A note, locked, if this actor closes it."""
    _, note = await _lock(session, actor, reference, note_id)
    policy.require_close(actor, note.province_code)
    return note


async def _lock(
    session: AsyncSession, actor: Actor, reference: str, note_id: UUID
) -> tuple[Forum, ReviewNote]:
    forum = await forums.require(session, actor, reference)
    policy.require_read(actor)
    note = await queries.lock(session, actor, forum.id, note_id)
    if note is None:
        raise NoteNotFound()
    return forum, note


async def write(
    session: AsyncSession, actor: Actor, forum: Forum, *, values: Mapping[str, Any]
) -> ReviewNote:
    """Write a note on a locked forum (or on its instrument, which the lock keeps there)."""
    mine = policy.reviewing(actor, await forum_queries.provinces_of(session, forum.id))
    errors = await unknown_codes(session, actor, [("/finding", "review_finding", values["finding"])])
    errors += await unknown_row(session, actor, forum, "/instrument_id", Instrument, values["instrument_id"])
    province = values["province_code"] or (next(iter(mine)) if len(mine) == 1 else None)
    if province not in mine:
        names = ", ".join(sorted(mine))
        detail = Text(f"Isi salah satu dari {names}.", f"Give one of {names}.")
        errors.append(FieldError("/province_code", "not-your-province", detail))
    refuse(errors)
    assert province is not None, "a province that is not named is refused above"
    named = values["instrument_id"]
    note = ReviewNote(
        **{field: values[field] for field in ("subject", "text", "finding", "reply_by")},
        forum_id=forum.id,
        province_code=province,
        instrument_id=UUID(named) if named else None,
        written_by=actor.subject,
        written_at=clock.now(),
    )
    session.add(note)
    said = {"subject": note.subject, "text": note.text, "finding": note.finding, "reply_by": note.reply_by}
    await _record(session, actor, note, "note", (None, said), why=None)
    return note


async def reply(session: AsyncSession, actor: Actor, note: ReviewNote, *, text: str) -> ReviewNote:
    """Answer a locked note that is open."""
    if note.closing is not None:
        raise NoteClosed()
    said = {"text": text, "by": actor.subject, "at": clock.now().isoformat()}
    note.replies = [*note.replies, said]
    note.version += 1
    await _record(session, actor, note, "reply", (None, {"text": text}), why=None)
    return note


async def close(session: AsyncSession, actor: Actor, note: ReviewNote, *, reason: str) -> ReviewNote:
    """Close a locked note that is open."""
    if note.closing is not None:
        raise NoteClosed()
    note.closing = {"reason": reason, "by": actor.subject, "at": clock.now().isoformat()}
    note.version += 1
    await _record(session, actor, note, "closing", (None, {"reason": reason}), why=reason)
    return note


async def warnings_for(session: AsyncSession, actor: Actor, reference: str) -> list[Warned]:
    """The warnings of a forum as of today."""
    forum = await forums.require(session, actor, reference)
    document = await queries.document_of(session, actor, forum.id)
    names = await queries.province_names(session, actor)
    return list(warnings_of(document, provinces=names, today=clock.today()))


async def _record(
    session: AsyncSession,
    actor: Actor,
    note: ReviewNote,
    act: str,
    changed: tuple[Any, Any],
    *,
    why: str | None,
) -> None:
    await trail.record(
        session,
        actor,
        entity=ENTITY,
        entity_id=note.id,
        version=note.version,
        act=act,
        changed=changed,
        why=why,
    )
    # What a note says is asked of the register, as somebody who may see it.
    thin = {
        "id": str(note.id),
        "version": note.version,
        "forum_id": str(note.forum_id),
        "province_code": note.province_code,
        "act": act,
    }
    await outbox.record(session, outbox.Change(ENTITY, str(note.id), note.version, thin))
