"""What the rules on links ask of the database."""

from uuid import UUID

from sqlalchemy import Select, Uuid, case, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.registry.forums.models import Link

# An arbitrary constant that names the lock among a database's advisory locks.
ORDER_LOCK = 0x4C_49_4E_4B
# Kinds that put one forum after (or under) another, by whether the forum that links comes first.
ORDERED = {
    "pendahulu": ("pendahulu", "penerus"),
    "penerus": ("pendahulu", "penerus"),
    "induk": ("induk", "bagian"),
    "bagian": ("induk", "bagian"),
}


def visible_to(actor: Actor) -> Select[Link]:
    """Links are as public as their forum."""
    return select(Link)


async def lock_order(session: AsyncSession) -> None:
    """One writer at a time links forums in an order, until its transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(ORDER_LOCK)))


def ends(kind: str, forum_id: UUID, other_id: UUID) -> tuple[UUID, UUID]:
    """(which comes first, which follows) of a link of an ordered kind."""
    is_after_other = kind == ORDERED[kind][0]
    return (other_id, forum_id) if is_after_other else (forum_id, other_id)


async def follows(session: AsyncSession, actor: Actor, kind: str, *, first: UUID, later: UUID) -> bool:
    """Whether `first` already comes after `later`, through however many links of this order."""
    after, before = ORDERED[kind]
    forum_id, other_id = col(Link.forum_id), col(Link.to_forum_id)
    edges = (
        visible_to(actor)
        .with_only_columns(
            case((col(Link.kind) == after, other_id), else_=forum_id).label("earlier"),
            case((col(Link.kind) == after, forum_id), else_=other_id).label("later"),
        )
        .where(other_id.is_not(None), or_(col(Link.kind) == after, col(Link.kind) == before))
        .subquery()
    )
    reached = select(literal(later, Uuid).label("id")).cte("reached", recursive=True)
    # UNION, not UNION ALL: a circle that the import brought would never end otherwise.
    reached = reached.union(select(edges.c.later).join(reached, edges.c.earlier == reached.c.id))
    return bool(await session.scalar(select(exists().where(reached.c.id == first))))
