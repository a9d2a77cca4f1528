"""`/v1/{simpul}/forums/{slug}/activities` and `.../reports`."""

from fastapi import APIRouter

from services.registry.activities.collections import ACTIVITIES, REPORTS
from services.registry.rows.resource import resource

router = APIRouter()
router.include_router(resource(ACTIVITIES, one="activity"))
router.include_router(resource(REPORTS, one="report"))
