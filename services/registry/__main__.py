"""Serves the registry: `python -m services.registry`."""

from services.kit.web.server import serve
from services.registry.app import NAME, create
from services.registry.settings import RegistrySettings

settings = RegistrySettings()
serve(create(settings), process=NAME, host=settings.host, port=settings.port, log_level=settings.log_level)
