"""Acts on items: each has the item locked, raises its version, and is one transaction with its record."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.ids import new_id
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.chronicle import service as chronicle
from services.knowledge.editing import policy, queries, states
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Attachment, Comment, Handover, Item, Review, ShelfCopy
from services.knowledge.editing.problems import (
    CommentNotFound,
    ItemNotFound,
    NotPublished,
    NotReviewed,
    OwnReview,
    SlugTaken,
)
from services.knowledge.search import service as search


class RequireVersion(Protocol):
    """Refuses where the version is not the one a write expects."""

    def __call__(self, version: int, /) -> None: ...


async def require(session: AsyncSession, actor: Actor, kind: Kind, reference: str) -> Item:
    """An item that is there for this actor: published, or kept by it. `ItemNotFound` otherwise."""
    return await _shown(session, actor, await queries.find(session, kind.name, reference))


async def require_locked(session: AsyncSession, actor: Actor, kind: Kind, reference: str) -> Item:
    """The same, locked until the transaction ends."""
    return await _shown(session, actor, await queries.lock(session, kind.name, reference))


async def _shown(session: AsyncSession, actor: Actor, item: Item | None) -> Item:
    if item is None:
        raise ItemNotFound()
    if not policy.keeps(actor, item) and await queries.copy_of(session, item.id) is None:
        raise ItemNotFound()
    return item


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
    gone = not kind.may_be_published(content) and await _take_from_shelf(session, kind, item)
    await record(session, actor, kind, following(item), act="amend", why=why, is_told=gone)
    return item


def rewrite(actor: Actor, item: Item) -> None:
    """A locked item is a draft again, of a new revision, of which the actor is an author."""
    item.state = states.after("amend", item.state)
    item.revision += 1
    item.authors = sorted({*item.authors, actor.subject})


async def _take_from_shelf(session: AsyncSession, kind: Kind, item: Item) -> bool:
    """Have the public see nothing of a locked item any more; whether it saw something."""
    gone = await session.execute(
        delete(ShelfCopy).where(col(ShelfCopy.id) == item.id).returning(col(ShelfCopy.id))
    )
    if gone.first() is None:
        return False
    item.published_revision, item.published_at = None, None
    # Nor what it was before.
    item.hidden_through = item.version
    if kind.findable is not None:
        await search.remove(session, kind.name, item.id)
    return True


async def submit(session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, why: str | None) -> Item:
    """Ask for a review; refused while something is missing."""
    policy.require_write(actor, item)
    state = states.after("submit", item.state)
    if missing := kind.missing(item.content):
        raise Invalid(errors=missing)
    item.state = state
    await record(session, actor, kind, following(item), act="submit", why=why)
    return item


async def ask_reviewers(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, reviewers: Sequence[str]
) -> Item:
    """Ask these to review, in place of those asked before."""
    policy.require_editor(actor)
    item.reviewers = list(reviewers)
    await record(session, actor, kind, following(item), act="ask_reviewers", why=None)
    return item


async def review(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, verdict: str, comment: str | None
) -> Review:
    """Give a verdict on the revision at hand. Nobody reviews what they wrote a part of."""
    policy.require_review(actor, item)
    state = states.after("review" if verdict == "setuju" else "return", item.state)
    if actor.subject in item.authors:
        raise OwnReview()
    found = Review(
        item_id=item.id,
        revision=item.revision,
        verdict=verdict,
        comment=comment,
        reviewed_by=actor.subject,
        reviewed_at=clock.now(),
    )
    session.add(found)
    item.state = state
    await record(session, actor, kind, following(item), act="review", why=comment)
    return found


async def comment(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, text: str, pointer: str | None
) -> Comment:
    """Remark on the revision at hand."""
    policy.require_work(actor, item)
    remark = Comment(
        item_id=item.id,
        revision=item.revision,
        pointer=pointer,
        words=text,
        commented_by=actor.subject,
        commented_at=clock.now(),
    )
    session.add(remark)
    await record(session, actor, kind, following(item), act="comment", why=None)
    return remark


async def resolve_comment(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, remark: Comment
) -> Comment:
    """Say that a remark was dealt with."""
    policy.require_work(actor, item)
    if not remark.is_resolved:
        remark.is_resolved = True
        await record(session, actor, kind, following(item), act="resolve_comment", why=None)
    return remark


async def require_comment(session: AsyncSession, item: Item, comment_id: UUID) -> Comment:
    """A comment on this item."""
    found = await queries.comment_of(session, item, comment_id)
    if found is None:
        raise CommentNotFound()
    return found


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
                "attachments": await _attachments(session, item, keeps=False),
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
    was_public = await _take_from_shelf(session, kind, item)
    for simpul in await queries.handed_to(session, item.id):
        await _hand_over(session, actor, item, simpul, withdrawn=why)
    await record(session, actor, kind, following(item), act="withdraw", why=why, is_told=was_public)
    return item


async def put_on_shelf(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, act: str, why: str | None
) -> None:
    """Render a locked item as it stands for the public, and tell the feed."""
    item.published_revision, item.published_at = item.revision, clock.now()
    await kind.on_publication(session, item)
    shown = await _render(session, kind, item, keeps=False)
    await _shelve(session, kind, item, shown, item.content)
    item.document = await _render(session, kind, item, keeps=True)
    await session.flush()
    await _chronicle(session, actor, item, shown, act=act, why=why)
    if kind.findable is not None:
        # Last: writers of the index wait for one another.
        await search.put(session, kind.findable(shown))


async def record(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    *,
    act: str,
    why: str | None,
    is_told: bool = False,
) -> None:
    """Render the working copy of a locked item anew and write the version down; the public sees nothing."""
    # The rows that the rendering reads are those of this transaction.
    await session.flush()
    item.document = await _render(session, kind, item, keeps=True)
    await session.flush()
    await chronicle.record(
        session,
        actor,
        kind=item.kind,
        item_id=item.id,
        version=item.version,
        document=item.document,
        act=act,
        why=why,
        is_public=False,
        is_told=is_told,
    )


async def refresh(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, act: str, why: str | None
) -> None:
    """What stands beside a locked item's content changed: both copies show it from the next version on."""
    following(item)
    await session.flush()
    copy = await queries.copy_of(session, item.id)
    if copy is None:
        await record(session, actor, kind, item, act=act, why=why)
        return
    item.document = await _render(session, kind, item, keeps=True)
    there = {attachment["id"] for attachment in item.document["attachments"]}
    shown = {
        **copy.document,
        **await kind.extras(session, item, copy.content),
        "attachments": [a for a in copy.document["attachments"] if a["id"] in there],
        "version": item.version,
    }
    await _shelve(session, kind, item, shown, copy.content)
    await session.flush()
    await _chronicle(session, actor, item, shown, act=act, why=why)
    if kind.findable is not None:
        # Last: writers of the index wait for one another.
        await search.put(session, kind.findable(shown))


