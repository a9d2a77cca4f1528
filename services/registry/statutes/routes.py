"""`/v1/{simpul}/forums/{slug}/statutes`."""

from services.registry.rows.resource import resource
from services.registry.statutes.collections import STATUTES

router = resource(STATUTES, one="statute")
