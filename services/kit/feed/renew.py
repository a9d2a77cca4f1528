"""`python -m services.kit.feed.renew URL`: begins a new epoch in one database.

Needed after a data-only restore alone (every other restore changes the epoch by itself). Every cursor
given out becomes 410 and every consumer reads the whole feed again.
"""

import asyncio
import sys
from collections.abc import Sequence

from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from services.kit.feed import epoch


async def _renew(url: str) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    async with AsyncSession(engine) as session, session.begin():
        await epoch.renew(session)


def main(given: Sequence[str]) -> int:
    """0 when the database has a new epoch, 2 where no URL was given."""
    if len(given) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    asyncio.run(_renew(given[0]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
