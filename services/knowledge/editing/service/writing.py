"""Beginning, amending and submitting a draft; taking what the sources tell."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.ids import new_id
from services.kit.language import Text
from services.kit.problems import Invalid
from services.knowledge.editing import policy, queries, states
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Item
from services.knowledge.editing.problems import (
    SlugTaken,
)
from services.knowledge.editing.service.shelving import following, put_on_shelf, record, take_from_shelf


class RequireVersion(Protocol):
    """Refuses where the version is not the one a write expects."""

    def __call__(self, version: int, /) -> None: ...


async def write(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    *,
    slug: str,
    forum_slug: str | None,
    content: Mapping[str, Any],
    why: str | None,
) -> Item:
    """Begin a draft."""
    policy.require_create(actor, forum_slug)
    await kind.judge(session, actor, {**content, "forum_slug": forum_slug})
    if await queries.find(session, kind.name, slug) is not None:
        raise SlugTaken(Text(f"`{slug}` sudah ada.", f"`{slug}` is there already."))
    now = clock.now()
    item = Item(
        kind=kind.name,
        slug=slug,
        state=states.FIRST,
        content=dict(content),
        forum_slug=forum_slug,
        reviewers=[],
        authors=[actor.subject],
        created_at=now,
        updated_at=now,
        document={},
    )
    session.add(item)
    await record(session, actor, kind, item, act="write", why=why)
    return item


async def amend(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
    why: str | None,
) -> Item:
    """Change the content of a locked item; what is published stays as it is until it is published anew."""
    policy.require_write(actor, item)
    differing = {name: value for name, value in changes.items() if item.content.get(name) != value}
    content = {**item.content, **differing}
    if differing:
        await kind.judge(session, actor, {**content, "forum_slug": item.forum_slug})
    require_version(item.version)
    if not differing:
        return item
    rewrite(actor, item)
    item.content = content
    gone = not kind.may_be_published(content) and await take_from_shelf(session, kind, item)
    await record(session, actor, kind, following(item), act="amend", why=why, is_told=gone)
    return item


def rewrite(actor: Actor, item: Item) -> None:
    """A locked item is a draft again, of a new revision, of which the actor is an author."""
    item.state = states.after("amend", item.state)
    item.revision += 1
    item.authors = sorted({*item.authors, actor.subject})


async def submit(session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, why: str | None) -> Item:
    """Ask for a review; refused while something is missing."""
    policy.require_write(actor, item)
    state = states.after("submit", item.state)
    if missing := kind.missing(item.content):
        raise Invalid(errors=missing)
    item.state = state
    await record(session, actor, kind, following(item), act="submit", why=why)
    return item


async def take(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    *,
    slug: str,
    forum_slug: str | None,
    content: Mapping[str, Any],
    is_public: bool,
) -> bool:
    """Take an item of the sources, once; whether it was taken now. What is not public stays a draft."""
    if await queries.find(session, kind.name, slug) is not None:
        return False
    now = clock.now()
    item = Item(
        id=new_id(),
        kind=kind.name,
        slug=slug,
        state="terbit" if is_public else "draf",
        content=dict(content),
        forum_slug=forum_slug,
        reviewers=[],
        authors=[actor.subject],
        created_at=now,
        updated_at=now,
        document={},
    )
    session.add(item)
    await session.flush()
    if is_public:
        await put_on_shelf(session, actor, kind, item, act="import", why=None)
    else:
        await record(session, actor, kind, item, act="import", why=None)
    return True
