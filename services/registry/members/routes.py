"""`/v1/{simpul}/forums/{slug}/members`."""

from services.registry.members.collections import MEMBERS
from services.registry.rows.resource import resource

router = resource(MEMBERS, one="member")
