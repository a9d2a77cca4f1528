"""Stored documents follow the release that renders them."""

from fastapi import FastAPI
from sqlalchemy import update

from services.kit.db import Databases
from services.registry.forums.models import ForumDocument
from services.registry.forums.service import render_anew
from services.registry.importer import IMPORTER
from tests.registry.factories import make_forum
from tests.support.callers import Caller


async def test_a_document_of_an_older_shape_is_rendered_anew_without_a_new_version(
    registry: Caller, registry_app_running: FastAPI
) -> None:
    forum = await make_forum(registry)
    databases: Databases = registry_app_running.state.databases
    async with databases["kabkota"].write.begin() as session:
        await session.execute(update(ForumDocument).values(shape="old", document={"slug": "forum-uji"}))
    async with databases["kabkota"].write.begin() as session:
        assert await render_anew(session, IMPORTER, limit=10) == 1
    async with databases["kabkota"].write.begin() as session:
        assert await render_anew(session, IMPORTER, limit=10) == 0
    answer = await registry.get("/v1/kabkota/forums/forum-uji")
    assert (answer.headers["etag"], answer.json()) == ('"1"', forum)
