"""Serves knowledge: `python -m services.knowledge`."""

from services.kit.web.server import serve
from services.knowledge.app import NAME, create
from services.knowledge.settings import KnowledgeSettings

settings = KnowledgeSettings()
serve(create(settings), process=NAME, host=settings.host, port=settings.port, log_level=settings.log_level)
