"""Mediation's composition root."""

from fastapi import FastAPI

from services.kit.app import create_app
from services.mediation.settings import MediationSettings

NAME = "mediation"


def create(settings: MediationSettings | None) -> FastAPI:
    """Mediation; without settings it can only describe itself."""
    return create_app(NAME, settings, version="1.0.0", routers=[], constraints={})
