"""Loads what knowledge holds from the start: practices, situations and regulations of the sources.

`python -m services.knowledge.importer [--wait]`, once the directory is there; with `--wait` it waits for
that. It may run at every start: a record is taken once and never again. What tells of a forum goes to that
forum's simpul; what tells of none, or comes from abroad, goes to both, as a row in each.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.kit import telemetry
from services.kit.actor import system_actor
from services.kit.db import Database, open_databases
from services.kit.feed.follow import is_complete
from services.knowledge.directory import queries as directory
from services.knowledge.editing import service as editing
from services.knowledge.editing.kind import Kind
from services.knowledge.practices.kinds import PRACTICES
from services.knowledge.regulations.imports import import_regulations, records_of
from services.knowledge.settings import KnowledgeSettings
from services.knowledge.situations.kinds import SITUATIONS

DATA = Path(__file__).parent / "data"
IMPORTER = system_actor("import")

log = telemetry.get_logger(__name__)


def read_json(name: str) -> Any:
    """A file of the data folder."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


async def import_into(database: Database) -> dict[str, int]:
    """Take what one simpul's database has not taken yet; how many of each."""
    return {
        # First: the others cite them.
        "regulations": await _take_regulations(database),
        "practices": await _take(database, PRACTICES, read_json("practices.json")),
        "situations": await _take(database, SITUATIONS, read_json("situations.json")),
    }


async def _take_regulations(database: Database) -> int:
    async with database.write.begin() as session:
        return await import_regulations(session, IMPORTER, records=records_of(database.simpul))


async def _take(database: Database, kind: Kind, records: list[dict[str, Any]]) -> int:
    titles = read_json("sources.json")
    taken = 0
    # One transaction a kind: taken whole, or at the next start.
    async with database.write.begin() as session:
        for record in records:
            forum = record["forum_slug"]
            belongs = record.get("simpul") or database.simpul
            is_here = forum is None or await directory.exists_forum(session, forum)
            if belongs != database.simpul or not is_here:
                continue
            taken += await editing.take(
                session,
                IMPORTER,
                kind,
                slug=record["slug"],
                forum_slug=forum,
                content=_content(kind, record, titles),
                is_public=record.get("public", True),
            )
    return taken


def _content(kind: Kind, record: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """A record as a content: every field of its kind, empty where the sources say nothing."""
    fields = kind.item_in.model_fields
    source = record["source"]
    said = {**record, "source": {**source, "title": titles.get(source["document"])}}
    return {
        name: said[name] if name in said else field.get_default(call_default_factory=True)
        for name, field in fields.items()
        if name not in ("slug", "forum_slug")
    }


async def _until_filled(database: Database) -> None:
    while True:
        async with database.read.begin() as session:
            if await is_complete(session, "registry"):
                return
        await asyncio.sleep(1)


async def main(*, wait: bool) -> None:
    """Import into both simpul."""
    settings = KnowledgeSettings()
    telemetry.configure("knowledge.importer", level=settings.log_level)
    async with open_databases(settings) as databases:

        async def fill(database: Database) -> None:
            if wait:
                await _until_filled(database)
            counts = await import_into(database)
            log.info("imported", simpul=database.simpul, **counts)

        await asyncio.gather(*map(fill, databases.values()))


if __name__ == "__main__":
    asyncio.run(main(wait="--wait" in sys.argv[1:]))
