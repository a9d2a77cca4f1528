"""Metrics of a process, for Prometheus: text at `/metrics` of an internal port."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server

from services.kit import telemetry

log = telemetry.get_logger(__name__)


@contextmanager
def serving(registry: CollectorRegistry, *, host: str, port: int | None) -> Iterator[None]:
    """Serve what `registry` holds while the block runs; nothing where no port is given.

    It has no access control: the port is for the collector alone.
    """
    if port is None:
        yield
        return
    server, thread = start_http_server(port, host, registry)
    log.info("metrics_served", host=host, port=server.server_port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
