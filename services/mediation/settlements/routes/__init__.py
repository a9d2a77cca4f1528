"""The routes of a settlement, by act."""

from fastapi import APIRouter

from services.mediation.settlements.routes import concluding, drafting, paper

router = APIRouter()
for _room in (drafting, concluding, paper):
    router.include_router(_room.router)
