"""What stands in the signatures of the routes of items."""

from collections.abc import Awaitable, Callable

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.knowledge.editing import policy, service
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Item

Allow = Callable[[Actor, Item], None]


def held(kind: Kind, allow: Allow) -> Callable[..., Awaitable[Item]]:
    """A dependency: the item, locked, if `allow` lets this actor act on it. Asked before the body."""

    async def require(actor: CurrentActor, session: Session, slug: str) -> Item:
        item = await service.require_locked(session, actor, kind, slug)
        allow(actor, item)
        return item

    return require


def publishes(actor: Actor, item: Item) -> None:
    """`policy.require_publish`, of any item."""
    policy.require_publish(actor)


def edits(actor: Actor, item: Item) -> None:
    """`policy.require_editor`, of any item."""
    policy.require_editor(actor)


def withdraws(actor: Actor, item: Item) -> None:
    """A draft by who writes it, what is published by the secretariat."""
    if item.published_revision is None:
        policy.require_write(actor, item)
    else:
        policy.require_publish(actor)


async def writer(actor: CurrentActor) -> None:
    """Whoever writes anything at all: of which forum is judged with the body."""
    if not policy.forums_of(actor):
        policy.require_create(actor, None)
