"""Every SELECT on early warnings. Each one starts from `visible_to`, so none can forget who is asking."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, false, func, or_, select, true, tuple_, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Case
from services.mediation.early_warnings.models import (
    Bulletin,
    Corroboration,
    EarlyWarning,
    Statement,
    WarningHistory,
)

MOST_MONTHS = 120


def _overlaps(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    overlapping: ColumnElement[bool] = type_coerce(column, ARRAY(Text)).overlap(list(values))
    return overlapping


def visible_to(actor: Actor) -> Select[EarlyWarning]:
    """Signals that are there for this actor."""
    seen: list[ColumnElement[bool]] = [false()]
    if roles.is_office(actor):
        bound = sorted(actor.bound_to("province"))
        seen.append(_overlaps(EarlyWarning.provinces, bound) if bound else true())
    if actor.has_role("forum"):
        own = sorted(actor.bound_to("forum"))
        seen += [col(EarlyWarning.forum).in_(own), _overlaps(EarlyWarning.forums, own)]
    if actor.has_role("gwpp"):
        seen.append(_overlaps(EarlyWarning.provinces, sorted(actor.bound_to("province"))))
    return select(EarlyWarning).where(or_(*seen))


def everything() -> Select[EarlyWarning]:
    """All signals, for what the node does by itself."""
    return select(EarlyWarning)


def _cancelled() -> ColumnElement[bool]:
    """Signals whose reserved number was cancelled, or lapsed."""
    void = cases.everything().with_only_columns(col(Case.id)).where(col(Case.state) == "batal")
    return (col(EarlyWarning.escalated_to) == "perkara") & col(EarlyWarning.case_id).in_(void)


async def is_freed(session: AsyncSession, warning: EarlyWarning) -> bool:
    """Whether the number that was reserved for a signal was given up."""
    statement = everything().where(col(EarlyWarning.id) == warning.id, _cancelled())
    return (await session.scalars(statement)).one_or_none() is not None


async def freed(session: AsyncSession, most: int) -> list[EarlyWarning]:
    """Open signals whose reserved numbers were given up, locked."""
    statement = everything().where(col(EarlyWarning.state) == "ditindaklanjuti", _cancelled())
    statement = statement.order_by(col(EarlyWarning.id)).limit(most).with_for_update(skip_locked=True)
    return list(await session.scalars(statement))


def bulletins_visible_to(actor: Actor) -> Select[Bulletin]:
    """Bulletins that are there for this actor: the office's, and those of whom they are for."""
    seen: list[ColumnElement[bool]] = [true() if roles.is_office(actor) else false()]
    if actor.has_role("forum"):
        seen.append(_overlaps(Bulletin.forums, sorted(actor.bound_to("forum"))))
    if actor.has_role("gwpp"):
        seen.append(_overlaps(Bulletin.provinces, sorted(actor.bound_to("province"))))
    return select(Bulletin).where(or_(*seen))


def wanted(filters: dict[str, Any]) -> list[ColumnElement[bool]]:
    """The conditions of these filters."""
    found: list[ColumnElement[bool]] = []
    for name, value in filters.items():
        if name == "region":
            found.append(_overlaps(EarlyWarning.region_codes, [value]))
        elif name == "province":
            found.append(_overlaps(EarlyWarning.provinces, [value]))
        elif name == "least_severity":
            found.append(col(EarlyWarning.severity) >= value)
        else:
            found.append(col(getattr(EarlyWarning, name)) == value)
    return found


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    conditions: Sequence[ColumnElement[bool]],
    after: list[Any] | None,
    size: int,
) -> list[EarlyWarning]:
    """Signals, newest first."""
    keys = (col(EarlyWarning.created_at), col(EarlyWarning.id))
    statement = visible_to(actor).where(*conditions)
    if after is not None:
        statement = statement.where(tuple_(*keys) < tuple_(datetime.fromisoformat(after[0]), UUID(after[1])))
    return list(await session.scalars(statement.order_by(*(key.desc() for key in keys)).limit(size)))


