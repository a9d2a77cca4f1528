"""What a link may say, judged against the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums import queries as forums
from services.registry.forums.models import Forum, Link
from services.registry.links import queries
from services.registry.rows.judging import code_of, disordered, refuse, unknown_codes


async def judge(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], link: Link | None
) -> Mapping[str, Any]:
    """Kind, dates and target of a link; no forum comes before itself, through however many links."""
    errors = await unknown_codes(session, actor, code_of(values, {"kind": "forum_link_kind"}))
    errors += disordered(values, "linked_from", "linked_to")
    if link is not None:
        refuse(errors)
        return values
    judged = {field: value for field, value in values.items() if field != "forum"} | {"to_forum_id": None}
    if values["forum"] is not None:
        other = await forums.find(session, actor, values["forum"])
        if other is None:
            detail = Text(
                f"Tidak ada forum {values['forum']} di simpul ini; untuk lembaga lain isi name.",
                f"There is no forum {values['forum']} in this simpul; for another body give name.",
            )
            errors.append(FieldError("/forum", "unknown-forum", detail))
        elif other.id == forum.id:
            detail = Text("Forum tidak terhubung dengan dirinya.", "A forum has no link to itself.")
            errors.append(FieldError("/forum", "self", detail))
        else:
            judged["to_forum_id"] = str(other.id)
            errors += await _circle(session, actor, forum, other, values["kind"])
    refuse(errors)
    return judged


async def shown_at(session: AsyncSession, actor: Actor, link: Link) -> Sequence[Forum]:
    """The forum at the other end, locked: its document shows the link too."""
    if link.to_forum_id is None:
        return []
    other = await forums.lock(session, actor, str(link.to_forum_id))
    return [other] if other is not None else []


async def _circle(
    session: AsyncSession, actor: Actor, forum: Forum, other: Forum, kind: str
) -> list[FieldError]:
    if kind not in queries.ORDERED:
        return []
    # Two writers could each see no path while the other makes its half of a circle.
    await queries.lock_order(session)
    first, later = queries.ends(kind, forum.id, other.id)
    if not await queries.follows(session, actor, kind, first=first, later=later):
        return []
    detail = Text(
        f"{other.slug} sudah terhubung ke arah sebaliknya, langsung atau lewat forum lain.",
        f"{other.slug} is linked the other way already, directly or through other forums.",
    )
    return [FieldError("/forum", "circle", detail)]
