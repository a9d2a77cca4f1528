"""A region as it is handed out: to readers, and in the feed."""

from typing import Any

from services.registry.regions.models import Region

ENTITY = "region"
FIELDS = (
    "code",
    "version",
    "name",
    "level",
    "province_code",
    "autonomous",
    "valid_from",
    "valid_to",
    "successors",
    "predecessors",
    "former_names",
    "decree",
    "decrees",
    "source",
    "inferred",
    "mark",
)


def document(region: Region) -> dict[str, Any]:
    """The region as it stands in its row, in the shape of `RegionOut`."""
    return {field: getattr(region, field) for field in FIELDS}
