"""Serves mediation: `python -m services.mediation`."""

from services.kit.web.server import serve
from services.mediation.app import NAME, create
from services.mediation.settings import MediationSettings

settings = MediationSettings()
serve(create(settings), process=NAME, host=settings.host, port=settings.port, log_level=settings.log_level)
