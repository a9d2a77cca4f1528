"""Reviewers, verdicts and remarks."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.knowledge.editing import policy, states
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Comment, Item, Review
from services.knowledge.editing.problems import (
    OwnReview,
)
from services.knowledge.editing.service.shelving import following, record


async def ask_reviewers(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, reviewers: Sequence[str]
) -> Item:
    """Ask these to review, in place of those asked before."""
    policy.require_editor(actor)
    item.reviewers = list(reviewers)
    await record(session, actor, kind, following(item), act="ask_reviewers", why=None)
    return item


async def review(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, verdict: str, comment: str | None
) -> Review:
    """Give a verdict on the revision at hand. Nobody reviews what they wrote a part of."""
    policy.require_review(actor, item)
    state = states.after("review" if verdict == "setuju" else "return", item.state)
    if actor.subject in item.authors:
        raise OwnReview()
    found = Review(
        item_id=item.id,
        revision=item.revision,
        verdict=verdict,
        comment=comment,
        reviewed_by=actor.subject,
        reviewed_at=clock.now(),
    )
    session.add(found)
    item.state = state
    await record(session, actor, kind, following(item), act="review", why=comment)
    return found


async def comment(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, text: str, pointer: str | None
) -> Comment:
    """Remark on the revision at hand."""
    policy.require_work(actor, item)
    remark = Comment(
        item_id=item.id,
        revision=item.revision,
        pointer=pointer,
        words=text,
        commented_by=actor.subject,
        commented_at=clock.now(),
    )
    session.add(remark)
    await record(session, actor, kind, following(item), act="comment", why=None)
    return remark


async def resolve_comment(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, remark: Comment
) -> Comment:
    """Say that a remark was dealt with."""
    policy.require_work(actor, item)
    if not remark.is_resolved:
        remark.is_resolved = True
        await record(session, actor, kind, following(item), act="resolve_comment", why=None)
    return remark
