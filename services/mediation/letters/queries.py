"""Every SELECT on letters. Each one starts from `visible_to` or says `everything`."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Letter, LetterCounter
from services.mediation.cases.service import Held
from services.mediation.letters.kinds import TO_ALL


def visible_to(actor: Actor, held: Held) -> Select[Letter]:
    """Letters of a case that are there for this actor: all for the office, those to or from its own parties
    for a party, what is not the office's own for its mediator, once appointed; about a caucus to whom it was.
    Who is only proposed sees what goes to all parties alike.
    """
    statement = select(Letter).where(col(Letter.case_id) == held.case.id)
    if roles.is_office(actor):
        return statement
    if held.mediates:
        told = or_(
            col(Letter.kind).in_(TO_ALL),
            col(Letter.confided).is_(False) & col(Letter.case_id).in_(cases.mediated_by(actor)),
            cases.confided_to(actor, col(Letter.case_id), col(Letter.created_at)),  # type: ignore[arg-type]
        )
        return statement.where(col(Letter.internal).is_(False), told)
    own = [party.id for party in parties_of(actor, held)]
    return statement.where(col(Letter.party_id).in_(own) if own else false(), col(Letter.internal).is_(False))


def parties_of(actor: Actor, held: Held) -> list[Any]:
    """The parties for which an actor reads letters: those it speaks for, and its own forums."""
    forums = actor.bound_to("forum")
    spoken = {party.id for party in held.own}
    return [p for p in held.contents.parties if p.id in spoken or (p.forum is not None and p.forum in forums)]


def everything() -> Select[Letter]:
    """All letters, for what the node does by itself."""
    return select(Letter)


async def page(
    session: AsyncSession, actor: Actor, held: Held, *, wanted: Sequence[Any], after: UUID | None, size: int
) -> list[Letter]:
    """Letters of a case, newest first."""
    statement = visible_to(actor, held).where(*wanted)
    if after is not None:
        statement = statement.where(col(Letter.id) < after)
    return list(await session.scalars(statement.order_by(col(Letter.id).desc()).limit(size)))


async def find(session: AsyncSession, actor: Actor, held: Held, letter_id: UUID) -> Letter | None:
    """A letter of a case; None if it is not there for this actor."""
    statement = visible_to(actor, held).where(col(Letter.id) == letter_id)
    return (await session.scalars(statement)).one_or_none()


async def read(session: AsyncSession, letter_id: UUID) -> Letter | None:
    """A letter, whoever may see it."""
    return (await session.scalars(everything().where(col(Letter.id) == letter_id))).one_or_none()


async def lock(session: AsyncSession, letter_id: UUID) -> Letter | None:
    """A letter, locked until the transaction ends."""
    statement = everything().where(col(Letter.id) == letter_id).with_for_update()
    return (await session.scalars(statement.execution_options(populate_existing=True))).one_or_none()


async def awaiting(session: AsyncSession, case_id: UUID, kinds: Collection[str]) -> list[Letter]:
    """The letters of a case, of these kinds, whose answer is awaited."""
    statement = everything().where(
        col(Letter.case_id) == case_id,
        col(Letter.kind).in_(list(kinds)),
        col(Letter.awaits).is_not(None),
        col(Letter.answered_at).is_(None),
        col(Letter.withdrawn_at).is_(None),
    )
    return list(await session.scalars(statement))


async def answering(session: AsyncSession, letter: Letter) -> list[Letter]:
    """The other letters that stand and answer what a letter answers."""
    statement = everything().where(
        col(Letter.answers) == letter.answers,
        col(Letter.id) != letter.id,
        col(Letter.withdrawn_at).is_(None),
    )
    return list(await session.scalars(statement))


async def next_number(session: AsyncSession, *, direction: str, year: int) -> int:
    """The next number of a year. The counter stays locked, so that a rolled back one is given again."""
    statement = insert(LetterCounter).values(direction=direction, year=year, last=1)
    counted = statement.on_conflict_do_update(
        index_elements=["direction", "year"], set_={"last": col(LetterCounter.last) + 1}
    ).returning(col(LetterCounter.last))
    number: int = (await session.execute(counted)).scalar_one()
    return number


async def existing(session: AsyncSession, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are files of letters: of ours by their own id, of scans by the file's."""
    asked, there = list(file_ids), col(Letter.file_state) != "tidak_ada"
    ours = select(col(Letter.id)).where(col(Letter.id).in_(asked), there)
    scans = select(col(Letter.file_id)).where(col(Letter.file_id).in_(asked), there)
    return set(await session.scalars(ours.union(scans)))
