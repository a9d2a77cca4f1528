"""SELECTs of the figures, and of closed cases like an open one."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Case, Issue, Obligation
from services.mediation.figures.models import Figures

# So many closed cases are looked at, the newest first.
MOST_LOOKED_AT = 200


def visible_to(actor: Actor) -> Select[Figures]:
    """Figures have no reader of their own: which of the two documents is shown is the policy's."""
    return select(Figures)


async def newest(session: AsyncSession, actor: Actor) -> Figures | None:
    """The figures as last counted; None before the first time."""
    return (await session.scalars(visible_to(actor))).one_or_none()


async def counted(session: AsyncSession) -> Sequence[tuple[Any, ...]]:
    """What is counted of every case that was filed in earnest."""
    statement = (
        cases.everything()
        .with_only_columns(
            col(Case.kind),
            col(Case.state),
            col(Case.mandate),
            col(Case.outcome),
            col(Case.filed_at),
            col(Case.finished_at),
            col(Case.milestones),
        )
        .where(col(Case.demo).is_(False), col(Case.filed_at).is_not(None))
    )
    return [tuple(row) for row in await session.execute(statement)]


async def promises(session: AsyncSession) -> dict[str, int]:
    """Obligations of settlements by what became of them; those kept after a breach are counted apart.

    One that was given up counts as broken. A draft's obligations bind nobody yet: only those of cases with an
    outcome are counted.
    """
    after_breach = (col(Obligation.state) == "terpenuhi") & col(Obligation.breached_at).is_not(None)
    became = sql_case(
        (after_breach, "terpenuhi_setelah_dilanggar"),
        (col(Obligation.state) == "tidak_dipenuhi", "dilanggar"),
        else_=col(Obligation.state),
    ).label("became")
    statement = (
        cases.everything()
        .with_only_columns(became, func.count())
        .select_from(Case)
        .join(Obligation, col(Obligation.case_id) == col(Case.id))
        .where(col(Case.demo).is_(False), col(Case.outcome).is_not(None))
        .group_by(became)
        .order_by(became)
    )
    rows = (await session.execute(statement)).all()
    return {row[0]: row[1] for row in rows}


async def closed_like(
    session: AsyncSession, *, categories: Collection[str], but: UUID, demo: bool
) -> Sequence[tuple[Any, ...]]:
    """Closed cases that share a category: (kind, outcome, milestones, filed at, finished at, categories).

    Whoever may see them: nothing that could name a party is read.
    """
    shared = func.array_agg(aggregate_order_by(col(Issue.category), col(Issue.category)))
    statement = (
        cases.everything()
        .with_only_columns(
            col(Case.kind),
            col(Case.outcome),
            col(Case.milestones),
            col(Case.filed_at),
            col(Case.finished_at),
            shared,
        )
        .join(Issue, col(Issue.case_id) == col(Case.id))
        .where(
            col(Issue.category).in_(list(categories)),
            col(Case.finished_at).is_not(None),
            col(Case.filed_at).is_not(None),
            col(Case.demo).is_(demo),
            col(Case.id) != but,
        )
        .group_by(col(Case.id))
        .order_by(col(Case.finished_at).desc())
        .limit(MOST_LOOKED_AT)
    )
    return [tuple(row) for row in await session.execute(statement)]
