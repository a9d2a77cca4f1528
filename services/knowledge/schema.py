"""Every table of knowledge, imported so that its metadata is complete: for migrations and tests."""

from services.knowledge.directory import models as directory
from services.knowledge.reference import models as reference
from services.knowledge.tables import metadata

__all__ = ["directory", "metadata", "reference"]
