"""How much one import may be."""

from dataclasses import dataclass

from services.registry.settings import RegistrySettings


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one import may be, and for how long what was sent is kept."""

    bytes: int
    unpacked_bytes: int
    rows: int
    waiting: int
    kept_days: int


def limits_of(settings: RegistrySettings) -> Limits:
    """The limits of a running registry."""
    return Limits(
        bytes=settings.import_bytes,
        unpacked_bytes=settings.import_unpacked_bytes,
        rows=settings.import_rows,
        waiting=settings.import_waiting,
        kept_days=settings.import_kept_days,
    )
