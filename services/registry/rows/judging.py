"""What most rows are asked: do their codes, regions and rows beside them exist, and are dates in order?

Each function gives errors with JSON pointers; a judge gathers them all before it refuses.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.problems import FieldError, Invalid
from services.registry.forums.models import Forum, Row
from services.registry.regions import queries as regions
from services.registry.regions.problems import unknown_region
from services.registry.rows import queries
from services.registry.vocabularies import queries as vocabularies
from services.registry.vocabularies.problems import unknown_code


def refuse(errors: list[FieldError]) -> None:
    """`Invalid` with all of them, where there are any."""
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


async def unknown_codes(
    session: AsyncSession, actor: Actor, said: Iterable[tuple[str, str, str | None]]
) -> list[FieldError]:
    """An error for each (pointer, vocabulary, code) whose code is not in the vocabulary; null is none."""
    sent = [(pointer, vocabulary, code) for pointer, vocabulary, code in said if code is not None]
    if not sent:
        return []
    known = await vocabularies.codes(session, actor, {vocabulary for _, vocabulary, _ in sent})
    return [
        unknown_code(pointer, code, vocabulary, known[vocabulary])
        for pointer, vocabulary, code in sent
        if code not in known[vocabulary]
    ]


def code_of(values: Mapping[str, Any], rules: Mapping[str, str]) -> Iterator[tuple[str, str, str | None]]:
    """(pointer, vocabulary, code) of each field that a vocabulary rules; lists are walked."""
    for field, vocabulary in rules.items():
        value = values[field]
        if isinstance(value, list):
            yield from ((f"/{field}/{index}", vocabulary, code) for index, code in enumerate(value))
        else:
            yield f"/{field}", vocabulary, value


async def unknown_regions(
    session: AsyncSession, actor: Actor, said: Iterable[tuple[str, str | None]]
) -> list[FieldError]:
    """An error for each (pointer, code) whose code is no region's; null is none."""
    sent = [(pointer, code) for pointer, code in said if code is not None]
    if not sent:
        return []
    known = await regions.known_codes(session, actor, {code for _, code in sent})
    return [unknown_region(pointer, code) for pointer, code in sent if code not in known]


async def unknown_row(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    pointer: str,
    model: type[Row],
    row_id: str | UUID | None,
) -> list[FieldError]:
    """An error where a row that another names is none of this forum; null is none."""
    if row_id is None:
        return []
    if await queries.find(session, actor, model, forum.id, UUID(str(row_id))) is not None:
        return []
    detail = Text(f"Tidak ada baris {row_id} pada forum ini.", f"There is no row {row_id} of this forum.")
    return [FieldError(pointer, "unknown-row", detail)]


def disordered(values: Mapping[str, Any], start: str, end: str, *, at: str = "") -> list[FieldError]:
    """An error at `end` where a span of partial dates ends before it starts."""
    begins, ends = values[start], values[end]
    if begins is None or ends is None or latest_day(ends) >= earliest_day(begins):
        return []
    detail = Text(
        f"Berakhir ({ends}) sebelum dimulai ({begins}).", f"Ends ({ends}) before it starts ({begins})."
    )
    return [FieldError(f"{at}/{end}", "ends-before-start", detail)]
