"""Every SELECT on caucus notes. Each one starts from `visible_to`."""

from uuid import UUID

from sqlalchemy import Select, Text, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import CaucusNote


def visible_to(actor: Actor) -> Select[CaucusNote]:
    """Notes of the actor's own party; those confided to it as the mediator; and what a party disclosed.

    The office reads none that was not disclosed, whoever holds the case.
    """
    mediates = col(CaucusNote.case_id).in_(cases.mediated_by(actor))
    seen: list[ColumnElement[bool]] = [
        col(CaucusNote.party_id).in_(cases.spoken_for(actor)),
        mediates & (col(CaucusNote.mediator_subject) == actor.subject),
        mediates & (_told_to("mediator_pengganti") | _told_to("para_pihak")),
        col(CaucusNote.case_id).in_(cases.disputed_by(actor)) & _told_to("para_pihak"),
    ]
    if roles.is_office(actor):
        seen.append(_told_to("petugas") | _told_to("para_pihak"))
    return select(CaucusNote).where(col(CaucusNote.case_id).in_(cases.seen_by(actor)), or_(*seen))


def _told_to(whom: str) -> ColumnElement[bool]:
    among: ColumnElement[bool] = type_coerce(col(CaucusNote.disclosed_to), ARRAY(Text)).contains([whom])
    return among


async def find(session: AsyncSession, actor: Actor, case_id: UUID, note_id: UUID) -> CaucusNote | None:
    """One note of a case; None where it is not there for this actor."""
    statement = visible_to(actor).where(col(CaucusNote.case_id) == case_id, col(CaucusNote.id) == note_id)
    return (await session.scalars(statement)).one_or_none()
