"""What a border pair may say, judged against the register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.registry.borders.models import BorderPair
from services.registry.borders.rules import AT, errors_in
from services.registry.region_records.judging import named_anew
from services.registry.rows.judging import refuse


async def judge(
    session: AsyncSession, actor: Actor, values: Mapping[str, Any], pair: BorderPair | None
) -> Mapping[str, Any]:
    """Two different regions of this simpul's level, the lower code first. Which two never changes."""
    if pair is not None:
        return values
    codes = values["region_codes"]
    said = [(f"{AT}/{index}", code) for index, code in enumerate(codes)]
    found, errors = await named_anew(session, actor, said)
    refuse([*errors_in(codes, simpul=simpul_of(session)), *errors])
    lower, higher = (found[code] for code in sorted(codes))
    return {field: value for field, value in values.items() if field != "region_codes"} | {
        "lower_code": lower.code,
        "higher_code": higher.code,
        "lower_name": lower.name,
        "higher_name": higher.name,
    }
