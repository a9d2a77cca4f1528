"""The routes of early warnings, by act; a literal path before one with a parameter."""

from fastapi import APIRouter

from services.mediation.early_warnings.routes import acts, bulletins, signals

router = APIRouter()
for _room in (bulletins, signals, acts):
    router.include_router(_room.router)
