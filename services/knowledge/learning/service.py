"""What an offer may say, and acts on enrolments: each has the offer locked, so seats are given once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.editing import policy
from services.knowledge.editing import service as editing
from services.knowledge.editing.judging import located, required, unknown_forum
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Item
from services.knowledge.learning import queries, rules
from services.knowledge.learning.models import Enrolment
from services.knowledge.learning.problems import (
    EnrolmentActRefused,
    EnrolmentClosed,
    EnrolmentNotFound,
    EnrolmentTaken,
)
from services.knowledge.reference.judging import REGION, unknown_codes
from services.knowledge.reference.queries import urusan_of

# What counts how much where a need and an offer share it.
WEIGHTS = {"sector": 0.35, "urusan": 0.3, "challenge": 0.25, "region": 0.1}


async def judge(session: AsyncSession, actor: Actor, content: Mapping[str, Any]) -> None:
    """Codes of the vocabularies and of regions, the forum in the directory, days in their order."""
    asked = [("/type", "learning_type", content["type"])]
    asked += [(f"/sectors/{i}", "sector", code) for i, code in enumerate(content["sectors"])]
    asked += [(f"/challenges/{i}", "challenge", code) for i, code in enumerate(content["challenges"])]
    asked += [(f"/regions/{i}", REGION, code) for i, code in enumerate(content["regions"])]
    errors = await unknown_codes(session, asked)
    errors += await unknown_forum(session, content["forum_slug"])
    errors += rules.errors_in(content)
    if errors:
        raise Invalid(errors=errors)


def missing(content: Mapping[str, Any]) -> Sequence[FieldError]:
    """What a review needs: what it is, for whom, when and how to ask."""
    fields = ["summary", "sectors", "contact"]
    if content["type"] != rules.EXPERT:
        fields.append("starts_on")
        if not content["is_online"]:
            fields.append("place")
    return required(content, *fields)


async def extras(session: AsyncSession, item: Item, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its affairs of government, and its seats."""
    taken = await queries.seats(session, item.id)
    capacity = content["capacity"]
    return {
        "urusan": await urusan_of(session, content["sectors"]),
        "enrolled": taken[rules.ENROLLED],
        "waiting": taken[rules.WAITING],
        "seats_left": None if capacity is None else max(0, capacity - taken[rules.ENROLLED]),
    }


def tags(document: Mapping[str, Any]) -> list[str]:
    """What lists filter by."""
    return [
        f"type:{document['type']}",
        f"online:{'true' if document['is_online'] else 'false'}",
        *(f"sector:{code}" for code in document["sectors"]),
        *(f"urusan:{code}" for code in document["urusan"]),
        *(f"challenge:{code}" for code in document["challenges"]),
        *(f"region:{code}" for code in located(document["regions"])),
        *([f"forum:{document['forum_slug']}"] if document["forum_slug"] else []),
    ]


async def enrol(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    *,
    forum_slug: str | None,
    participants: int,
    offices: Sequence[str],
    note: str | None,
) -> Enrolment:
    """Enrol a forum in a published offer; where seats are short it waits."""
    speaker = policy.forum_of(actor, forum_slug)
    if speaker is None:
        detail = Text("Sebutkan forumnya.", "Name the forum.")
        raise Invalid(errors=[FieldError("/forum_slug", "required", detail)])
    if errors := await unknown_forum(session, speaker):
        raise Invalid(errors=errors)
    shown = (await editing.require_published(session, item)).document
    if not rules.is_open(shown, clock.today().isoformat()):
        raise EnrolmentClosed()
    if await queries.standing(session, item.id, speaker) is not None:
        raise EnrolmentTaken()
    if shown["capacity"] is not None and participants > shown["capacity"]:
        detail = Text(
            f"Lebih banyak daripada seluruh tempat: {shown['capacity']}.",
            f"More than there are seats at all: {shown['capacity']}.",
        )
        raise Invalid(errors=[FieldError("/participants", "more-than-seats", detail)])
    taken = await queries.seats(session, item.id)
    now = clock.now()
    enrolment = Enrolment(
        item_id=item.id,
        forum_slug=speaker,
        # Nobody overtakes those who wait.
        state=rules.WAITING
        if taken[rules.WAITING]
        else rules.state_of(shown["capacity"], taken[rules.ENROLLED], participants),
        participants=participants,
        offices=list(offices),
        note=note,
        enrolled_by=actor.subject,
        enrolled_at=now,
        updated_at=now,
    )
    session.add(enrolment)
    await editing.refresh(session, actor, kind, item, act="enrol", why=None)
    return enrolment


