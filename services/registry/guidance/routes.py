"""`/v1/{simpul}/forums/{slug}/guidance`."""

from services.registry.guidance.collections import GUIDANCE
from services.registry.rows.resource import resource

router = resource(GUIDANCE, one="guidance")
