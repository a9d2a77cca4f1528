"""Acts that say what became of a forum."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.problems import FieldError
from services.registry.forums import queries
from services.registry.forums import service as forums
from services.registry.forums.models import Forum, StatusChange, Verification
from services.registry.rows.judging import refuse, unknown_codes
from services.registry.standing import policy, rules
from services.registry.standing.problems import StatusCannotFollow


async def change_status(
    session: AsyncSession, actor: Actor, forum: Forum, *, status: str, since: str | None, reason: str
) -> StatusChange:
    """Change the status of a locked forum, with the reason."""
    policy.require_change_status(actor, forum.slug, forum.status)
    refuse(await unknown_codes(session, actor, [("/status", "forum_status", status)]))
    change = await _change(session, actor, forum, status=status, since=since, reason=reason)
    await forums.record_next(session, actor, forum, {"status": (change.previous, status)}, why=reason)
    return change


async def verify(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    *,
    means: str,
    note: str | None,
    status: str | None,
    since: str | None,
) -> Verification:
    """Record that a locked forum is as the register says; the status found, where it was unknown."""
    policy.require_verify(actor)
    errors = await unknown_codes(
        session,
        actor,
        [("/means", "verification_means", means), ("/status", "forum_status", status)],
    )
    if (status or forum.status) in rules.UNFOUND:
        detail = Text(
            f"Forum ini masih `{forum.status}`: sebutkan status yang ditemukan.",
            f"This forum is still `{forum.status}`: say which status was found.",
        )
        errors.append(FieldError("/status", "missing", detail))
    refuse(errors)
    changed = {"last_verified_at": (_moment(forum), clock.now().isoformat())}
    if status is not None and status != forum.status:
        reason = note or f"Verifikasi: {means}"
        change = await _change(session, actor, forum, status=status, since=since, reason=reason)
        changed["status"] = (change.previous, status)
    forum.last_verified_at, forum.last_verified_by = clock.now(), actor.subject
    found = Verification(
        forum_id=forum.id,
        # The version that this very act makes.
        forum_version=forum.version + 1,
        means=means,
        note=note,
        recorded_by=actor.subject,
        recorded_at=clock.now(),
    )
    session.add(found)
    await forums.record_next(session, actor, forum, changed, why=note)
    return found


async def _change(
    session: AsyncSession, actor: Actor, forum: Forum, *, status: str, since: str | None, reason: str
) -> StatusChange:
    if status not in rules.FOLLOWING[forum.status]:
        raise StatusCannotFollow(forum.status, status, rules.may_follow(forum.status))
    since = since or clock.today().isoformat()
    earlier = [change.since for change in await queries.status_changes_of(session, actor, forum.id)]
    if earlier and latest_day(since) < max(map(earliest_day, earlier)):
        detail = Text(
            f"Status sekarang berlaku sejak {max(earlier)}; yang baru tidak dapat lebih awal.",
            f"The present status holds since {max(earlier)}; the new one cannot begin before.",
        )
        refuse([FieldError("/since", "before-the-last", detail)])
    change = StatusChange(
        forum_id=forum.id,
        previous=forum.status,
        status=status,
        since=since,
        reason=reason,
        recorded_by=actor.subject,
        recorded_at=clock.now(),
    )
    session.add(change)
    forum.status = status
    return change


def _moment(forum: Forum) -> str | None:
    return forum.last_verified_at.isoformat() if forum.last_verified_at else None
