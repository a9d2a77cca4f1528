"""Every table of the registry, imported so that its metadata is complete: for migrations and tests."""

from services.registry.borders import models as borders
from services.registry.bulk import models as bulk
from services.registry.conduct import models as conduct
from services.registry.forums import models as forums
from services.registry.region_changes import models as region_changes
from services.registry.regions import models as regions
from services.registry.supervision import models as supervision
from services.registry.tables import metadata
from services.registry.trail import models as trail
from services.registry.vocabularies import models as vocabularies

__all__ = [
    "borders",
    "bulk",
    "conduct",
    "forums",
    "metadata",
    "region_changes",
    "regions",
    "supervision",
    "trail",
    "vocabularies",
]
