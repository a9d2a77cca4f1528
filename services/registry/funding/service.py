"""What money may say, judged against the register, and the summary of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums import policy
from services.registry.forums import service as forums
from services.registry.forums.models import Commitment, Forum, Funding, Instrument
from services.registry.funding import queries, sharing, summary
from services.registry.rows.judging import code_of, refuse, unknown_codes, unknown_regions, unknown_row


async def judge_funding(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], funding: Funding | None
) -> Mapping[str, Any]:
    """Source, regions and sums of a source of money; amounts follow from percents where none are told."""
    shares = values["shares"]
    if values["amount_idr"] is not None and sharing.is_by_percent(shares):
        are_untold = all(share["amount_idr"] is None for share in shares)
        # A new whole under unchanged percents: the parts told before no longer hold.
        is_new_whole = (
            funding is not None and shares == funding.shares and values["amount_idr"] != funding.amount_idr
        )
        if are_untold or is_new_whole:
            shares = _apportioned(values["amount_idr"], shares)
    errors = await unknown_codes(session, actor, code_of(values, {"source": "funding_source"}))
    errors += await unknown_regions(
        session, actor, [(f"/shares/{i}/region_code", share["region_code"]) for i, share in enumerate(shares)]
    )
    errors += await unknown_row(session, actor, forum, "/instrument_id", Instrument, values["instrument_id"])
    errors += sharing.errors_in(values["amount_idr"], shares)
    errors += _untold(values)
    refuse(errors)
    return {**values, "shares": shares}


async def judge_commitment(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    values: Mapping[str, Any],
    commitment: Commitment | None,
) -> Mapping[str, Any]:
    """Region, source and instrument of a commitment."""
    errors = await unknown_regions(session, actor, [("/region_code", values["region_code"])])
    errors += await unknown_row(session, actor, forum, "/funding_id", Funding, values["funding_id"])
    errors += await unknown_row(session, actor, forum, "/instrument_id", Instrument, values["instrument_id"])
    refuse(errors)
    return values


async def set_limit(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    *,
    percent: Decimal | None,
    require_version: forums.RequireVersion,
    reason: str | None,
) -> dict[str, Any]:
    """Set how much of a year's money one source may carry before the summary warns."""
    policy.require_amend(actor, forum.slug)
    require_version(forum.version)
    old, new = _number(forum.share_limit_percent), _number(percent)
    forum.share_limit_percent = percent
    return await forums.record_next(session, actor, forum, {"share_limit_percent": (old, new)}, why=reason)


async def summarise(
    session: AsyncSession, actor: Actor, forum: Forum, *, first: int | None, last: int | None
) -> tuple[list[dict[str, Any]], list[tuple[dict[str, Any], Text]]]:
    """Money by year, and where one source carries more than the forum's limit, with the reason."""
    sums = await queries.sums_by_source(session, actor, forum.id, first=first, last=last)
    commitments = await queries.commitments_by_year(session, actor, forum.id, first=first, last=last)
    years = summary.by_year(sums, commitments)
    limit = forum.share_limit_percent
    warnings = []
    for year, source, percent in summary.concentrations(years, limit):
        when = (f"pada {year}", f"of {year}") if year else ("tanpa tahun", "without a year")
        reason = Text(
            f"Sumber {source} menanggung {percent} % dana {when[0]}; batas forum ini {limit} %.",
            f"Source {source} carries {percent} % of the money {when[1]}; this forum's limit is {limit} %.",
        )
        warning = {"code": "ketergantungan-sumber", "year": year, "source": source, "percent": percent}
        warnings.append((warning | {"limit_percent": limit}, reason))
    return years, warnings


def _apportioned(total: int, shares: list[dict[str, Any]]) -> list[dict[str, Any]]:
    percents = [sharing.decimal_of(share["percent"]) for share in shares]
    return sharing.with_amounts(total, shares) if sum(percents) == sharing.HUNDRED else shares


def _untold(values: Mapping[str, Any]) -> list[FieldError]:
    """A donor is named where there is one: only a donor's or sponsor's money has a donor or sponsor."""
    errors = []
    for field in ("donor", "sponsor"):
        if values[field] is not None and values["source"] != field:
            detail = Text(
                f"Hanya sumber `{field}` yang menyebut {field}.", f"Only a source `{field}` names a {field}."
            )
            errors.append(FieldError(f"/{field}", "other-source", detail))
    return errors


def _number(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent)
