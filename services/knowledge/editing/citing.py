"""The regulations that a text cites."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import ANONYMOUS
from services.knowledge.regulations.resolving import citations_in


async def cites(session: AsyncSession, texts: Iterable[str | None]) -> list[dict[str, Any]]:
    """Each cited regulation once, in the order of the texts: only where it is certain which is meant."""
    whole = "\n\n".join(text for text in texts if text)
    linked: dict[str, dict[str, Any]] = {}
    for found in await citations_in(session, ANONYMOUS, whole, context=None):
        if found.status == "linked":
            work, citation = found.matches[0].regulation, found.citation
            words = whole[citation.start : citation.end]
            linked.setdefault(work.slug, {"text": words, "slug": work.slug, "title": work.title})
    return list(linked.values())
