"""Fills a node that is tried out with cases between invented forums, and with early warnings.

`python -m services.mediation.demonstration`, only for the embedded default. It may run at every start: a
story is told once.
"""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import telemetry
from services.kit.db import Database, open_databases
from services.mediation.cases import queries
from services.mediation.cases.models import Case
from services.mediation.demonstration.stage import Stage
from services.mediation.demonstration.stories import STORIES, Story
from services.mediation.demonstration.warnings import warn
from services.mediation.settings import MediationSettings

log = telemetry.get_logger(__name__)


async def tell(database: Database) -> int:
    """Tell the stories of one simpul that were not told yet; how many."""
    told = 0
    async with database.write.begin() as session:
        await Stage(session).open()
    for number, story in enumerate(STORIES[database.simpul], start=1):
        # A story a transaction: a start that is cut off goes on with the next one.
        async with database.write.begin() as session:
            if not await _is_told(session, story):
                await Stage(session).play(story, number)
                told += 1
    return told


async def _is_told(session: AsyncSession, story: Story) -> bool:
    found = queries.everything().where(
        col(Case.demo), col(Case.title).startswith(story.title, autoescape=True)
    )
    return (await session.scalars(found.limit(1))).one_or_none() is not None


async def main() -> None:
    """Tell the stories of both simpul."""
    settings = MediationSettings()
    telemetry.configure("mediation.demonstration", level=settings.log_level)
    async with open_databases(settings) as databases:
        for simpul, database in databases.items():
            log.info("stories_told", simpul=simpul, stories=await tell(database))
            async with database.write.begin() as session:
                log.info("signals_told", simpul=simpul, signals=await warn(session))


if __name__ == "__main__":
    asyncio.run(main())
