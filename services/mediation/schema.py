"""Every table of mediation, imported so that its metadata is complete: for migrations and tests."""

from services.mediation.tables import metadata

__all__ = ["metadata"]
