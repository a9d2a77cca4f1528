"""Serves knowledge: `python -m services.knowledge`."""

from services.kit.web.server import serve
from services.knowledge.app import create
from services.knowledge.settings import NAME, KnowledgeSettings

settings = KnowledgeSettings()
serve(create(settings), process=NAME, host=settings.host, port=settings.port, log_level=settings.log_level)
