"""Every table of the registry, imported so that its metadata is complete: for migrations and tests."""

from services.registry.borders import models as borders
from services.registry.bulk import models as bulk
from services.registry.conduct import models as conduct
from services.registry.coordination_teams import models as coordination_teams
from services.registry.forums import models as forums
from services.registry.region_changes import models as region_changes
from services.registry.region_records import models as region_records
from services.registry.regions import models as regions
from services.registry.supervision import models as supervision
from services.registry.tables import metadata
from services.registry.trail import models as trail
from services.registry.urusan_mappings import models as urusan_mappings
from services.registry.vocabularies import models as vocabularies

__all__ = [
    "borders",
    "bulk",
    "conduct",
    "coordination_teams",
    "forums",
    "metadata",
    "region_changes",
    "region_records",
    "regions",
    "supervision",
    "trail",
    "urusan_mappings",
    "vocabularies",
]
