"""Signals as answers."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model
from services.mediation import roles
from services.mediation.early_warnings import queries
from services.mediation.early_warnings.models import EarlyWarning
from services.mediation.early_warnings.schemas import WarningOut

_STATUS: Final = {"dugaan": "alleged", "terkonfirmasi": "established", "dibantah": "refuted"}


def audience_of(actor: Actor, warning: EarlyWarning) -> str:
    """As whom an actor reads a signal: the office and who reported it are told who said what."""
    if roles.is_office(actor):
        return "petugas"
    reported = actor.subject == warning.reported_by or warning.forum in actor.bound_to("forum")
    return "pelapor" if reported else "pembaca"


def told_who(actor: Actor, warning: EarlyWarning) -> bool:
    """Whether an actor reads the people behind a signal, and not only their words."""
    return audience_of(actor, warning) != "pembaca"


async def shown_of(session: AsyncSession, actor: Actor, warnings: Sequence[EarlyWarning]) -> list[WarningOut]:
    """Signals with what is said of each, by what the office found. One's own words stay one's own."""
    ids = [one.id for one in warnings]
    said = await queries.statements(session, ids)
    given = await queries.corroborations(session, ids)
    shown = []
    for one in warnings:
        whole = told_who(actor, one)
        statements: dict[str, list[dict[str, Any]]] = {name: [] for name in _STATUS.values()}
        for statement in said[one.id]:
            own = whole or statement.said_by == actor.subject
            statements[_STATUS[statement.status]].append(
                statement.model_dump(exclude={"warning_id", "assessed_by"})
                | ({} if own else {"source": None, "said_by": None})
            )
        corroborations = [
            row.model_dump(exclude={"warning_id"})
            | ({} if whole or row.given_by == actor.subject else {"given_by": None})
            for row in given[one.id]
        ]
        shown.append(
            WarningOut.model_validate(
                one.model_dump(exclude={"provinces"})
                | statements
                | {"corroborations": corroborations}
                | ({} if whole else {"reported_by": None, "contact": None})
            )
        )
    return shown


async def answer_warning(
    request: Request,
    simpul: Simpul,
    actor: Actor,
    session: AsyncSession,
    warning: EarlyWarning,
    *,
    status: int = 201,
) -> Response:
    """A signal as it is now."""
    [shown] = await shown_of(session, actor, [warning])
    return answer_model(
        request,
        shown,
        version=warning.version,
        audience=audience_of(actor, warning),
        status=status,
        headers={} if status == 200 else {"Location": f"/v1/{simpul}/early-warnings/{warning.id}"},
    )
