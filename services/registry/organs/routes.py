"""`/v1/{simpul}/forums/{slug}/organs` and `.../officers`."""

from fastapi import APIRouter

from services.registry.organs.collections import OFFICERS, ORGANS
from services.registry.rows.resource import resource

router = APIRouter()
router.include_router(resource(ORGANS, one="organ"))
router.include_router(resource(OFFICERS, one="officer"))
