"""What most kinds of knowledge ask of a content."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.language import Text
from services.kit.problems import FieldError
from services.knowledge.directory import queries as directory


def required(content: Mapping[str, Any], *fields: str) -> list[FieldError]:
    """An error for each of these fields that is empty."""
    return [
        FieldError(
            f"/{field}",
            "required",
            Text("Perlu diisi sebelum ditelaah.", "Has to be filled in before a review."),
        )
        for field in fields
        if not content.get(field)
    ]


async def unknown_forum(session: AsyncSession, slug: str | None) -> list[FieldError]:
    """An error where the forum is not in this simpul's directory."""
    if slug is None or await directory.exists_forum(session, slug):
        return []
    return [
        FieldError(
            "/forum_slug",
            "unknown-forum",
            Text(f"Tidak ada forum `{slug}` di simpul ini.", f"There is no forum `{slug}` in this simpul."),
        )
    ]


def located(*codes: Iterable[str]) -> set[str]:
    """Codes of regions, with those of the provinces they lie in."""
    named = {code for some in codes for code in some}
    return named | {code[:2] for code in named}
