"""Signals as answers."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model
from services.mediation.early_warnings import queries
from services.mediation.early_warnings.models import EarlyWarning
from services.mediation.early_warnings.schemas import WarningOut

_STATUS: Final = {"dugaan": "alleged", "terkonfirmasi": "established", "dibantah": "refuted"}


async def shown_of(session: AsyncSession, warnings: Sequence[EarlyWarning]) -> list[WarningOut]:
    """Signals with what is said of each, by what the office found."""
    ids = [one.id for one in warnings]
    said = await queries.statements(session, ids)
    given = await queries.corroborations(session, ids)
    shown = []
    for one in warnings:
        statements: dict[str, list[dict[str, Any]]] = {name: [] for name in _STATUS.values()}
        for statement in said[one.id]:
            statements[_STATUS[statement.status]].append(
                statement.model_dump(exclude={"warning_id", "assessed_by"})
            )
        shown.append(
            WarningOut.model_validate(
                one.model_dump(exclude={"provinces"})
                | statements
                | {"corroborations": [row.model_dump(exclude={"warning_id"}) for row in given[one.id]]}
            )
        )
    return shown


async def answer_warning(
    request: Request, simpul: Simpul, session: AsyncSession, warning: EarlyWarning, *, status: int = 201
) -> Response:
    """A signal as it is now."""
    [shown] = await shown_of(session, [warning])
    at = {"Location": f"/v1/{simpul}/early-warnings/{warning.id}"}
    return answer_model(request, shown, version=warning.version, status=status, headers=at)
