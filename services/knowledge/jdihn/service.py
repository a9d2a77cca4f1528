"""Acts on members, and records taken in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.jdihn import policy, pulling, queries
from services.knowledge.jdihn.linting import NEEDED, lint
from services.knowledge.jdihn.mapping import record_of, work_of
from services.knowledge.jdihn.models import JdihnMember, JdihnOriginal
from services.knowledge.jdihn.problems import MemberNotFound
from services.knowledge.jdihn.reading import Finding
from services.knowledge.reference import queries as reference
from services.knowledge.regulations import service as regulations
from services.knowledge.regulations.models import Regulation
from services.knowledge.regulations.schemas import RegulationIn
from services.knowledge.regulations.validity import Validity

RequireVersion = Callable[[int], None]
_MOST_FINDINGS = 50


async def take(
    session: AsyncSession, actor: Actor, record: Mapping[str, Any], *, reason: str | None
) -> tuple[Regulation, list[Finding]]:
    """Take a record as a new work of the catalogue; it is kept as it was sent."""
    policy.require_keep(actor)
    ((findings, _),) = lint([record], most=_MOST_FINDINGS)
    errors = [
        FieldError(f"/{field}", finding.code, finding.detail)
        for finding in findings
        if finding.severity == "error"
        for field in ([finding.field] if finding.field else NEEDED.intersection(finding.keys))
        if field != "idData"
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    said = RegulationIn.model_validate(work_of(record)).model_dump(mode="json")
    regulation = await regulations.register(session, actor, values=said, reason=reason)
    validity = Validity.model_validate(regulation.validity)
    session.add(
        JdihnOriginal(
            regulation_id=regulation.id,
            original=dict(record),
            at_intake=record_of(regulation.document, validity, today=clock.today()),
            received_at=clock.now(),
        )
    )
    await session.flush()
    return regulation, findings


async def add_member(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> JdihnMember:
    """Record a member; its feed is due at once."""
    policy.require_keep(actor)
    await _judge(session, actor, values)
    at = clock.now()
    member = JdihnMember(**values, next_pull_at=at, created_at=at, updated_at=at)
    session.add(member)
    await session.flush()
    return member


async def require(session: AsyncSession, actor: Actor, member_id: UUID) -> JdihnMember:
    """A member by id."""
    member = await queries.find(session, actor, member_id)
    if member is None:
        raise MemberNotFound()
    return member


async def require_kept(session: AsyncSession, actor: Actor, member_id: UUID) -> JdihnMember:
    """A member, locked, if this actor may change it."""
    member = await queries.lock(session, actor, member_id)
    if member is None:
        raise MemberNotFound()
    policy.require_keep(actor)
    return member


async def amend_member(
    session: AsyncSession,
    actor: Actor,
    member: JdihnMember,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
) -> JdihnMember:
    """Change fields of a locked member."""
    whole = {field: getattr(member, field) for field in ("region_code", "ministry")} | dict(changes)
    await _judge(session, actor, whole)
    require_version(member.version)
    differing = {field: value for field, value in changes.items() if getattr(member, field) != value}
    for field, value in differing.items():
        setattr(member, field, value)
    if differing:
        member.version += 1
        member.updated_at = clock.now()
        if "pull_every_hours" in differing:
            due = clock.now() + timedelta(hours=member.pull_every_hours)
            member.next_pull_at = min(member.next_pull_at, due)
    await session.flush()
    return member


async def remove_member(
    session: AsyncSession, actor: Actor, member: JdihnMember, *, require_version: RequireVersion
) -> None:
    """Take a member off the record, with what was pulled of it."""
    require_version(member.version)
    await session.delete(member)
    await session.flush()


async def pull_now(session: AsyncSession, actor: Actor, member: JdihnMember, *, accept_loss: bool) -> None:
    """Have a member's feed pulled as soon as the worker can."""
    member.next_pull_at = clock.now() + timedelta(hours=member.pull_every_hours)
    await pulling.enqueue(session, member.id, accept_loss=accept_loss)


async def _judge(session: AsyncSession, actor: Actor, values: Mapping[str, Any]) -> None:
    if (values["region_code"] is None) == (values["ministry"] is None):
        detail = Text("Isi salah satu: region_code atau ministry.", "Give one of region_code and ministry.")
        raise Invalid(detail, errors=[FieldError("/region_code", "region-or-ministry", detail)])
    code = values["region_code"]
    if code is not None and code not in (await reference.codes(session, actor, {"region"}))["region"]:
        detail = Text(f"Tidak ada wilayah dengan kode {code}.", f"There is no region with code {code}.")
        raise Invalid(detail, errors=[FieldError("/region_code", "unknown-region", detail)])
