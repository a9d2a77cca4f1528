"""Every SELECT on items and the shelf. Each one starts from `visible_to` or `on_shelf`."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, any_, bindparam, cast, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.ids import as_id
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.knowledge.editing.models import Attachment, Comment, Handover, Item, Review, ShelfCopy

MOST_COUNTED = 10_000
# More neighbours than this are not compared.
MOST_COMPARED = 300


def on_shelf(actor: Actor) -> Select[ShelfCopy]:
    """What was published is public: for every actor."""
    return select(ShelfCopy)


def visible_to(actor: Actor, *, forums: Collection[str], asked_as: str | None) -> Select[Item]:
    """Working copies that the actor keeps (see `policy.keeps`): of these forums, and those it was asked to
    review. Who keeps all of them asks for `everything`.
    """
    kept: list[ColumnElement[bool]] = [col(Item.forum_slug).in_(sorted(forums))]
    if asked_as is not None:
        kept.append(col(Item.reviewers).contains([asked_as]))
    return select(Item).where(or_(*kept))


def everything() -> Select[Item]:
    """All working copies, for the node's own tasks and for acts on what an actor was shown already."""
    return select(Item)


_copy = json_bytes(col(ShelfCopy.document))
_kind = col(ShelfCopy.kind) == bindparam("kind", type_=Text)
_one = on_shelf(ANONYMOUS).with_only_columns(_copy, col(ShelfCopy.version)).where(_kind)
ONE_BY_SLUG = compile_read(_one.where(col(ShelfCopy.slug) == bindparam("slug", type_=Text)))
ONE_BY_ID = compile_read(_one.where(col(ShelfCopy.id) == bindparam("id", type_=Uuid)))


def _tagged() -> ColumnElement[bool]:
    return col(ShelfCopy.tags).contains(cast(bindparam("tags", type_=ARRAY(Text)), ARRAY(Text)))


@lru_cache(maxsize=64)
def page(sort: str, *, filtered: bool, continued: bool) -> CompiledRead:
    """The shelf's copies of a kind that bear all of `tags`; rows are (document, sort key, id)."""
    name = sort.removeprefix("-")
    keys = (col(getattr(ShelfCopy, name)), col(ShelfCopy.id))
    statement = on_shelf(ANONYMOUS).with_only_columns(_copy, *keys).where(_kind)
    if filtered:
        statement = statement.where(_tagged())
    descending = sort.startswith("-")
    if continued:
        key_type = DateTime(timezone=True) if name == "published_at" else Text()
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < after if descending else tuple_(*keys) > after)
    order = [key.desc() for key in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=2)
def facets(*, filtered: bool) -> CompiledRead:
    """How many copies bear each tag; rows are (tag, count), the tag null for all together.

    Of more than `MOST_COUNTED` copies only that many and one are looked at.
    """
    matched = on_shelf(ANONYMOUS).with_only_columns(col(ShelfCopy.tags)).where(_kind)
    if filtered:
        matched = matched.where(_tagged())
    counted = matched.limit(MOST_COUNTED + 1).cte("matched")
    tag = func.unnest(counted.c.tags).table_valued("value").render_derived()
    each = (
        select(tag.c.value, func.count())
        .select_from(counted.join(tag, cast("true", Text) == "true"))
        .where(func.split_part(tag.c.value, ":", 1) == any_(bindparam("names", type_=ARRAY(Text))))
        .group_by(tag.c.value)
    )
    total = select(cast(None, Text), func.count()).select_from(counted)
    return compile_read(total.union_all(each))


def _refers_to(kind: str, reference: str) -> ColumnElement[bool]:
    item_id = as_id(reference)
    is_it = col(Item.id) == item_id if item_id else col(Item.slug) == reference
    return (col(Item.kind) == kind) & is_it


async def find(session: AsyncSession, kind: str, reference: str) -> Item | None:
    """An item by slug or id, whoever asks: the caller judges whether it is there for the actor."""
    return (await session.scalars(everything().where(_refers_to(kind, reference)))).one_or_none()


