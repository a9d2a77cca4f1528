"""Regions at a time."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.problems import FieldError
from services.registry.regions import queries
from services.registry.regions.documents import document
from services.registry.regions.models import Region
from services.registry.regions.problems import (
    RegionNotFound,
    RegionNotValidThen,
    ended_region,
    future_region,
)
from services.registry.regions.validity import has_begun, is_valid, name_at, span_of


async def valid_at(session: AsyncSession, actor: Actor, code: str, *, when: str) -> dict[str, Any]:
    """The region as it was valid at a partial date, under the name of then."""
    region = await queries.find(session, actor, code)
    if region is None:
        raise RegionNotFound(code)
    if not is_valid(region.valid_from, region.valid_to, when):
        raise RegionNotValidThen(
            code,
            valid_from=region.valid_from,
            valid_to=region.valid_to,
            successors=region.successors,
            has_begun=has_begun(region.valid_from, span_of(when).until),
        )
    return document(region) | {"name": name_at(region.name, region.former_names, when)}


def error_today(pointer: str, region: Region) -> FieldError | None:
    """What is wrong with referring anew to a region: it is no more, or not yet."""
    today = clock.today().isoformat()
    if is_valid(region.valid_from, region.valid_to, today):
        return None
    if has_begun(region.valid_from, today):
        return ended_region(pointer, region.code, region.valid_to, region.successors)
    return future_region(pointer, region.code, region.valid_from)
