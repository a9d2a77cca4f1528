"""What another name may say."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums.models import Alias, Forum
from services.registry.rows.judging import disordered, refuse


async def judge(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], alias: Alias | None
) -> Mapping[str, Any]:
    """Dates in order; another name is not the forum's own."""
    errors = disordered(values, "used_from", "used_to")
    if values["name"] in (forum.name, forum.short_name) and values["used_to"] is None:
        detail = Text("Itu namanya yang sekarang.", "That is its present name.")
        errors.append(FieldError("/name", "present-name", detail))
    refuse(errors)
    return values
