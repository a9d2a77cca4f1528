"""Publishing an edition of the code of conduct, and accepting one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.feed import outbox
from services.kit.problems import Invalid
from services.registry.conduct import policy, queries
from services.registry.conduct.models import Acceptance, CodeOfConduct
from services.registry.conduct.problems import AlreadyAccepted, ConductTaken, unknown_edition
from services.registry.forums import policy as forum_policy
from services.registry.forums import service as forums
from services.registry.forums.models import Forum

ENTITY = "code_of_conduct"
# An edition is never changed, so it has one version.
VERSION = 1


async def publish(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> dict[str, Any]:
    """Publish an edition; it is in force from its day until the next one is."""
    policy.require_publish(actor)
    if await queries.find(session, actor, values["edition"]) is not None:
        raise ConductTaken()
    edition = CodeOfConduct(**values, published_by=actor.subject, published_at=clock.now())
    session.add(edition)
    # PostgreSQL renders it from the table.
    await session.flush()
    document = await queries.render(session, edition)
    await outbox.record(session, outbox.Change(ENTITY, str(edition.id), VERSION, document))
    return document


async def accept(
    session: AsyncSession, actor: Actor, forum: Forum, *, edition: int, name: str, office: str, on: str
) -> Acceptance:
    """Record that a locked forum accepts an edition: once each. The forum's version rises."""
    forum_policy.require_amend(actor, forum.slug)
    if await queries.find(session, actor, edition) is None:
        error = unknown_edition("/edition", edition)
        raise Invalid(error.detail, errors=[error])
    if await queries.has_accepted(session, actor, forum.id, edition):
        raise AlreadyAccepted()
    acceptance = Acceptance(
        forum_id=forum.id,
        edition=edition,
        name=name,
        office=office,
        accepted_on=on,
        recorded_by=actor.subject,
        recorded_at=clock.now(),
    )
    session.add(acceptance)
    said = {"edition": edition, "accepted_by": {"name": name, "office": office}, "on": on}
    changed = {f"code_of_conduct_acceptances/{acceptance.id}": (None, said)}
    await forums.record_next(session, actor, forum, changed, why=None)
    return acceptance
