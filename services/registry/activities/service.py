"""What an activity and a report may say, judged against the register."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums.models import Activity, Forum, Funding, Instrument, Member, Report
from services.registry.rows import queries as rows
from services.registry.rows.judging import code_of, disordered, refuse, unknown_codes, unknown_row

VOCABULARY_OF = {"kind": "activity_kind", "status": "activity_status"}


async def judge_activity(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], activity: Activity | None
) -> Mapping[str, Any]:
    """Codes, dates and the rows of this forum that an activity names; it is no part of itself."""
    errors = await unknown_codes(session, actor, code_of(values, VOCABULARY_OF))
    for field, model in (
        ("parent_id", Activity),
        ("responsible_member_id", Member),
        ("funding_id", Funding),
        ("instrument_id", Instrument),
    ):
        errors += await unknown_row(session, actor, forum, f"/{field}", model, values[field])
    if not errors and activity is not None:
        errors += await _circle(session, actor, activity, values["parent_id"])
    errors += disordered(values, "starts_on", "ends_on")
    for index, indicator in enumerate(values["indicators"]):
        if indicator["realised_on"] is not None and indicator["realised"] is None:
            detail = Text("Isi capaiannya.", "Give what was realised.")
            errors.append(FieldError(f"/indicators/{index}/realised", "missing", detail))
    refuse(errors)
    return values


async def judge_report(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], report: Report | None
) -> Mapping[str, Any]:
    """Addressee, period and activity of a report."""
    errors = await unknown_codes(session, actor, code_of(values, {"addressee": "report_addressee"}))
    errors += await unknown_row(session, actor, forum, "/activity_id", Activity, values["activity_id"])
    errors += disordered(values, "period_from", "period_to")
    refuse(errors)
    return values


async def _circle(
    session: AsyncSession, actor: Actor, activity: Activity, parent_id: str | None
) -> list[FieldError]:
    """An error where an activity would be part of itself, through however many others."""
    seen: set[str] = set()
    above = parent_id
    while above is not None and above not in seen:
        if above == str(activity.id):
            detail = Text(
                "Sebuah kegiatan tidak dapat menjadi bagian dari dirinya.",
                "An activity is no part of itself.",
            )
            return [FieldError("/parent_id", "circle", detail)]
        seen.add(above)
        parent = await rows.find(session, actor, Activity, activity.forum_id, UUID(above))
        above = str(parent.parent_id) if parent is not None and parent.parent_id is not None else None
    return []
