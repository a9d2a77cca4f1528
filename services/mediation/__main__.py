"""Serves mediation: `python -m services.mediation`."""

from services.kit.web.server import serve
from services.mediation.app import create
from services.mediation.settings import NAME, MediationSettings

settings = MediationSettings()
serve(create(settings), process=NAME, host=settings.host, port=settings.port, log_level=settings.log_level)
