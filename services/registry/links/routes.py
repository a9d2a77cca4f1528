"""`/v1/{simpul}/forums/{slug}/links`."""

from services.registry.links.collections import LINKS
from services.registry.rows.resource import resource

router = resource(LINKS, one="link")
