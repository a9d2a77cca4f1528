"""What most records about regions are asked: is the region known, of this simpul's level, and valid today?

Each function gives errors with JSON pointers; a judge gathers them all before it refuses.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError
from services.kit.simpul import Simpul
from services.registry.regions import queries as regions
from services.registry.regions.models import Region
from services.registry.regions.problems import unknown_region
from services.registry.regions.service import error_today


def is_of_level(code: str, simpul: Simpul) -> bool:
    """Whether a code is a province's in simpul provinsi, or a kabupaten's or kota's in simpul kabkota."""
    return (len(code) == len("34")) == (simpul == "provinsi")


def other_level(pointer: str, code: str, simpul: Simpul) -> list[FieldError]:
    """An error where a region is not of the level that this simpul keeps records of."""
    if is_of_level(code, simpul):
        return []
    detail = Text(
        f"Simpul {simpul} tidak mencatat wilayah setingkat {code}.",
        f"Simpul {simpul} keeps no records of regions of the level of {code}.",
    )
    return [FieldError(pointer, "other-level", detail)]


async def named_anew(
    session: AsyncSession, actor: Actor, said: Iterable[tuple[str, str]]
) -> tuple[dict[str, Region], list[FieldError]]:
    """The regions by code, and an error for each (pointer, code) that is no region's or not valid today."""
    sent = list(said)
    found = await regions.among(session, actor, {code for _, code in sent}) if sent else {}
    errors = []
    for pointer, code in sent:
        if code not in found:
            errors.append(unknown_region(pointer, code))
        elif not_valid := error_today(pointer, found[code]):
            errors.append(not_valid)
    return found, errors


async def region_of_record(
    session: AsyncSession, actor: Actor, code: str
) -> tuple[dict[str, str], list[FieldError]]:
    """What a new record stores of the one region it is about, and what is wrong with naming that region."""
    found, errors = await named_anew(session, actor, [("/region_code", code)])
    errors += other_level("/region_code", code, simpul_of(session))
    return {"region_name": found[code].name} if code in found else {}, errors
