"""Every SELECT on access codes. Each one starts from `visible_to`."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.mediation.cases import queries as cases
from services.mediation.cases.models import AccessCode, Case, Party


def visible_to(actor: Actor) -> Select[AccessCode]:
    """Codes of cases that are there for this actor."""
    seen = cases.visible_to(actor).with_only_columns(col(Case.id))
    return select(AccessCode).where(col(AccessCode.case_id).in_(seen))


def everything() -> Select[AccessCode]:
    """All codes, for who shows one."""
    return select(AccessCode)


async def of_case(
    session: AsyncSession, actor: Actor, case_id: UUID, *, after: UUID | None, size: int
) -> list[AccessCode]:
    """The codes of a case, in the order in which they were issued."""
    statement = visible_to(actor).where(col(AccessCode.case_id) == case_id).order_by(col(AccessCode.id))
    if after is not None:
        statement = statement.where(col(AccessCode.id) > after)
    return list(await session.scalars(statement.limit(size)))


async def find(session: AsyncSession, actor: Actor, case_id: UUID, code_id: UUID) -> AccessCode | None:
    """One code of a case."""
    statement = visible_to(actor).where(col(AccessCode.case_id) == case_id, col(AccessCode.id) == code_id)
    return (await session.scalars(statement)).one_or_none()


async def valid(session: AsyncSession, sha256: bytes) -> tuple[AccessCode, Party] | None:
    """The code of this hash and its party, locked, if it holds now."""
    statement = (
        everything()
        .add_columns(Party)
        .join(Party, col(Party.id) == col(AccessCode.party_id))
        .where(
            col(AccessCode.sha256) == sha256,
            col(AccessCode.revoked_at).is_(None),
            col(AccessCode.expires_at) > clock.now(),
            col(Party.left_on).is_(None),
        )
        .with_for_update(of=AccessCode)
    )
    found = (await session.execute(statement)).one_or_none()
    return None if found is None else (found[0], found[1])
