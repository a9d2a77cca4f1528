"""Every SELECT on referrals. Each one starts from `visible_to` or says `everything`."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Case, Document, DocumentVersion, Letter, Referral
from services.mediation.trail.models import TrailEntry


def visible_to(actor: Actor) -> Select[Referral]:
    """Dossiers of cases that are there for this actor; its policy says who of them reads one."""
    seen = cases.visible_to(actor).with_only_columns(col(Case.id))
    return select(Referral).where(col(Referral.case_id).in_(seen))


def everything() -> Select[Referral]:
    """All dossiers, for what the node does by itself."""
    return select(Referral)


async def read(session: AsyncSession, referral_id: UUID) -> Referral | None:
    """A dossier, whoever may see it."""
    return (await session.scalars(everything().where(col(Referral.id) == referral_id))).one_or_none()


async def lock(session: AsyncSession, referral_id: UUID) -> Referral | None:
    """A dossier, locked until the transaction ends."""
    statement = everything().where(col(Referral.id) == referral_id).with_for_update()
    return (await session.scalars(statement.execution_options(populate_existing=True))).one_or_none()


async def acts(session: AsyncSession, case_id: UUID) -> list[TrailEntry]:
    """The acts of a case, the oldest first."""
    statement = select(TrailEntry).where(col(TrailEntry.case_id) == case_id).order_by(col(TrailEntry.seq))
    return list(await session.scalars(statement))


async def letters(session: AsyncSession, case_id: UUID) -> list[Letter]:
    """The letters of a case, the oldest first."""
    statement = select(Letter).where(col(Letter.case_id) == case_id).order_by(col(Letter.id))
    return list(await session.scalars(statement))


async def documents(session: AsyncSession, case_id: UUID) -> list[tuple[Document, DocumentVersion]]:
    """The documents that all parties of a case may read, each with its newest version, the oldest first."""
    newest = (col(DocumentVersion.document_id) == col(Document.id)) & (
        col(DocumentVersion.number) == col(Document.latest)
    )
    statement = (
        select(Document, DocumentVersion)
        .join(DocumentVersion, newest)
        .where(col(Document.case_id) == case_id, col(Document.confidentiality).in_(("para_pihak", "publik")))
        .order_by(col(Document.id))
    )
    return [(document, version) for document, version in await session.execute(statement)]


async def existing(session: AsyncSession, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are files of dossiers."""
    statement = (
        everything().with_only_columns(col(Referral.id)).where(col(Referral.file_state) != "tidak_ada")
    )
    return set(await session.scalars(statement.where(col(Referral.id).in_(list(file_ids)))))
