"""Knowledge in this process, on a server of its own."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from joserfc.jwk import ECKey

from deploy.local.embedded import EmbeddedPostgres
from services.kit.tokens import InternalSigner, Issuer
from services.knowledge import app as knowledge_app
from services.knowledge.settings import KnowledgeSettings
from tests.support.databases import make_service_databases


@asynccontextmanager
async def running() -> AsyncIterator[tuple[FastAPI, InternalSigner]]:
    """Knowledge with empty databases, and who mints tokens for it."""
    key = ECKey.generate_key("P-256")
    trusted = Issuer(issuer="gateway", jwk=dict(key.as_dict(private=False)), reach="actor")
    with (
        tempfile.TemporaryDirectory(prefix="simpul-bench-") as home,
        EmbeddedPostgres(Path(home), durable=False) as server,
    ):
        databases = make_service_databases(server, "knowledge")
        settings = KnowledgeSettings(
            database_url_provinsi=databases["provinsi"].login_url,
            database_url_kabkota=databases["kabkota"].login_url,
            issuers=[trusted],
            cursor_key="a cursor key of thirty-two letters",
            signing_key=json.dumps(key.as_dict(private=True)),
            registry_url="http://registry",
            snapshot_folder=Path(home) / "snapshots",
            files_url="memory:///",
            public_url="http://127.0.0.1:8000",
        )
        app = knowledge_app.create(settings)
        async with app.router.lifespan_context(app):
            yield app, InternalSigner("gateway", key)
