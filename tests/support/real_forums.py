"""The forums of the sources, as the registry's importer takes them."""

from fastapi import FastAPI

from services.kit.db import Databases
from services.registry.forums.imports import import_forum
from services.registry.importer import IMPORTER, read_json


async def import_real_forums(registry: FastAPI, *slugs: str) -> None:
    """These of the real forums, each into its simpul; without a slug all of them."""
    databases: Databases = registry.state.databases
    titles = read_json("sources.json")
    for record in read_json("forums.json"):
        if not slugs or record["slug"] in slugs:
            async with databases[record["simpul"]].write.begin() as session:
                assert await import_forum(session, IMPORTER, record=record, titles=titles)
