"""Lists of rows below a case, in the order in which they came."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.responses import Response

from services.kit.paging import PageQuery
from services.kit.web.answers import answer_page

T = TypeVar("T")


async def answer_rows(
    request: Request,
    session: AsyncSession,
    query: PageQuery,
    statement: Select[Any],
    model: type[T],
    show: Callable[[T], BaseModel],
) -> Response:
    """A page of the rows that a statement over `model` finds, by id, each as `show` makes it."""

    async def show_each(rows: Sequence[T]) -> Sequence[BaseModel]:
        return [show(row) for row in rows]

    return await answer_together(request, session, query, statement, model, show_each)


async def answer_together(
    request: Request,
    session: AsyncSession,
    query: PageQuery,
    statement: Select[Any],
    model: type[T],
    show: Callable[[Sequence[T]], Awaitable[Sequence[BaseModel]]],
) -> Response:
    """The same where what lies below the rows of a page is read for all of them at once."""
    key = col(model.id)  # type: ignore[attr-defined]

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        wanted = statement if after is None else statement.where(key > UUID(after[0]))
        found: Sequence[Any] = (await session.scalars(wanted.order_by(key).limit(size))).all()
        shown = await show(found)
        return [(one.model_dump_json().encode(), str(row.id)) for one, row in zip(shown, found, strict=True)]

    return await answer_page(request, query, "id", fetch, keys=1, audience="pembaca")