async def cancel(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, enrolment: Enrolment
) -> Enrolment:
    """Give the seats back: to those who wait, in the order in which they came."""
    if not policy.works_on(actor, item):
        policy.forum_of(actor, enrolment.forum_slug)
    if enrolment.state == rules.CANCELLED:
        raise EnrolmentActRefused(Text("Sudah dibatalkan.", "It is cancelled already."))
    if enrolment.attended is not None:
        raise EnrolmentActRefused(Text("Kehadiran sudah dicatat.", "Attendance is on record."))
    _change(enrolment).state = rules.CANCELLED
    copy = await editing.published_copy(session, item)
    if copy is not None:
        await _move_up(session, item, copy.content["capacity"])
    await editing.refresh(session, actor, kind, item, act="cancel_enrolment", why=None)
    return enrolment


async def move_up(session: AsyncSession, item: Item) -> None:
    """Give what seats there are, by what the offer says now, to those who wait."""
    await _move_up(session, item, item.content["capacity"])


async def _move_up(session: AsyncSession, item: Item, capacity: int | None) -> None:
    """In the order in which they came; nobody behind overtakes."""
    await session.flush()
    taken = (await queries.seats(session, item.id))[rules.ENROLLED]
    for next_in_line in await queries.waiting(session, item.id):
        if rules.state_of(capacity, taken, next_in_line.participants) == rules.WAITING:
            break
        _change(next_in_line).state = rules.ENROLLED
        taken += next_in_line.participants
    # What is rendered next counts them.
    await session.flush()


async def attend(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, enrolment: Enrolment, *, attended: int
) -> Enrolment:
    """Record how many came: who offers it, from its first day on."""
    policy.require_work(actor, item)
    starts = item.content["starts_on"]
    if starts is not None and starts > clock.today().isoformat():
        raise EnrolmentActRefused(Text(f"Baru dimulai {starts}.", f"It starts on {starts}."))
    if enrolment.state != rules.ENROLLED:
        raise EnrolmentActRefused(Text("Forum ini tidak terdaftar.", "The forum is not enrolled."))
    if attended > enrolment.participants:
        detail = Text("Lebih banyak daripada yang terdaftar.", "More than were enrolled.")
        raise Invalid(errors=[FieldError("/attended", "more-than-enrolled", detail)])
    _change(enrolment).attended = attended
    await editing.record(session, actor, kind, editing.following(item), act="attend", why=None)
    return enrolment


async def evaluate(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    enrolment: Enrolment,
    *,
    score: int,
    comment: str | None,
) -> Enrolment:
    """Say once what it was worth: the forum that came."""
    policy.forum_of(actor, enrolment.forum_slug)
    if not enrolment.attended:
        raise EnrolmentActRefused(
            Text("Kehadiran forum ini belum dicatat.", "This forum's attendance is not on record yet.")
        )
    if enrolment.evaluation is not None:
        raise EnrolmentActRefused(Text("Sudah dinilai.", "It was evaluated already."))
    said = {"score": score, "comment": comment, "at": clock.now().isoformat()}
    _change(enrolment).evaluation = said
    await editing.record(session, actor, kind, editing.following(item), act="evaluate", why=None)
    return enrolment


async def require_enrolment(session: AsyncSession, actor: Actor, item: Item, enrolment_id: UUID) -> Enrolment:
    """An enrolment that is there for this actor."""
    found = await queries.find(
        session,
        actor,
        item.id,
        enrolment_id,
        offers=policy.keeps(actor, item),
        forums=policy.forums_of(actor),
    )
    if found is None:
        raise EnrolmentNotFound()
    return found


def _change(enrolment: Enrolment) -> Enrolment:
    enrolment.version += 1
    enrolment.updated_at = clock.now()
    return enrolment
