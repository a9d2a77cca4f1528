"""`python -m gateway`: serve."""

from gateway.app import create_app
from gateway.settings import GatewaySettings
from services.kit.web.server import serve

settings = GatewaySettings()
serve(
    create_app(settings),
    process="gateway",
    host=settings.host,
    port=settings.port,
    log_level=settings.log_level,
    server_headers=True,
    forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
)
