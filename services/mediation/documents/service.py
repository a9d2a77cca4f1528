"""Acts on documents: the bytes first, then the row in the transaction; what has no row is swept away."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.files.receiving import Received
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import policy
from services.mediation.cases import service as cases
from services.mediation.cases.models import Document, DocumentVersion
from services.mediation.cases.service import Held
from services.mediation.cases.views import viewer_of
from services.mediation.documents import queries
from services.mediation.documents.problems import DocumentLocked, DocumentNotFound
from services.mediation.proceedings import service as proceedings
from services.mediation.trail import service as trail
from services.mediation.trail.service import Head


async def require(session: AsyncSession, actor: Actor, held: Held, document_id: UUID) -> Document:
    """A document of the case that is there for this actor."""
    document = await queries.find(session, actor, held, document_id)
    if document is None:
        raise DocumentNotFound()
    return document


async def add(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    received: Received,
    *,
    name: str,
    confidentiality: str,
    party_id: UUID | None,
) -> tuple[Document, Head]:
    """Record a document whose bytes are stored already, with its first version."""
    cases.require_possible(held, "document-upload")
    party = _party(actor, held, confidentiality, party_id)
    document = Document(
        case_id=held.case.id,
        name=name,
        confidentiality=confidentiality,
        party_id=party,
        created_by=actor.subject,
        created_at=clock.now(),
    )
    session.add(document)
    # The row of its version refers to it.
    await session.flush()
    head = await _keep(session, actor, held, document, received, "document-upload")
    return document, head


async def attach(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    received: Received,
    *,
    name: str,
    confidentiality: str,
) -> Head:
    """Record a document that came within a request, which is on the trail already.

    It raises no version of its own. What is for one party is for the petitioner.
    """
    petitioners = [one for one in (*held.own, *held.standing) if one.role == "pemohon"]
    document = Document(
        case_id=held.case.id,
        name=name,
        confidentiality=confidentiality,
        party_id=petitioners[0].id if confidentiality == "pihak" else None,
        created_by=actor.subject,
        created_at=clock.now(),
    )
    session.add(document)
    # The row of its version refers to it.
    await session.flush()
    refs = _take(session, actor, document, received)
    return await trail.append(session, actor, held.case.id, act="document-upload", refs=refs, content={})


def _party(actor: Actor, held: Held, confidentiality: str, party_id: UUID | None) -> UUID | None:
    """The one party a document is for. Only the office makes one public."""
    if confidentiality == "publik" and viewer_of(actor, held) != policy.PETUGAS:
        detail = Text("Hanya petugas yang mengumumkan dokumen.", "Only the office makes a document public.")
        raise Invalid(errors=[FieldError("/query/confidentiality", "not-yours", detail)])
    if confidentiality == "pihak" and held.part == policy.KETERANGAN:
        detail = Text(
            "Pemberi keterangan menyerahkan dokumen untuk para pihak atau mediator.",
            "Who only tells what it knows hands in documents for all parties or for the mediator.",
        )
        raise Invalid(errors=[FieldError("/query/confidentiality", "not-yours", detail)])
    if confidentiality != "pihak":
        if party_id is not None:
            detail = Text("Hanya untuk kerahasiaan `pihak`.", "For the confidentiality `pihak` only.")
            raise Invalid(errors=[FieldError("/query/party_id", "not-for-one-party", detail)])
        return None
    able = held.own or held.standing
    if party_id is None and len(held.own) == 1:
        return held.own[0].id
    for party in able:
        if party.id == party_id:
            return party.id
    detail = Text("Sebutkan pihak yang boleh membacanya.", "Name the party that may read it.")
    raise Invalid(errors=[FieldError("/query/party_id", "unknown", detail)])


async def add_version(
    session: AsyncSession, actor: Actor, held: Held, document_id: UUID, received: Received
) -> tuple[Document, Head]:
    """Record a further version; refused past another's lock."""
    cases.require_possible(held, "document-version")
    document = await require(session, actor, held, document_id)
    _require_free(actor, document)
    head = await _keep(session, actor, held, document, received, "document-version")
    return document, head


async def _keep(
    session: AsyncSession, actor: Actor, held: Held, document: Document, received: Received, act: str
) -> Head:
    refs = _take(session, actor, document, received)
    return await proceedings.conclude(session, actor, held, act, refs=refs)


def _take(session: AsyncSession, actor: Actor, document: Document, received: Received) -> dict[str, str]:
    """The next version of a document; what the trail says of it."""
    document.latest += 1
    session.add(
        DocumentVersion(
            id=received.id,
            document_id=document.id,
            number=document.latest,
            content_type=received.content_type,
            size=received.size,
            sha256=received.sha256,
            uploaded_by=actor.subject,
            uploaded_at=clock.now(),
        )
    )
    return refs_of(document) | {"document_version": str(document.latest), "sha256": received.sha256}


def refs_of(document: Document) -> dict[str, str]:
    """What the trail says of a document: never its name. A confidence is named as one (see `audit`)."""
    refs = {"document": str(document.id)}
    if document.confidentiality in ("mediator", "pihak"):
        refs["caucus"] = str(document.party_id or "mediator")
    return refs


async def lock(
    session: AsyncSession, actor: Actor, held: Held, document_id: UUID, *, minutes: int
) -> tuple[Document, Head]:
    """Lock a document to edit it; one's own lock is prolonged."""
    cases.require_possible(held, "document-lock")
    document = await require(session, actor, held, document_id)
    _require_free(actor, document)
    document.locked_by, document.locked_until = actor.subject, clock.now() + timedelta(minutes=minutes)
    refs = refs_of(document)
    return document, await proceedings.conclude(session, actor, held, "document-lock", refs=refs)


async def unlock(session: AsyncSession, actor: Actor, held: Held, document_id: UUID) -> tuple[Document, Head]:
    """Give up one's lock."""
    cases.require_possible(held, "document-unlock")
    document = await require(session, actor, held, document_id)
    _require_free(actor, document)
    document.locked_by = document.locked_until = None
    refs = refs_of(document)
    return document, await proceedings.conclude(session, actor, held, "document-unlock", refs=refs)


def _require_free(actor: Actor, document: Document) -> None:
    until = document.locked_until
    if until is not None and until > clock.now() and document.locked_by != actor.subject:
        raise DocumentLocked(until)


async def download(
    session: AsyncSession, actor: Actor, held: Held, document_id: UUID, *, number: int | None
) -> tuple[Document, DocumentVersion]:
    """A version to be read, once that is on the trail of the locked case. It does not change the case."""
    document = await require(session, actor, held, document_id)
    versions = (await queries.versions(session, actor, held, [document.id]))[document.id]
    version = next((one for one in versions if number in (None, one.number)), None)
    if version is None:
        raise DocumentNotFound()
    refs = {**refs_of(document), "document_version": str(version.number), "sha256": version.sha256}
    await trail.append(session, actor, held.case.id, act="document-download", refs=refs, content={})
    return document, version
