"""What guides cite, from the catalogue and the shelf. Each SELECT starts from its owner's `visible_to`."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.knowledge.editing.models import ShelfCopy
from services.knowledge.editing.queries import on_shelf
from services.knowledge.guides.documents import Standing
from services.knowledge.practices.kinds import PRACTICES
from services.knowledge.regulations import queries as regulations
from services.knowledge.regulations.terms import label
from services.knowledge.regulations.validity import Validity, on_day


async def standing(
    session: AsyncSession, actor: Actor, slugs: Collection[str], *, on: date
) -> dict[str, Standing]:
    """Those of these regulations that are in the catalogue of this simpul, by slug."""
    return {
        one.slug: Standing(
            label(one.type, one.numbers, one.year, one.title),
            on_day(Validity.model_validate(one.validity), on),
        )
        for one in (await regulations.among(session, actor, slugs)).values()
    }


async def published_practices(session: AsyncSession, actor: Actor, slugs: Collection[str]) -> dict[str, str]:
    """The titles of those of these practices that are published in this simpul, by slug."""
    if not slugs:
        return {}
    statement = (
        on_shelf(actor)
        .with_only_columns(col(ShelfCopy.slug), col(ShelfCopy.title))
        .where(col(ShelfCopy.kind) == PRACTICES.name, col(ShelfCopy.slug).in_(slugs))
    )
    return {row[0]: row[1] for row in await session.execute(statement)}