async def lock(session: AsyncSession, kind: str, reference: str) -> Item | None:
    """The same, locked until the transaction ends."""
    statement = everything().where(_refers_to(kind, reference)).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def copy_of(session: AsyncSession, item_id: UUID) -> ShelfCopy | None:
    """The shelf's copy of an item."""
    return (await session.scalars(on_shelf(ANONYMOUS).where(col(ShelfCopy.id) == item_id))).one_or_none()


async def neighbours(
    session: AsyncSession,
    kind: str,
    tags: Collection[str],
    *,
    apart_from: UUID | None = None,
    where: ColumnElement[bool] | None = None,
) -> list[tuple[dict[str, Any], list[str]]]:
    """Published items that bear one of these tags, newest first; so many that comparing stays quick."""
    if not tags:
        return []
    shown = (col(ShelfCopy.id), col(ShelfCopy.slug), col(ShelfCopy.title), col(ShelfCopy.tags))
    statement = (
        on_shelf(ANONYMOUS)
        .with_only_columns(*shown)
        .where(
            col(ShelfCopy.kind) == kind,
            col(ShelfCopy.tags).overlap(cast(array(list(tags)), ARRAY(Text))),  # type: ignore[attr-defined]
        )
        .order_by(col(ShelfCopy.published_at).desc(), col(ShelfCopy.id).desc())
        .limit(MOST_COMPARED)
    )
    if where is not None:
        statement = statement.where(where)
    if apart_from is not None:
        statement = statement.where(col(ShelfCopy.id) != apart_from)
    rows = await session.execute(statement)
    return [({"id": id_, "slug": slug, "title": title}, found) for id_, slug, title, found in rows]


async def on_the_shelf(session: AsyncSession, kind: str, slugs: Collection[str]) -> set[str]:
    """Those of these slugs that are published."""
    statement = on_shelf(ANONYMOUS).with_only_columns(col(ShelfCopy.slug))
    found = await session.scalars(
        statement.where(col(ShelfCopy.kind) == kind, col(ShelfCopy.slug).in_(slugs))
    )
    return set(found)


async def working_page(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    *,
    all_of_them: bool,
    forums: Collection[str],
    asked_as: str | None,
    state: str,
    forum_slug: str | None,
    after: tuple[Any, UUID] | None,
    size: int,
) -> list[tuple[Any, ...]]:
    """Working copies in a state, last changed first; rows are (document, updated_at, id)."""
    keys = (col(Item.updated_at), col(Item.id))
    statement = (
        (everything() if all_of_them else visible_to(actor, forums=forums, asked_as=asked_as))
        .with_only_columns(json_bytes(col(Item.document)), *keys)
        .where(col(Item.kind) == kind, col(Item.state) == state)
    )
    if forum_slug is not None:
        statement = statement.where(col(Item.forum_slug) == forum_slug)
    if after is not None:
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    rows = await session.execute(statement.order_by(*(key.desc() for key in keys)).limit(size))
    return [tuple(row) for row in rows]


async def approved_by_another(session: AsyncSession, item: Item) -> bool:
    """Whether the last verdict on the revision at hand is an approval by somebody who wrote none of it."""
    last = (
        select(Review)
        .where(col(Review.item_id) == item.id, col(Review.revision) == item.revision)
        .order_by(col(Review.reviewed_at).desc(), col(Review.id).desc())
        .limit(1)
    )
    found = (await session.scalars(last)).one_or_none()
    return found is not None and found.verdict == "setuju" and found.reviewed_by not in item.authors


_review = json_object(
    id=col(Review.id),
    revision=col(Review.revision),
    verdict=col(Review.verdict),
    comment=col(Review.comment),
    reviewed_by=col(Review.reviewed_by),
    reviewed_at=col(Review.reviewed_at),
)
_comment = json_object(
    id=col(Comment.id),
    revision=col(Comment.revision),
    pointer=col(Comment.pointer),
    text=col(Comment.words),
    is_resolved=col(Comment.is_resolved),
    commented_by=col(Comment.commented_by),
    commented_at=col(Comment.commented_at),
)
ROWS: dict[type[Review] | type[Comment], Any] = {Review: _review, Comment: _comment}


