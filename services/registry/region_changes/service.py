"""The act of recording a change of region codes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.feed import outbox
from services.kit.language import Text
from services.kit.partial_dates import earliest_day
from services.kit.problems import FieldError, Invalid
from services.registry.region_changes import policy, queries
from services.registry.region_changes.models import RegionChange
from services.registry.region_changes.problems import DecreeRecordedOtherwise, RegionChangeConflict
from services.registry.region_changes.rules import CONFLICTS, Proposal, is_province
from services.registry.regions import queries as regions
from services.registry.regions.documents import ENTITY, document
from services.registry.regions.models import Region


async def record(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> dict[str, Any]:
    """Record a decree's change of codes in this simpul; the change. Each region touched gets a new version.

    Members, border pairs and all else that names an ended code keep it: what was stays true.
    """
    policy.require_record(actor)
    decree, effective_on = values["decree"], values["effective_on"]
    held = await regions.lock_all(session, actor)
    proposal = Proposal(held, effective_on, values["changes"], values["created"], values["renamed"])
    _require_right(proposal)
    await _require_same_decree(session, actor, decree)
    said = {**decree, "effective_on": effective_on}
    touched = _apply(session, held, proposal, said)
    change = RegionChange(
        number=decree["number"],
        title=decree["title"],
        dated=decree["date"],
        source=decree["source"],
        mark=decree["mark"],
        effective_on=effective_on,
        changes=values["changes"],
        created=values["created"],
        renamed=values["renamed"],
        codes=[region.code for region in touched],
        recorded_by=actor.subject,
        recorded_at=clock.now(),
    )
    session.add(change)
    # A region is told in the feed only once the database has taken it.
    await session.flush()
    feed = [outbox.Change(ENTITY, region.code, region.version, document(region)) for region in touched]
    await outbox.record(session, *feed)
    return await queries.render(session, change.id)


def _require_right(proposal: Proposal) -> None:
    errors = list(proposal.errors())
    if proposal.renamed and earliest_day(proposal.effective_on) > clock.today():
        detail = Text(
            "Nama baru dicatat setelah berlaku; sekarang belum.",
            "A new name is recorded once it holds; it does not yet.",
        )
        errors.append(FieldError("/effective_on", "in-the-future", detail))
    if not errors:
        return
    if all(error.code in CONFLICTS for error in errors):
        raise RegionChangeConflict(errors[0].detail, errors=errors)
    raise Invalid(errors[0].detail, errors=errors)


async def _require_same_decree(session: AsyncSession, actor: Actor, decree: Mapping[str, Any]) -> None:
    earlier = await queries.first_of(session, actor, decree["number"])
    if earlier is None:
        return
    on_record = {"title": earlier.title, "date": earlier.dated}
    if differing := [field for field, value in on_record.items() if decree[field] != value]:
        raise DecreeRecordedOtherwise(decree["number"], differing)


def _apply(
    session: AsyncSession, held: Mapping[str, Region], proposal: Proposal, decree: Mapping[str, Any]
) -> list[Region]:
    """Make, end and rename; the regions touched, by code."""
    made: dict[str, Region] = {row["code"]: _region(row, decree) for row in proposal.created}
    every: dict[str, Region] = {**held, **made}
    touched: dict[str, Region] = dict(made)

    def touch(code: str) -> Region:
        region: Region = touched.setdefault(code, every[code])
        if decree["number"] not in region.decrees:
            region.decrees = [*region.decrees, decree["number"]]
        return region

    def succeed(code: str, successor: str) -> None:
        before, after = touch(code), touch(successor)
        before.successors = sorted({*before.successors, successor})
        after.predecessors = sorted({*after.predecessors, code})

    for change in proposal.changes:
        region = touch(change["code"])
        region.valid_to, region.decree = decree["effective_on"], dict(decree)
        for successor in change["successors"]:
            succeed(region.code, successor)
    for row in proposal.created:
        for mother in row["carved_from"]:
            succeed(mother, row["code"])
    for renaming in proposal.renamed:
        region = touch(renaming["code"])
        former = {"name": region.name, "until": decree["effective_on"], "decree": decree["number"]}
        region.former_names = [*region.former_names, former]
        region.name, region.decree = renaming["name"], dict(decree)
    for code, region in touched.items():
        if code not in made:
            region.version += 1
    # Provinces first, for the others refer to theirs.
    session.add_all(made[code] for code in sorted(made, key=lambda code: (len(code), code)))
    return [touched[code] for code in sorted(touched)]


def _region(row: Mapping[str, Any], decree: Mapping[str, Any]) -> Region:
    code = row["code"]
    in_decree = {"document": decree["number"], "title": decree["title"], "locator": None}
    return Region(
        code=code,
        name=row["name"],
        level=row["level"],
        province_code=None if is_province(code) else code[:2],
        autonomous=row["autonomous"],
        valid_from=decree["effective_on"],
        decree=dict(decree),
        decrees=[decree["number"]],
        source=decree["source"] or in_decree,
        inferred=[],
        mark=decree["mark"],
    )
