"""Loads what the registry holds from the start: regions, vocabularies, and the forums of the sources.

`python -m services.registry.importer`. It may run at every start: reference data is brought up to
date, a forum's record is taken once and never again.
"""

import asyncio
import csv
import json
from pathlib import Path
from typing import Any

from services.kit import telemetry
from services.kit.actor import Actor, system_actor
from services.kit.db import Database, open_databases
from services.registry.forums.imports import import_forum
from services.registry.forums.service import render_anew
from services.registry.later_facts import take_later_facts
from services.registry.regions.imports import import_regions, regions_from
from services.registry.settings import RegistrySettings
from services.registry.vocabularies.imports import import_vocabularies

DATA = Path(__file__).parent / "data"
IMPORTER = system_actor("import")
# What goes through the services goes as one who keeps forums.
KEEPER = Actor(IMPORTER.subject, frozenset({"secretariat"}), frozenset({"registry:write"}))

log = telemetry.get_logger(__name__)


def read_json(name: str) -> Any:
    """A file of the data folder."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _read_csv(name: str) -> list[dict[str, str]]:
    with (DATA / "regions" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def region_rows() -> list[dict[str, Any]]:
    """All regions as rows of the table."""
    return regions_from(_read_csv("provinces.csv"), _read_csv("regencies.csv"))


def vocabulary_records() -> list[dict[str, Any]]:
    """All vocabularies: those of the sources with the terms that Simpul adds, the sectors that the
    forums' records name, and Simpul's own.
    """
    own = read_json("vocabularies-of-simpul.json")
    sourced = [
        record | {"terms": [*record["terms"], *own["terms"].get(record["code"], [])]}
        for record in read_json("vocabularies.json")
    ]
    return [*sourced, read_json("sectors.json"), *own["vocabularies"]]


async def import_into(database: Database) -> dict[str, int]:
    """Bring one simpul's database up to date; how many of each were written."""
    titles = read_json("sources.json")
    async with database.write.begin() as session:
        regions = await import_regions(session, IMPORTER, rows=region_rows())
    async with database.write.begin() as session:
        vocabularies = await import_vocabularies(
            session, IMPORTER, records=vocabulary_records(), titles=titles
        )
    forums = 0
    for record in read_json("forums.json"):
        if record["simpul"] == database.simpul:
            async with database.write.begin() as session:
                forums += await import_forum(session, IMPORTER, record=record, titles=titles)
    return {
        "regions": regions,
        "vocabularies": vocabularies,
        "forums": forums,
        "later_facts": await take_all_later_facts(database),
        "rendered_anew": await _render_anew(database),
    }


async def take_all_later_facts(database: Database) -> int:
    """Take what is known of the imported forums since; of how many forums it was taken now."""
    later = read_json("later_facts.json")
    title = read_json("sources.json")[later["source"]["document"]]
    taken = 0
    for record in later["forums"]:
        async with database.write.begin() as session:
            source = {**later["source"], "title": title}
            taken += await take_later_facts(session, KEEPER, record=record, source=source)
    return taken


async def _render_anew(database: Database) -> int:
    """Bring stored documents to this release's shape, some at a time beside the running node."""
    rendered = 0
    while True:
        async with database.write.begin() as session:
            done = await render_anew(session, IMPORTER, limit=100)
        rendered += done
        if not done:
            return rendered


async def main() -> None:
    """Import into both simpul."""
    settings = RegistrySettings()
    telemetry.configure("registry.importer", level=settings.log_level)
    async with open_databases(settings) as databases:
        for database in databases.values():
            counts = await import_into(database)
            log.info("imported", simpul=database.simpul, **counts)


if __name__ == "__main__":
    asyncio.run(main())
