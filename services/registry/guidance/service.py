"""What a record of guidance may say, judged against the register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums.models import Forum, Guidance, Instrument
from services.registry.rows.judging import code_of, refuse, unknown_codes, unknown_regions, unknown_row

VOCABULARY_OF = {"kind": "guidance_kind", "authority": "supervising_authority"}


async def judge(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], guidance: Guidance | None
) -> Mapping[str, Any]:
    """Codes, the instrument of this forum, and which governor it was."""
    region = values["region_code"]
    errors = await unknown_codes(session, actor, code_of(values, VOCABULARY_OF))
    errors += await unknown_regions(session, actor, [("/region_code", region)])
    errors += await unknown_row(session, actor, forum, "/instrument_id", Instrument, values["instrument_id"])
    if (values["authority"] == "gubernur") != (region is not None and "." not in region):
        detail = Text(
            "Isi dengan kode provinsi bila yang membina gubernur, dan kosongkan bila Menteri.",
            "Give the province's code for a governor, and none for the Minister.",
        )
        errors.append(FieldError("/region_code", "province-of-governor", detail))
    refuse(errors)
    return values
