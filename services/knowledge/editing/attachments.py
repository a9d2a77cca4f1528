"""Acts on attachments: the bytes first, then the row in the transaction; what has no row is swept away."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.files.problems import FileNotFound
from services.kit.files.receiving import Received
from services.knowledge.editing import policy, queries, service
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Attachment, Item
from services.knowledge.editing.problems import TooManyAttachments

# More than a practice needs; all of them stand in its document.
MOST = 20


async def add(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    received: Received,
    *,
    name: str,
    is_public: bool,
    is_scanned: bool,
) -> Attachment:
    """Record a file of a locked item, whose bytes are stored already."""
    policy.require_write(actor, item)
    if len(await queries.attachments_of(session, item.id, keeps=True)) >= MOST:
        raise TooManyAttachments()
    attachment = Attachment(
        id=received.id,
        item_id=item.id,
        name=name,
        content_type=received.content_type,
        size=received.size,
        sha256=received.sha256,
        is_public=is_public,
        is_scanned=is_scanned,
        uploaded_by=actor.subject,
        uploaded_at=clock.now(),
    )
    session.add(attachment)
    # As any change of the content: reviewed before the public sees it.
    service.rewrite(actor, item)
    await service.record(session, actor, kind, service.following(item), act="attach", why=None)
    return attachment


async def remove(session: AsyncSession, actor: Actor, kind: Kind, item: Item, attachment: Attachment) -> None:
    """Take a file away from a locked item; its bytes are swept later."""
    policy.require_write(actor, item)
    service.rewrite(actor, item)
    await session.delete(attachment)
    await service.refresh(session, actor, kind, item, act="detach", why=None)


async def require(session: AsyncSession, actor: Actor, item: Item, attachment_id: UUID) -> Attachment:
    """A file of an item: one that was not published is there only for who keeps the item."""
    keeps = policy.keeps(actor, item)
    found = await queries.attachment(session, item.id, attachment_id, keeps=keeps)
    if found is None or not (keeps or await _is_published(session, item, attachment_id)):
        raise FileNotFound()
    return found


async def _is_published(session: AsyncSession, item: Item, attachment_id: UUID) -> bool:
    copy = await queries.copy_of(session, item.id)
    return copy is not None and str(attachment_id) in {a["id"] for a in copy.document["attachments"]}
