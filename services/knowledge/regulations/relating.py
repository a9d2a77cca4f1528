"""Relations between works: stored once, told of both, never in a circle."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.regulations import queries, rules
from services.knowledge.regulations.documents import relation_from
from services.knowledge.regulations.models import Regulation, RegulationRelation
from services.knowledge.regulations.problems import RelationCircle, RelationNotFound, RelationTaken
from services.knowledge.regulations.service import RequireVersion, record_next
from services.knowledge.regulations.terms import FORWARD


async def relate(
    session: AsyncSession,
    actor: Actor,
    regulation: Regulation,
    *,
    values: Mapping[str, Any],
    reason: str | None,
) -> dict[str, Any]:
    """Record what a locked work did to another, or another to it; the relation as seen from this end."""
    target = values["target"]
    if target == regulation.slug:
        detail = Text(
            "Peraturan tidak berhubungan dengan dirinya sendiri.", "A work has no relation to itself."
        )
        raise Invalid(detail, errors=[FieldError("/target", "own-target", detail)])
    kind, start, end = _forward(regulation.slug, values["kind"], target)
    ends = await queries.lock_all(session, actor, {start, end})
    known = {slug: {f: getattr(one, f) for f in _DATED} for slug, one in ends.items()}
    errors = list(rules.errors_between(kind, values["effective_on"], known.get(start), known.get(end)))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    relations = await queries.relations_of(session, actor, regulation.slug)
    if any((one.kind, one.from_slug, one.to_slug) == (kind, start, end) for one in relations):
        raise RelationTaken()
    await _refuse_circle(session, actor, kind, start, end)
    relation = RegulationRelation(
        kind=kind,
        from_slug=start,
        to_slug=end,
        **{field: values[field] for field in ("article", "effective_on", "mark", "note")},
        created_at=clock.now(),
    )
    session.add(relation)
    await record_next(session, actor, *ends.values(), act="hubungan", why=reason)
    return relation_from(regulation.slug, relation)


async def unrelate(
    session: AsyncSession,
    actor: Actor,
    regulation: Regulation,
    *,
    relation_id: UUID,
    require_version: RequireVersion,
    reason: str | None,
) -> None:
    """Take a relation of a locked work off the record, at both ends."""
    relations = await queries.relations_of(session, actor, regulation.slug)
    relation = next((one for one in relations if one.id == relation_id), None)
    if relation is None:
        raise RelationNotFound()
    require_version(regulation.version)
    ends = await queries.lock_all(session, actor, {relation.from_slug, relation.to_slug})
    await session.delete(relation)
    await record_next(session, actor, *ends.values(), act="hubungan", why=reason)


_DATED = ("year", "enacted_on", "promulgated_on", "in_force_to")


def _forward(slug: str, kind: str, target: str) -> tuple[str, str, str]:
    """The relation as it is stored: what the one did to the other."""
    return (FORWARD[kind], target, slug) if kind in FORWARD else (kind, slug, target)


async def _refuse_circle(session: AsyncSession, actor: Actor, kind: str, start: str, end: str) -> None:
    """`RelationCircle` where the end already leads back to the start."""
    came_from = {end: ""}
    frontier = {end}
    while frontier:
        reached = set[str]()
        for one, other in await queries.done_by(session, actor, kind, frontier):
            if other not in came_from:
                came_from[other] = one
                reached.add(other)
        if start in reached:
            way = [start]
            while way[-1] != end:
                way.append(came_from[way[-1]])
            raise RelationCircle(kind, [start, *reversed(way)])
        frontier = reached
