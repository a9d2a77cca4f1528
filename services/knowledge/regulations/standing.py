"""What stands between works: relations read into facts, and the days that follow kept with each work."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.knowledge.citations import keys_for
from services.knowledge.regulations import queries
from services.knowledge.regulations.documents import render
from services.knowledge.regulations.models import Regulation, RegulationRelation
from services.knowledge.regulations.terms import DRAFTS, label
from services.knowledge.regulations.validity import Ending, Facts, settle


async def settle_anew(session: AsyncSession, actor: Actor, regulation: Regulation) -> None:
    """Keep with a locked work what follows from its own record and its relations, and its document."""
    await session.flush()
    relations = await queries.relations_of(session, actor, regulation.slug)
    against = [one for one in relations if one.to_slug == regulation.slug]
    doers = await queries.among(session, actor, {one.from_slug for one in against})
    validity = settle(facts_of(regulation, against, doers))
    regulation.not_before = validity.not_before
    regulation.surely_from = validity.surely_from
    regulation.doubtful_from = validity.doubtful_from
    regulation.over_from = validity.over_from
    regulation.validity = validity.model_dump(mode="json")
    regulation.keys = keys_for(regulation.type, regulation.numbers, regulation.year)
    regulation.document = render(simpul_of(session), regulation, relations)
    await session.flush()


def facts_of(
    regulation: Regulation, against: Iterable[RegulationRelation], doers: Mapping[str, Regulation]
) -> Facts:
    """What is on record of a work's force; `against` is what other works did to it."""
    done: dict[str, list[Ending]] = {"mencabut": [], "mencabut_sebagian": [], "mengubah": []}
    for relation in against:
        doer = doers.get(relation.from_slug)
        # A draft does nothing yet.
        if relation.kind in done and not (doer is not None and doer.type in DRAFTS):
            done[relation.kind].append(_ending(relation, doer))
    return Facts.model_validate(
        {
            "is_draft": regulation.type in DRAFTS,
            "year": regulation.year,
            "enacted_on": regulation.enacted_on,
            "promulgated_on": regulation.promulgated_on,
            "in_force_from": regulation.in_force_from,
            "in_force_to": regulation.in_force_to,
            "unverified_from": regulation.unverified_from,
            "mark": regulation.validity_mark,
            "repeals": done["mencabut"],
            "repealed_in_part": done["mencabut_sebagian"],
            "amended": done["mengubah"],
        }
    )


def _ending(relation: RegulationRelation, doer: Regulation | None) -> Ending:
    values: dict[str, Any] = {"article": relation.article, "on": relation.effective_on, "mark": relation.mark}
    if doer is None:
        return Ending(label=relation.from_slug, **values)
    return Ending(
        label=label(doer.type, doer.numbers, doer.year, doer.title),
        year=doer.year,
        enacted_on=doer.enacted_on,
        **values | {"on": relation.effective_on or doer.promulgated_on},
    )
