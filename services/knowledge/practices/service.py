"""What a practice may say, and acts on endorsements."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.directory import queries as directory
from services.knowledge.editing import policy
from services.knowledge.editing import service as editing
from services.knowledge.editing.citing import cites
from services.knowledge.editing.judging import located, required, unknown_forum
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Item
from services.knowledge.practices import queries
from services.knowledge.practices.models import Endorsement
from services.knowledge.practices.problems import EndorsementNotFound, EndorsementTaken
from services.knowledge.reference.judging import REGION, unknown_codes
from services.knowledge.reference.queries import urusan_of

# What counts how much where two practices share it: a sector says more than the aspect it is filed under.
WEIGHTS = {"sector": 0.4, "urusan": 0.2, "dimension": 0.2, "region": 0.15, "network_type": 0.05}


async def judge(session: AsyncSession, actor: Actor, content: Mapping[str, Any]) -> None:
    """Codes of the vocabularies and of regions, and the forum in the directory."""
    asked = [(f"/sectors/{i}", "sector", code) for i, code in enumerate(content["sectors"])]
    asked += [
        (f"/network_types/{i}", "network_type", code) for i, code in enumerate(content["network_types"])
    ]
    asked += [(f"/regions/{i}", REGION, code) for i, code in enumerate(content["regions"])]
    asked += [("/dimension", "aspect", content["dimension"]), ("/evidence", "evidence", content["evidence"])]
    errors = await unknown_codes(session, asked)
    errors += await unknown_forum(session, content["forum_slug"])
    if errors:
        raise Invalid(errors=errors)


def missing(content: Mapping[str, Any]) -> Sequence[FieldError]:
    """What a review needs: the template filled, its sectors, and on what it rests."""
    return required(content, "problem", "approach", "result", "lessons", "dimension", "sectors", "evidence")


async def extras(session: AsyncSession, item: Item, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is computed or said by others."""
    return {
        "urusan": await urusan_of(session, content["sectors"]),
        "forum_regions": await directory.regions_of(session, item.forum_slug),
        "cites": await cites(session, [content[name] for name in ("problem", "approach", "result")]),
        "useful_to": await queries.endorsers(session, item.id),
    }


def tags(document: Mapping[str, Any]) -> list[str]:
    """What lists filter by."""
    return [
        *(f"sector:{code}" for code in document["sectors"]),
        *(f"urusan:{code}" for code in document["urusan"]),
        *(f"network_type:{code}" for code in document["network_types"]),
        *(f"useful_to:{slug}" for slug in document["useful_to"]),
        *(f"region:{code}" for code in located(document["regions"], document["forum_regions"])),
        *(
            f"{name}:{document[field]}"
            for name, field in (
                ("dimension", "dimension"),
                ("evidence", "evidence"),
                ("country", "country"),
                ("forum", "forum_slug"),
            )
            if document[field] is not None
        ),
    ]


async def endorse(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, forum_slug: str | None, note: str | None
) -> Endorsement:
    """A forum says that a published practice is useful to it: once each."""
    speaker = policy.forum_of(actor, forum_slug)
    if speaker is None:
        detail = Text("Sebutkan forumnya.", "Name the forum.")
        raise Invalid(errors=[FieldError("/forum_slug", "required", detail)])
    if errors := await unknown_forum(session, speaker):
        raise Invalid(errors=errors)
    await editing.require_published(session, item)
    if speaker == item.forum_slug:
        detail = Text("Praktik forum itu sendiri.", "The forum's own practice.")
        raise Invalid(errors=[FieldError("/forum_slug", "own-practice", detail)])
    if speaker in await queries.endorsers(session, item.id):
        raise EndorsementTaken()
    endorsement = Endorsement(
        item_id=item.id,
        forum_slug=speaker,
        note=note,
        endorsed_by=actor.subject,
        endorsed_at=clock.now(),
    )
    session.add(endorsement)
    await editing.refresh(session, actor, kind, item, act="endorse", why=note)
    return endorsement


async def take_back(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, endorsement: Endorsement
) -> None:
    """Say so no longer."""
    policy.forum_of(actor, endorsement.forum_slug)
    await session.delete(endorsement)
    await editing.refresh(session, actor, kind, item, act="take_back_endorsement", why=None)


async def require_endorsement(
    session: AsyncSession, actor: Actor, item: Item, endorsement_id: UUID
) -> Endorsement:
    """An endorsement of this practice."""
    found = await queries.find(session, actor, item.id, endorsement_id)
    if found is None:
        raise EndorsementNotFound()
    return found
