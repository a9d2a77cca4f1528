"""Structured logs with the request's id. One line per event, JSON unless a person watches."""

import logging
import os
import sys
from contextvars import ContextVar

import structlog

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def _with_request_id(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    current = request_id.get()
    if current != "-":
        event.setdefault("request_id", current)
    return event


def configure(process: str, *, level: str = "info") -> None:
    """Set up logging for one process, once: events of structlog and of the standard library alike."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_request_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    # Under the launcher a person reads; everywhere else a collector does.
    renderer: structlog.typing.Processor = (
        structlog.processors.KeyValueRenderer(key_order=["event"], drop_missing=True)
        if os.environ.get("SIMPUL_LOG_FORMAT") == "plain"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    structlog.contextvars.bind_contextvars(process=process)
    for noisy in ("httpx", "httpcore", "alembic", "procrastinate", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; events are short names, facts are keywords: never a name or a text of a case."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
