"""Acts on members. Each locks the forum, raises its version, and is one transaction with its record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.registry.forums import policy
from services.registry.forums import service as forums
from services.registry.forums.models import Forum, Member
from services.registry.members import queries
from services.registry.members.problems import MemberNotFound
from services.registry.members.rules import errors_in
from services.registry.regions import queries as regions
from services.registry.regions.models import Region
from services.registry.regions.problems import unknown_region
from services.registry.vocabularies import queries as vocabularies
from services.registry.vocabularies.problems import unknown_code

# What says who a member is.
IDENTITY = ("region_code", "name")
VOCABULARY_OF = {"role": "member_role", "body": "member_body"}


async def add(
    session: AsyncSession, actor: Actor, forum: Forum, *, values: Mapping[str, Any], reason: str | None
) -> Member:
    """Add a membership to a locked forum."""
    policy.require_amend(actor, forum.slug)
    if values["body"] is None and values["region_code"] is not None:
        values = {**values, "body": "pemda"}
    region = await _require_valid(session, actor, forum, values)
    member = Member(
        forum_id=forum.id,
        position=await queries.next_position(session, forum.id),
        region_name=region.name if region else None,
        **values,
    )
    session.add(member)
    await forums.record_next(
        session, actor, forum, {f"members/{member.id}": (None, _said(member))}, why=reason
    )
    return member


async def amend(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    member: Member,
    *,
    changes: Mapping[str, Any],
    require_version: forums.RequireVersion,
    reason: str | None,
) -> Member:
    """Change a membership of a locked forum; what is sent as it already is changes nothing.

    Who a member is changes only where the source leaves it open, and then an edit must say it.
    """
    policy.require_amend(actor, forum.slug)
    differing = {field: value for field, value in changes.items() if getattr(member, field) != value}
    if not differing:
        require_version(member.version)
        return member
    if member.irregular is None and not differing.keys().isdisjoint(IDENTITY):
        raise Invalid(
            Text(
                "Siapa anggotanya tidak berubah; akhiri keanggotaan ini dan tambahkan yang lain.",
                "Who a member is does not change; end this membership and add another one.",
            ),
            errors=[
                FieldError(f"/{field}", "identity", Text("Tidak dapat diubah.", "May not be changed."))
                for field in IDENTITY
                if field in differing
            ],
        )
    region = await _require_valid(session, actor, forum, _said(member) | differing)
    require_version(member.version)
    if member.irregular is not None:
        member.irregular = None
        differing["region_name"] = region.name if region else None
    old = {field: getattr(member, field) for field in differing}
    for field, value in differing.items():
        setattr(member, field, value)
    member.version += 1
    changed = {f"members/{member.id}/{field}": (old[field], value) for field, value in differing.items()}
    await forums.record_next(session, actor, forum, changed, why=reason)
    return member


async def require(session: AsyncSession, actor: Actor, forum: Forum, member_id: UUID) -> Member:
    """A member of a locked forum."""
    member = await queries.find(session, actor, forum.id, member_id)
    if member is None:
        raise MemberNotFound()
    return member


def _said(member: Member) -> dict[str, Any]:
    """What a membership says, without what the register adds."""
    fields = ("region_code", "name", "role", "body", "member_from", "member_to", "ground", "note")
    return {field: getattr(member, field) for field in fields}


async def _require_valid(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any]
) -> Region | None:
    """Codes, region, level, dates and ground, all errors at once; the region if it is one."""
    errors: list[FieldError] = []
    known = await vocabularies.codes(session, actor, set(VOCABULARY_OF.values()))
    for field, vocabulary in VOCABULARY_OF.items():
        if values[field] is None:
            errors.append(FieldError(f"/{field}", "missing", Text("Wajib diisi.", "This field is required.")))
        elif values[field] not in known[vocabulary]:
            errors.append(unknown_code(f"/{field}", values[field], vocabulary, known[vocabulary]))
    region = await regions.find(session, actor, values["region_code"]) if values["region_code"] else None
    if values["region_code"] and region is None:
        errors.append(unknown_region("/region_code", values["region_code"]))
    ground = values["ground"] or {}
    instrument_id = ground.get("instrument_id")
    if instrument_id and not await queries.is_instrument_of(session, forum.id, UUID(str(instrument_id))):
        detail = Text("Bukan naskah forum ini.", "Not an instrument of this forum.")
        errors.append(FieldError("/ground/instrument_id", "unknown-instrument", detail))
    errors += errors_in(values, simpul=simpul_of(session), level=region.level if region else None)
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return region
