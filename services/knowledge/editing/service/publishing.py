"""Publishing, withdrawing, and telling the other simpul of either."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.editing import policy, queries, states
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Handover, Item
from services.knowledge.editing.problems import (
    NotReviewed,
)
from services.knowledge.editing.service.shelving import (
    attachments_of,
    following,
    put_on_shelf,
    record,
    take_from_shelf,
)


async def publish(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    *,
    also_in: Sequence[str],
    why: str | None,
) -> Item:
    """Put the revision at hand on the shelf: it must have been approved by somebody who did not write it.

    The other simpul gets an offer, which arrives there in review as a row of its own.
    """
    policy.require_publish(actor)
    state = states.after("publish", item.state)
    if not await queries.approved_by_another(session, item):
        raise NotReviewed(item.revision)
    if not kind.may_be_published(item.content):
        detail = Text("Ditandai tidak untuk umum.", "It is marked as not public.")
        raise Invalid(detail, errors=[FieldError("/public", "not-public", detail)])
    if simpul_of(session) in also_in:
        detail = Text("Sebutkan simpul yang lain.", "Name the other simpul.")
        raise Invalid(errors=[FieldError("/also_in", "own-simpul", detail)])
    item.state = state
    await put_on_shelf(session, actor, kind, following(item), act="publish", why=why)
    item.authors = []
    for simpul in dict.fromkeys(also_in):
        await _hand_over(session, actor, item, simpul)
    return item


async def _hand_over(
    session: AsyncSession, actor: Actor, item: Item, simpul: str, *, withdrawn: str | None = None
) -> None:
    """Have the worker tell the other simpul: of a revision, or that the item was withdrawn and why."""
    session.add(
        Handover(
            item_id=item.id,
            to_simpul=simpul,
            revision=item.revision,
            parcel={
                "kind": item.kind,
                "slug": item.slug,
                "content": item.content,
                "withdrawn": withdrawn,
                "attachments": await attachments_of(session, item, keeps=False),
                "origin": {
                    "simpul": simpul_of(session),
                    "id": str(item.id),
                    "slug": item.slug,
                    "forum_slug": item.forum_slug,
                    "revision": item.revision,
                },
            },
            requested_by=actor.subject,
            requested_at=clock.now(),
        )
    )


async def withdraw(session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, why: str) -> Item:
    """Take an item out of circulation: a draft by who writes it, what is published by the secretariat."""
    if item.published_revision is None:
        policy.require_write(actor, item)
    else:
        policy.require_publish(actor)
    item.state = states.after("withdraw", item.state)
    was_public = await take_from_shelf(session, kind, item)
    for simpul in await queries.handed_to(session, item.id):
        await _hand_over(session, actor, item, simpul, withdrawn=why)
    await record(session, actor, kind, following(item), act="withdraw", why=why, is_told=was_public)
    return item
