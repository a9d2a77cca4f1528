"""`python -m gateway`: serve."""

import gc

from gateway.app import create_app
from gateway.settings import GatewaySettings
from services.kit.web.server import serve

settings = GatewaySettings()
app = create_app(settings)
# What was made up to here stays until the end. Without this the collector walks through all of it
# now and then, and every request of that moment waits 100 ms.
gc.collect()
gc.freeze()
serve(
    app,
    process="gateway",
    host=settings.host,
    port=settings.port,
    log_level=settings.log_level,
    server_headers=True,
    forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
)