async def find(session: AsyncSession, actor: Actor, warning_id: UUID) -> EarlyWarning | None:
    """One signal; None if it is not there for this actor."""
    return (await session.scalars(visible_to(actor).where(col(EarlyWarning.id) == warning_id))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, warning_id: UUID) -> EarlyWarning | None:
    """The signal, locked until the transaction ends."""
    statement = visible_to(actor).where(col(EarlyWarning.id) == warning_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def statements(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Statement]]:
    """What is said of each of these signals, in the order it was said."""
    found: dict[UUID, list[Statement]] = {one: [] for one in ids}
    rows = select(Statement).where(col(Statement.warning_id).in_(ids)).order_by(col(Statement.id))
    for row in await session.scalars(rows):
        found[row.warning_id].append(row)
    return found


async def corroborations(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Corroboration]]:
    """What others add to each of these signals."""
    found: dict[UUID, list[Corroboration]] = {one: [] for one in ids}
    rows = select(Corroboration).where(col(Corroboration.warning_id).in_(ids))
    for row in await session.scalars(rows.order_by(col(Corroboration.id))):
        found[row.warning_id].append(row)
    return found


async def history(
    session: AsyncSession, warning_id: UUID, *, after: list[Any] | None, size: int
) -> list[WarningHistory]:
    """The acts on a signal, newest first."""
    statement = select(WarningHistory).where(col(WarningHistory.warning_id) == warning_id)
    if after is not None:
        statement = statement.where(col(WarningHistory.version) < after[0])
    return list(await session.scalars(statement.order_by(col(WarningHistory.version).desc()).limit(size)))


async def trend(session: AsyncSession, actor: Actor, border: str) -> Sequence[tuple[Any, ...]]:
    """Signals of a border by month, oldest first: (month, signals, the gravest, how many unfounded)."""
    month = func.to_char(func.timezone(str(clock.LEGAL_ZONE), col(EarlyWarning.created_at)), "YYYY-MM").label(
        "month"
    )
    statement = (
        visible_to(actor)
        .with_only_columns(
            month,
            func.count(),
            func.max(col(EarlyWarning.severity)),
            func.count().filter(col(EarlyWarning.state) == "tidak_terbukti"),
        )
        .where(col(EarlyWarning.border) == border)
        .group_by(month)
        .order_by(month.desc())
        .limit(MOST_MONTHS)
    )
    return [tuple(row) for row in reversed((await session.execute(statement)).all())]


async def of_period(
    session: AsyncSession, actor: Actor, border: str, first: date, last: date
) -> list[EarlyWarning]:
    """The signals of a border that were reported from the first to the last of these days."""
    since = clock.start_of(first)
    until = clock.start_of(date.fromordinal(last.toordinal() + 1))
    reported: InstrumentedAttribute[datetime] = col(EarlyWarning.created_at)  # type: ignore[assignment]
    statement = visible_to(actor).where(
        and_(col(EarlyWarning.border) == border, reported >= since, reported < until)
    )
    return list(await session.scalars(statement.order_by(reported, col(EarlyWarning.id))))


async def bulletins(
    session: AsyncSession, actor: Actor, *, border: str | None, after: list[Any] | None, size: int
) -> list[Bulletin]:
    """Bulletins, newest first."""
    keys = (col(Bulletin.published_at), col(Bulletin.id))
    statement = bulletins_visible_to(actor)
    if border is not None:
        statement = statement.where(col(Bulletin.border) == border)
    if after is not None:
        statement = statement.where(tuple_(*keys) < tuple_(datetime.fromisoformat(after[0]), UUID(after[1])))
    return list(await session.scalars(statement.order_by(*(key.desc() for key in keys)).limit(size)))


async def bulletin(session: AsyncSession, actor: Actor, bulletin_id: UUID) -> Bulletin | None:
    """One bulletin; None if it is not there for this actor."""
    statement = bulletins_visible_to(actor).where(col(Bulletin.id) == bulletin_id)
    return (await session.scalars(statement)).one_or_none()