async def rows_page(
    session: AsyncSession,
    model: type[Review] | type[Comment],
    item_id: UUID,
    *,
    after: UUID | None,
    size: int,
) -> list[tuple[Any, ...]]:
    """Reviews or comments of an item that the actor keeps, in their order; rows are (document, id)."""
    key = col(model.id)
    statement = select(json_bytes(ROWS[model]), key).where(col(model.item_id) == item_id)
    if after is not None:
        statement = statement.where(key > after)
    return [tuple(row) for row in await session.execute(statement.order_by(key).limit(size))]


async def render_row(session: AsyncSession, row: Review | Comment) -> bytes:
    """A review or comment as it stands in this transaction."""
    model = type(row)
    document: bytes = (
        await session.execute(select(json_bytes(ROWS[model])).where(col(model.id) == row.id))
    ).scalar_one()
    return document


async def comment_of(session: AsyncSession, item: Item, comment_id: UUID) -> Comment | None:
    """A comment on a locked item."""
    statement = select(Comment).where(col(Comment.item_id) == item.id, col(Comment.id) == comment_id)
    return (await session.scalars(statement)).one_or_none()


async def was_remarked(session: AsyncSession, item_id: UUID, words: str) -> bool:
    """Whether a remark with these very words stands on an item."""
    statement = select(col(Comment.id)).where(col(Comment.item_id) == item_id, col(Comment.words) == words)
    return (await session.scalars(statement.limit(1))).first() is not None


def attachments_visible_to(*, keeps: bool) -> Select[Attachment]:
    """Public attachments; all of them for who keeps the item."""
    statement = select(Attachment)
    return statement if keeps else statement.where(col(Attachment.is_public).is_(True))


async def attachments_of(session: AsyncSession, item_id: UUID, *, keeps: bool) -> list[Attachment]:
    """An item's attachments in the order in which they were uploaded; there are few (see `files.MOST`)."""
    statement = attachments_visible_to(keeps=keeps).where(col(Attachment.item_id) == item_id)
    return list(await session.scalars(statement.order_by(col(Attachment.id))))


async def attachment(
    session: AsyncSession, item_id: UUID, attachment_id: UUID, *, keeps: bool
) -> Attachment | None:
    """One of them; None if it is not there for this actor."""
    statement = attachments_visible_to(keeps=keeps).where(
        col(Attachment.item_id) == item_id, col(Attachment.id) == attachment_id
    )
    return (await session.scalars(statement)).one_or_none()


async def existing_attachments(session: AsyncSession, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are attachments, for the node's own sweep."""
    statement = select(col(Attachment.id)).where(col(Attachment.id).in_(list(ids)))
    return set(await session.scalars(statement))


async def next_handover(
    session: AsyncSession, *, most_attempts: int, apart_from: Collection[UUID]
) -> Handover | None:
    """The handover to try next, locked: one that failed before waits behind the others, and after so many
    attempts it is left to a person. None where there is none, or others have it.
    """
    statement = (
        select(Handover)
        .where(
            col(Handover.done_at).is_(None),
            col(Handover.attempts) < most_attempts,
            col(Handover.id).not_in(list(apart_from)),
        )
        .order_by(col(Handover.attempts), col(Handover.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(statement)).one_or_none()


async def handed_to(session: AsyncSession, item_id: UUID) -> list[str]:
    """To which simpul an item was ever handed over."""
    statement = select(col(Handover.to_simpul)).where(col(Handover.item_id) == item_id).distinct()
    return list(await session.scalars(statement))


async def handover(session: AsyncSession, handover_id: UUID) -> Handover:
    """A handover that is there, locked."""
    statement = select(Handover).where(col(Handover.id) == handover_id).with_for_update()
    return (await session.scalars(statement)).one()


async def handed_over(session: AsyncSession, kind: str, simpul: str, item_id: str) -> Item | None:
    """The item that came from another simpul's, locked."""
    origin = col(Item.origin)
    statement = (
        everything()
        .where(
            col(Item.kind) == kind,
            origin.op("->>")("simpul") == simpul,
            origin.op("->>")("id") == item_id,
        )
        .with_for_update()
    )
    return (await session.scalars(statement)).one_or_none()
