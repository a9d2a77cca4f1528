"""`/v1/{simpul}/situations`."""

from services.knowledge.editing.resource import resource
from services.knowledge.situations.kinds import SITUATIONS

router = resource(SITUATIONS, one="situation")
