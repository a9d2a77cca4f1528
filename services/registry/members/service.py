"""What a membership may say, judged against the register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.registry.forums.models import Forum, Instrument, Member
from services.registry.members.rules import errors_in
from services.registry.regions import queries as regions
from services.registry.regions.problems import unknown_region
from services.registry.regions.service import error_today
from services.registry.rows.judging import code_of, disordered, refuse, unknown_codes, unknown_row

# What says who a member is.
IDENTITY = ("region_code", "name")
VOCABULARY_OF = {"role": "member_role", "body": "member_body"}


async def judge(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], member: Member | None
) -> Mapping[str, Any]:
    """Codes, region, level, dates and ground of a membership, all errors at once.

    Who a member is changes only where the source leaves it open, and then an edit must say it.
    """
    if member is not None and member.irregular is None:
        _require_same(member, values)
    elif values["body"] is None and values["region_code"] is not None:
        values = {**values, "body": "pemda"}
    errors = [
        FieldError(f"/{field}", "missing", Text("Wajib diisi.", "This field is required."))
        for field in VOCABULARY_OF
        if values[field] is None
    ]
    errors += await unknown_codes(session, actor, code_of(values, VOCABULARY_OF))
    region = await regions.find(session, actor, values["region_code"]) if values["region_code"] else None
    if values["region_code"] and region is None:
        errors.append(unknown_region("/region_code", values["region_code"]))
    # A region that ended keeps its memberships; what is named anew must be valid today.
    is_named_now = member is None or member.region_code != values["region_code"]
    if region and is_named_now and (not_valid := error_today("/region_code", region)):
        errors.append(not_valid)
    named = (values["ground"] or {}).get("instrument_id")
    errors += await unknown_row(session, actor, forum, "/ground/instrument_id", Instrument, named)
    errors += disordered(values, "member_from", "member_to")
    errors += errors_in(values, simpul=simpul_of(session), level=region.level if region else None)
    refuse(errors)
    if member is not None and member.irregular is None:
        return values
    return {**values, "region_name": region.name if region else None}


def _require_same(member: Member, values: Mapping[str, Any]) -> None:
    differing = [field for field in IDENTITY if getattr(member, field) != values[field]]
    if differing:
        detail = Text("Tidak dapat diubah.", "May not be changed.")
        raise Invalid(
            Text(
                "Siapa anggotanya tidak berubah; akhiri keanggotaan ini dan tambahkan yang lain.",
                "Who a member is does not change; end this membership and add another one.",
            ),
            errors=[FieldError(f"/{field}", "identity", detail) for field in differing],
        )
