"""What a row of each kind of file becomes: found where it stands already, else made as the API makes it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.registry.bulk import queries
from services.registry.bulk.sheets import FORUMS, INSTRUMENTS, MEMBERS, Sheet
from services.registry.forums import policy as forum_policy
from services.registry.forums import queries as forum_queries
from services.registry.forums import service as forums
from services.registry.forums.models import Forum, Row
from services.registry.forums.problems import SlugTaken
from services.registry.forums.schemas.forum import ForumIn
from services.registry.instruments.collections import INSTRUMENTS as INSTRUMENT_ROWS
from services.registry.instruments.schemas import InstrumentIn
from services.registry.members.collections import MEMBERS as MEMBER_ROWS
from services.registry.members.schemas import MemberIn
from services.registry.rows import service as rows
from services.registry.rows.collection import Collection

Values = Mapping[str, Any]
_LONGEST_KEY = 300


class Overtaken(Exception):
    """Somebody else made the same between the look and the lock; looked for again, it stands."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row is about: its key in words, and what stands under that key already."""

    key: str
    standing: UUID | None
    make: Callable[[str], Awaitable[UUID]]


def _short(key: str) -> str:
    """A key that an index takes; two long ones that differ stay apart."""
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:_LONGEST_KEY]} #{hashlib.sha256(key.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `find` raises a `Problem` where the row names what is not there or not the actor's."""

    sheet: Sheet
    row_in: type[BaseModel]
    find: Callable[[AsyncSession, Actor, str | None, BaseModel], Awaitable[Entry]]


async def _forum(session: AsyncSession, actor: Actor, _: str | None, body: BaseModel) -> Entry:
    values = body.model_dump()
    slug = values["slug"]
    standing = await forum_queries.find(session, actor, slug)

    async def make(why: str) -> UUID:
        try:
            made = await forums.register(session, actor, values=values, reason=why)
        except SlugTaken:
            raise Overtaken from None
        return UUID(made["id"])

    return Entry(slug, standing.id if standing else None, make)


async def _own_forum(session: AsyncSession, actor: Actor, reference: str | None) -> Forum:
    """The forum that a row names, if this actor keeps it."""
    assert reference is not None, "a row below a forum has been asked for its forum"
    found = await forum_queries.find(session, actor, reference)
    if found is None:
        detail = Text(f"Tidak ada forum `{reference}`.", f"There is no forum `{reference}`.")
        raise Invalid(detail, errors=[FieldError("/forum", "forum-not-found", detail)])
    if not forum_policy.may_amend(actor, found.slug):
        detail = Text("Forum ini bukan milik pengirim.", "This forum is not the sender's own.")
        raise Invalid(detail, errors=[FieldError("/forum", "forum-of-others", detail)])
    return found


def _below(
    collection: Collection[Any],
    key_of: Callable[[Values], str],
    standing_in: Callable[[AsyncSession, Actor, Forum, Values], Awaitable[Row | None]],
) -> Callable[[AsyncSession, Actor, str | None, BaseModel], Awaitable[Entry]]:
    async def find(session: AsyncSession, actor: Actor, reference: str | None, body: BaseModel) -> Entry:
        forum = await _own_forum(session, actor, reference)
        values = body.model_dump(mode="json")
        standing = await standing_in(session, actor, forum, values)

        async def make(why: str) -> UUID:
            locked = await forums.require_amendable(session, actor, forum.slug)
            # No constraint keeps two instruments apart: asked again now that nobody else may add one.
            if await standing_in(session, actor, locked, values) is not None:
                raise Overtaken
            row: Row = await rows.add(session, actor, locked, collection, values=values, reason=why)
            return row.id

        return Entry(_short(f"{forum.slug}/{key_of(values)}"), standing.id if standing else None, make)

    return find


def _member_key(values: Values) -> str:
    parts = [values["region_code"] or (values["name"] or "").lower(), values["body"] or "pemda"]
    # Memberships that ended may be several; they differ by their beginning.
    return "/".join([*parts, values["member_from"] or "-"] if values["member_to"] else parts)


def _instrument_key(values: Values) -> str:
    return f"{values['title']} ({'; '.join(values['numbers'])})"


KINDS: Mapping[str, Kind] = {
    "forums": Kind(FORUMS, ForumIn, _forum),
    "members": Kind(MEMBERS, MemberIn, _below(MEMBER_ROWS, _member_key, queries.standing_member)),
    "instruments": Kind(
        INSTRUMENTS, InstrumentIn, _below(INSTRUMENT_ROWS, _instrument_key, queries.standing_instrument)
    ),
}
