"""Every table of the registry, imported so that its metadata is complete: for migrations and tests."""

from services.registry.forums import models as forums
from services.registry.regions import models as regions
from services.registry.tables import metadata
from services.registry.vocabularies import models as vocabularies

__all__ = ["forums", "metadata", "regions", "vocabularies"]
