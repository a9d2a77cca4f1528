"""What a mapping may say, judged against the register; and how many mappings a region has."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.region_records.judging import named_anew, region_of_record
from services.registry.rows.judging import code_of, refuse, unknown_codes
from services.registry.urusan_mappings.models import MappingTally, UrusanMapping

VOCABULARY_OF = {"urusan": "urusan", "nature": "cooperation_nature"}


async def judge(
    session: AsyncSession, actor: Actor, values: Mapping[str, Any], mapping: UrusanMapping | None
) -> Mapping[str, Any]:
    """Region, codes and partners of a mapping; a partner that ended since it was named stays."""
    code, known = (mapping.region_code, mapping.partner_codes) if mapping else (values["region_code"], [])
    own, errors = ({}, []) if mapping else await region_of_record(session, actor, code)
    errors += await unknown_codes(session, actor, code_of(values, VOCABULARY_OF))
    partners = [(f"/partner_codes/{index}", partner) for index, partner in enumerate(values["partner_codes"])]
    itself = Text("Wilayah bukan mitra dirinya.", "A region is not its own partner.")
    errors += [FieldError(at, "same-region", itself) for at, partner in partners if partner == code]
    new = [(at, partner) for at, partner in partners if partner != code and partner not in known]
    errors += (await named_anew(session, actor, new))[1]
    refuse(errors)
    return {**values, **own}


async def count(session: AsyncSession, mapping: UrusanMapping, change: int) -> None:
    """Count a region's mappings by one more or less; the row's lock puts writers in order."""
    # The row to insert is checked even where another is there.
    statement = insert(MappingTally).values(region_code=mapping.region_code, mappings=max(change, 0))
    counted = col(MappingTally.mappings) + change
    await session.execute(
        statement.on_conflict_do_update(index_elements=["region_code"], set_={"mappings": counted})
    )
