"""The real registry with the real forums, in this process, on a server of its own."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from joserfc.jwk import ECKey

from deploy.local.embedded import EmbeddedPostgres
from services.kit.tokens import InternalSigner, Issuer
from services.registry import app as registry_app
from services.registry.importer import import_into
from services.registry.settings import RegistrySettings
from tests.support.databases import TestDatabase, make_database


@asynccontextmanager
async def running(
    *, writers: int
) -> AsyncIterator[tuple[FastAPI, TestDatabase, RegistrySettings, InternalSigner]]:
    """The real registry with the real forums, on a server of its own."""
    key = ECKey.generate_key("P-256")
    trusted = Issuer(issuer="gateway", jwk=dict(key.as_dict(private=False)), reach="actor")
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as home, EmbeddedPostgres(Path(home)) as server:
        at = make_database(server, "registry_kabkota", "registry")
        settings = RegistrySettings(
            database_url_provinsi=at.login_url,
            database_url_kabkota=at.login_url,
            issuers=[trusted],
            cursor_key="a cursor key of thirty-two letters",
            write_pool_size=writers,
            files_url="memory:///",
        )
        app = registry_app.create(settings)
        async with app.router.lifespan_context(app):
            await import_into(app.state.databases["kabkota"])
            yield app, at, settings, InternalSigner("gateway", key)
