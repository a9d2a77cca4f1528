"""`/v1/{simpul}/forums/{slug}/aliases`."""

from services.registry.aliases.collections import ALIASES
from services.registry.rows.resource import resource

router = resource(ALIASES, one="alias")
