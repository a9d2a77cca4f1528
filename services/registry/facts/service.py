"""The act of recording a fact."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.registry.facts import queries
from services.registry.forums import policy, words
from services.registry.forums import service as forums
from services.registry.forums.chronicle import latest
from services.registry.forums.models import Fact, Forum
from services.registry.forums.rules import irregularity


async def add(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    *,
    field: str,
    value: Any,
    as_of: str,
    source: Mapping[str, Any] | None,
    mark: str | None,
    reason: str | None,
    pointer: str = "/value",
) -> Fact:
    """Record a fact of a locked forum. It becomes the present value where it is the latest word.

    `pointer` is where the value stands in the body.
    """
    policy.require_amend(actor, forum.slug)
    await forums.require_known(session, actor, {field: value}, pointer=pointer)
    fact = Fact(
        forum_id=forum.id,
        field=field,
        value=value,
        as_of=as_of,
        source=dict(source) if source else None,
        mark=mark,
        recorded_by=actor.subject,
        recorded_at=clock.now(),
    )
    earlier = await queries.of_field(session, actor, forum.id, field)
    session.add(fact)
    changed: dict[str, tuple[Any, Any]] = {f"facts/{fact.id}": (None, {field: value, "as_of": as_of})}
    word = words.of_fact(fact)
    if latest([*words.of_import(forum, field), *map(words.of_fact, earlier), word]) is word:
        if getattr(forum, field) != value:
            changed[field] = (getattr(forum, field), value)
            setattr(forum, field, value)
            if irregularity(forum.model_dump()) is None:
                forum.irregular = None
        said = {"source": fact.source, "as_of": as_of, "mark": mark}
        forum.provenance = {**forum.provenance, field: said}
    await forums.record_next(session, actor, forum, changed, why=reason)
    return fact
