"""What a version of AD/ART may say, judged against the register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums.models import Forum, Instrument, Statute
from services.registry.rows.judging import disordered, refuse, unknown_row


async def judge(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], statute: Statute | None
) -> Mapping[str, Any]:
    """Dates in order, the instrument of this forum, each article once."""
    errors = await unknown_row(session, actor, forum, "/instrument_id", Instrument, values["instrument_id"])
    errors += disordered(values, "in_force_from", "in_force_to")
    seen: set[str] = set()
    for index, rule in enumerate(values["rules"]):
        if rule["article"] in seen:
            detail = Text(f"{rule['article']} sudah ada di atas.", f"{rule['article']} stands above already.")
            errors.append(FieldError(f"/rules/{index}/article", "repeated-value", detail))
        seen.add(rule["article"])
    refuse(errors)
    return values
