"""What is searched and how much it finds, counted by day and by nobody.

A search is a read: it must not wait for a write, nor fail with one. So a process counts in memory and
writes every few seconds; a process that is killed loses what it counted since, at most `PAUSE` seconds.
"""

import asyncio
import re
from collections import Counter
from datetime import date
from itertools import islice
from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock, telemetry
from services.kit.db import DATABASE_IS_AWAY, Database
from services.kit.simpul import Simpul
from services.knowledge.search import analyser, queries
from services.knowledge.search.models import ClickCount, SearchCount

PAUSE: Final = 5.0
# So many different queries of a day are kept, and as many clicks; more are counted as one unknown query.
MOST_OF_A_DAY: Final = 10_000
# From so many results on they are counted as many.
MANY: Final = 10
# What stands for a word that might name somebody.
UNKNOWN: Final = "\u2026"
_MOST_WORDS: Final = 16
# So many different queries are kept between two writes; more are counted as one unknown query.
_MOST_KEPT: Final = 2_000
_LONGEST_NUMBER: Final = 4
_ADDRESS: Final = re.compile(r"\S*@\S*")

log = telemetry.get_logger(__name__)
_Key = tuple[date, str, str]


def anonymous(query: str, known: frozenset[str]) -> str:
    """The words of a query that index or analyser know; others, long numbers and addresses as `\u2026`."""
    kept: list[str] = []
    for at, piece in enumerate(_ADDRESS.split(query)):
        if at:
            kept.append(UNKNOWN)
        for word in analyser.surface_words(piece):
            is_number = word.isdecimal() and len(word) <= _LONGEST_NUMBER
            kept.append(word if is_number or word in known or analyser.is_known(word) else UNKNOWN)
    words = [word for at, word in enumerate(kept) if word != UNKNOWN or at == 0 or kept[at - 1] != UNKNOWN]
    return " ".join(islice(words, _MOST_WORDS))


def bucket(found: int) -> str:
    """How many results there were, as the log has it."""
    return "0" if found == 0 else "10+" if found >= MANY else "1-9"


class SearchCounts:
    """The counts of this process that are not yet written, by simpul."""

    def __init__(self) -> None:
        self._counts: dict[Simpul, Counter[_Key]] = {}
        self._writing: dict[Simpul, asyncio.Task[None]] = {}

    def note(self, database: Database, query: str, *, found: int) -> None:
        """Count a search. Never waits, never raises."""
        counts = self._counts.setdefault(database.simpul, Counter())
        key = (clock.today(), query, bucket(found))
        if key not in counts and len(counts) >= _MOST_KEPT:
            key = (key[0], UNKNOWN, key[2])
        counts[key] += 1
        if database.simpul not in self._writing:
            self._writing[database.simpul] = asyncio.create_task(self._write_soon(database))

    async def write(self, database: Database) -> None:
        """Add what was counted to the log. What cannot be written is kept for the next time."""
        counts = self._counts.pop(database.simpul, Counter())
        if not counts:
            return
        statement = insert(SearchCount)
        added = col(SearchCount.searches) + statement.excluded.searches
        try:
            async with database.write.begin() as session:
                rows = [
                    {"day": day, "query": query, "found": found, "searches": number}
                    for (day, query, found), number in sorted((await _bounded(session, counts)).items())
                ]
                await session.execute(
                    statement.on_conflict_do_update(
                        index_elements=["day", "query", "found"], set_={"searches": added}
                    ),
                    rows,
                )
        except DATABASE_IS_AWAY as error:
            log.warning("search_counts_wait", simpul=database.simpul, error=type(error).__name__)
            self._counts.setdefault(database.simpul, Counter()).update(counts)

    async def _write_soon(self, database: Database) -> None:
        try:
            await asyncio.sleep(PAUSE)
        finally:
            del self._writing[database.simpul]
        await self.write(database)


async def _bounded(session: AsyncSession, counts: Counter[_Key]) -> Counter[_Key]:
    """The counts, with what a full day has no row for as of one unknown query."""
    bounded = Counter[_Key]()
    for day in {day for day, _, _ in counts}:
        of_day = {key: number for key, number in counts.items() if key[0] == day}
        room = MOST_OF_A_DAY - await queries.count_of_day(session, SearchCount, day, most=MOST_OF_A_DAY)
        held = (
            await queries.counted(session, day, [key[1] for key in of_day]) if room < len(of_day) else set()
        )
        for (_, query, found), number in of_day.items():
            if (query, found) in held or room > 0:
                room -= (query, found) not in held
                bounded[day, query, found] += number
            else:
                bounded[day, UNKNOWN, found] += number
    return bounded


async def forget(session: AsyncSession, before: date) -> int:
    """Forget what was counted before a day; how many rows."""
    gone = 0
    for table in (SearchCount, ClickCount):
        result = await session.execute(delete(table).where(col(table.day) < before))
        gone += result.rowcount  # type: ignore[attr-defined]
    return gone
