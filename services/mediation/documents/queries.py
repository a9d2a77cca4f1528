"""Every SELECT on documents. Each one starts from `visible_to` or says `everything`."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.cases import policy
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Document, DocumentVersion
from services.mediation.cases.service import Held
from services.mediation.cases.views import viewer_of


def visible_to(actor: Actor, held: Held) -> Select[Document]:
    """Documents of a case of which a version is there for this actor.

    What is for one party and the mediator, or for the mediator, is not there for the office either.
    """
    there = select(col(DocumentVersion.id)).where(
        col(DocumentVersion.document_id) == col(Document.id), _is_for(actor, held)
    )
    return everything().where(col(Document.case_id) == held.case.id, there.exists())


def _is_for(actor: Actor, held: Held) -> ColumnElement[bool]:
    """The versions that are for an actor: those it uploaded, and by what it is in the case.

    A version that is for the mediator was confided to one: who replaces them reads what comes after.
    """
    kind, at = col(Document.confidentiality), col(DocumentVersion.uploaded_at)
    seen: list[ColumnElement[bool]] = [
        col(DocumentVersion.uploaded_by) == actor.subject,
        kind == "publik",
        col(Document.party_id).in_([party.id for party in held.own]),
        kind.in_(("mediator", "pihak")) & cases.confided_to(actor, col(Document.case_id), at),  # type: ignore[arg-type]
    ]
    if viewer_of(actor, held) != policy.PENGAWAS:
        seen.append(kind == "para_pihak")
    return or_(*seen)


def everything() -> Select[Document]:
    """All documents."""
    return select(Document)


async def page(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    confidentiality: str | None,
    after: UUID | None,
    size: int,
) -> list[Document]:
    """Documents of a case in the order in which they came."""
    statement = visible_to(actor, held).order_by(col(Document.id)).limit(size)
    if confidentiality is not None:
        statement = statement.where(col(Document.confidentiality) == confidentiality)
    if after is not None:
        statement = statement.where(col(Document.id) > after)
    return list(await session.scalars(statement))


async def find(session: AsyncSession, actor: Actor, held: Held, document_id: UUID) -> Document | None:
    """A document of a case; None if it is not there for this actor."""
    statement = visible_to(actor, held).where(col(Document.id) == document_id)
    return (await session.scalars(statement)).one_or_none()


async def versions(
    session: AsyncSession, actor: Actor, held: Held, document_ids: Sequence[UUID]
) -> dict[UUID, list[DocumentVersion]]:
    """The versions of documents that are there for this actor, newest first."""
    found: dict[UUID, list[DocumentVersion]] = {document_id: [] for document_id in document_ids}
    statement = (
        select(DocumentVersion)
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(col(Document.id).in_(document_ids), _is_for(actor, held))
        .order_by(col(DocumentVersion.number).desc())
    )
    for version in await session.scalars(statement):
        found[version.document_id].append(version)
    return found


async def existing(session: AsyncSession, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are versions of documents."""
    statement = select(col(DocumentVersion.id)).where(col(DocumentVersion.id).in_(list(file_ids)))
    return set(await session.scalars(statement))