async def published_copy(session: AsyncSession, item: Item) -> ShelfCopy | None:
    """The shelf's copy of an item, if it is published."""
    return await queries.copy_of(session, item.id)


async def require_published(session: AsyncSession, item: Item) -> ShelfCopy:
    """The same; `NotPublished` where there is none."""
    copy = await queries.copy_of(session, item.id)
    if copy is None:
        raise NotPublished()
    return copy


def following(item: Item) -> Item:
    """A locked item at its next version."""
    item.version += 1
    item.updated_at = clock.now()
    return item


async def _render(session: AsyncSession, kind: Kind, item: Item, *, keeps: bool) -> dict[str, Any]:
    """The whole item as JSON has it, for those who keep it or for the public."""
    shown = {
        "id": str(item.id),
        "version": item.version,
        "revision": item.revision,
        "slug": item.slug,
        "state": item.state,
        "forum_slug": item.forum_slug,
        "origin": item.origin,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "created_at": item.created_at.isoformat(),
        "updated_at": item.updated_at.isoformat(),
        **item.content,
        **await kind.extras(session, item, item.content),
        "attachments": await _attachments(session, item, keeps=keeps),
    }
    if not keeps:
        return shown
    return shown | {
        "reviewers": item.reviewers,
        "published_revision": item.published_revision,
        "possible_acts": states.possible_in(item.state),
        "offer": item.offer,
    }


async def _attachments(session: AsyncSession, item: Item, *, keeps: bool) -> list[dict[str, Any]]:
    return [attachment_out(a) for a in await queries.attachments_of(session, item.id, keeps=keeps)]


def attachment_out(attachment: Attachment) -> dict[str, Any]:
    """An attachment as JSON has it."""
    return {
        "id": str(attachment.id),
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "is_public": attachment.is_public,
        "is_scanned": attachment.is_scanned,
        "uploaded_at": attachment.uploaded_at.isoformat(),
    }


async def _shelve(
    session: AsyncSession, kind: Kind, item: Item, shown: Mapping[str, Any], content: Mapping[str, Any]
) -> None:
    values = {
        "kind": item.kind,
        "slug": item.slug,
        "version": item.version,
        "title": shown["title"],
        "tags": sorted(set(kind.tags(shown))),
        "published_at": item.published_at,
        "document": dict(shown),
        "content": dict(content),
    }
    statement = insert(ShelfCopy).values(id=item.id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def _chronicle(
    session: AsyncSession,
    actor: Actor,
    item: Item,
    shown: Mapping[str, Any],
    *,
    act: str,
    why: str | None,
) -> None:
    await chronicle.record(
        session,
        actor,
        kind=item.kind,
        item_id=item.id,
        version=item.version,
        document=shown,
        act=act,
        why=why,
    )


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
