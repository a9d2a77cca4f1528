"""Knowledge's composition root."""

from fastapi import FastAPI

from services.kit.app import create_app
from services.knowledge.directory.routes import router as directory
from services.knowledge.settings import KnowledgeSettings

NAME = "knowledge"


def create(settings: KnowledgeSettings | None) -> FastAPI:
    """Knowledge; without settings it can only describe itself."""
    return create_app(NAME, settings, version="1.0.0", routers=[directory], constraints={})
