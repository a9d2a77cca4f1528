"""Acts on relations between instruments. Each raises the version of both instruments and of their forum."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.registry.forums import policy
from services.registry.forums import service as forums
from services.registry.forums.models import Forum, Instrument, InstrumentRelation
from services.registry.relations import queries
from services.registry.relations.problems import RelationNotFound
from services.registry.rows import queries as rows


async def add(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    instrument: Instrument,
    *,
    kind: str,
    other_id: UUID,
    effective_on: str | None,
    note: str | None,
    reason: str | None,
) -> InstrumentRelation:
    """Say what an instrument of a locked forum does to another; each thing once, replacing in no circle."""
    policy.require_amend(actor, forum.slug)
    if other_id == instrument.id:
        raise _wrong("own-relation", Text("Bukan dengan dirinya sendiri.", "Not with itself."))
    other = await rows.find(session, actor, Instrument, forum.id, other_id)
    if other is None:
        raise _wrong(
            "unknown-instrument", Text("Bukan naskah forum ini.", "Not an instrument of this forum.")
        )
    if kind == "replaces":
        said = await queries.replacements(session, actor, forum.id)
        if reaches(said, other_id, instrument.id):
            raise _wrong(
                "circle",
                Text(
                    "Naskah itu sudah menggantikan naskah ini, langsung atau tidak langsung.",
                    "That instrument replaces this one already, directly or through others.",
                ),
            )
    relation = InstrumentRelation(
        forum_id=forum.id,
        instrument_id=instrument.id,
        other_id=other_id,
        kind=kind,
        effective_on=effective_on,
        note=note,
    )
    session.add(relation)
    await _record(session, actor, forum, (instrument, other), (None, _said(relation)), reason)
    return relation


async def remove(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    instrument: Instrument,
    relation_id: UUID,
    *,
    require_version: forums.RequireVersion,
    reason: str | None,
) -> None:
    """Take away a relation that an instrument of a locked forum has, whichever end it is."""
    policy.require_amend(actor, forum.slug)
    relation = await queries.find(session, actor, instrument.id, relation_id)
    if relation is None:
        raise RelationNotFound()
    require_version(instrument.version)
    other_id = relation.other_id if relation.instrument_id == instrument.id else relation.instrument_id
    other = await rows.find(session, actor, Instrument, forum.id, other_id)
    assert other is not None, "both ends are of one forum"
    ends = (instrument, other) if relation.instrument_id == instrument.id else (other, instrument)
    await session.delete(relation)
    await _record(session, actor, forum, ends, (_said(relation), None), reason)


def reaches(pairs: Iterable[tuple[UUID, UUID]], start: UUID, goal: UUID) -> bool:
    """Whether one comes from `start` to `goal` along the pairs."""
    following: dict[UUID, list[UUID]] = {}
    for source, target in pairs:
        following.setdefault(source, []).append(target)
    seen, left = {start}, [start]
    while left:
        for target in following.get(left.pop(), ()):
            if target == goal:
                return True
            if target not in seen:
                seen.add(target)
                left.append(target)
    return False


async def _record(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    ends: tuple[Instrument, Instrument],
    change: tuple[Any, Any],
    reason: str | None,
) -> None:
    for instrument in ends:
        instrument.version += 1
    changed = {f"instruments/{ends[0].id}/relations": change}
    await forums.record_next(session, actor, forum, changed, why=reason)


def _said(relation: InstrumentRelation) -> dict[str, Any]:
    return {
        "id": str(relation.id),
        "kind": relation.kind,
        "instrument_id": str(relation.other_id),
        "effective_on": relation.effective_on,
        "note": relation.note,
    }


def _wrong(code: str, detail: Text) -> Invalid:
    return Invalid(detail, errors=[FieldError("/instrument_id", code, detail)])
