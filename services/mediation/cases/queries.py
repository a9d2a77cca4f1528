"""Every SELECT on cases. Each one starts from `visible_to`, so none can forget who is asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, Text, false, func, or_, select, true, tuple_, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.kit.ids import as_id
from services.mediation import roles
from services.mediation.cases.codes import DISPUTANTS
from services.mediation.cases.models import (
    AccessCode,
    Case,
    CaseCounter,
    Clock,
    Engagement,
    Issue,
    Letter,
    NonWorkingDay,
    Party,
    Referral,
    Representative,
)
from services.mediation.cases.progress import Progress, progress_of
from services.mediation.reference import queries as reference
from services.mediation.trail.models import TrailEntry

Below = TypeVar("Below", Party, Representative, Issue, Clock, Referral)


def visible_to(actor: Actor) -> Select[Case]:
    """Cases that are there for this actor: the office's, its own as a party, those it mediates, and for a
    governor's office or the Ministry those that fall to it.
    """
    statement = select(Case)
    seen: list[ColumnElement[bool]] = [false()]
    if roles.is_office(actor):
        provinces = actor.bound_to("province")
        seen.append(lies_in(list(provinces)) if provinces else true())
    if actor.has_role("forum"):
        own = list(actor.bound_to("forum"))
        party = select(col(Party.case_id)).where(col(Party.forum).in_(own))
        stands, left = party.where(col(Party.left_on).is_(None)), party.where(col(Party.left_on).is_not(None))
        # Who left is told no more, though the case came through it.
        through = col(Case.forum).in_(own) & col(Case.id).not_in(left)
        seen.append(or_(through, col(Case.id).in_(stands)))
    if actor.has_role("party"):
        seen.append(col(Case.id).in_(_by_access_code(actor)))
    if roles.is_mediator(actor):
        seen.append(col(Case.mediator_subject) == actor.subject)
    if actor.has_role("gwpp"):
        seen.append(lies_in(list(actor.bound_to("province"))) & (col(Case.state) != "dipesan"))
    if actor.has_role("ministry"):
        seen.append(col(Case.state) != "dipesan")
    if roles.is_auditor(actor):
        seen.append(true())
    return statement.where(or_(*seen))


def spoken_for(actor: Actor) -> Select[Any]:
    """Ids of the standing parties for which an actor speaks, or whose confidences it reads."""
    joined = select(col(Party.id)).join(Case, col(Case.id) == col(Party.case_id))
    seen: list[ColumnElement[bool]] = [false()]
    if actor.has_role("forum") and roles.is_party(actor):
        own = list(actor.bound_to("forum"))
        # Who has no access of their own comes through the forum that filed.
        through = col(Party.forum).is_(None) & (col(Party.role) == "pemohon") & col(Case.forum).in_(own)
        seen.append(or_(col(Party.forum).in_(own), through))
    if actor.has_role("party"):
        bound = [found for value in actor.bound_to("party") if (found := as_id(value)) is not None]
        seen.append(col(Party.id).in_(bound))
    return joined.where(col(Party.left_on).is_(None), or_(*seen)).correlate(None)


def disputed_by(actor: Actor) -> Select[Any]:
    """Ids of the cases in which an actor speaks for one of those between whom the dispute is."""
    statement = select(col(Party.case_id)).where(
        col(Party.id).in_(spoken_for(actor)), col(Party.role).in_(DISPUTANTS)
    )
    return statement.correlate(None)


def mediated_by(actor: Actor) -> Select[Any]:
    """Ids of the cases that an actor mediates by appointment: one only proposed is told no confidences."""
    statement = select(col(Engagement.case_id)).where(
        col(Engagement.state) == "ditunjuk", col(Engagement.subject) == actor.subject
    )
    return statement if roles.is_mediator(actor) else statement.where(false())


def confided_to(
    actor: Actor, case_id: InstrumentedAttribute[UUID], at: InstrumentedAttribute[datetime]
) -> ColumnElement[bool]:
    """Rows that were told at a moment to whoever mediates the case, where that is this actor.

    It is the mediator appointed then, or the next: who follows another is told nothing of before.
    """
    told_another = select(col(Engagement.id)).where(
        col(Engagement.case_id) == case_id,
        col(Engagement.appointed_at).is_not(None),
        col(Engagement.ended_at) >= at,
        col(Engagement.subject).is_distinct_from(actor.subject),
    )
    held: ColumnElement[bool] = case_id.in_(mediated_by(actor)) & ~told_another.exists()
    return held


def seen_by(actor: Actor) -> Select[Any]:
    """Ids of the cases that are there for an actor."""
    return visible_to(actor).with_only_columns(col(Case.id)).correlate(None)


def _by_access_code(actor: Actor) -> Select[UUID]:
    """The one case of a party that came by a code: which holds now, whatever held when it was exchanged."""
    codes, parties = (
        [found for value in actor.bound_to(kind) if (found := as_id(value)) is not None]
        for kind in ("access", "party")
    )
    return (
        select(col(AccessCode.case_id))
        .join(Party, col(Party.id) == col(AccessCode.party_id))
        .where(
            col(AccessCode.id).in_(codes),
            col(AccessCode.party_id).in_(parties),
            col(AccessCode.revoked_at).is_(None),
            col(AccessCode.expires_at) > clock.now(),
            col(Party.left_on).is_(None),
        )
    )


def lies_in(provinces: list[str] | ColumnElement[Any]) -> ColumnElement[bool]:
    """Cases of which a party lies in one of these provinces."""
    overlaps: ColumnElement[bool] = type_coerce(col(Case.provinces), ARRAY(Text)).overlap(provinces)
    return overlaps


def everything() -> Select[Case]:
    """All cases, for what holds whoever may see it."""
    return select(Case)


def refers_to(reference: str) -> ColumnElement[bool]:
    """Cases by id, or by number as it stands in a path (`MED-KABKOTA-2026-0001`)."""
    case_id = as_id(reference)
    if case_id is not None:
        return col(Case.id) == case_id
    return col(Case.number) == reference.replace("-", "/")


async def find(session: AsyncSession, actor: Actor, reference: str) -> Case | None:
    """One case; None if it is not there for this actor."""
    return (await session.scalars(visible_to(actor).where(refers_to(reference)))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, reference: str) -> Case | None:
    """The case, locked until the transaction ends; None if it is not there for this actor."""
    statement = visible_to(actor).where(refers_to(reference)).with_for_update(of=Case)
    return (await session.scalars(statement)).one_or_none()


@dataclass(slots=True)
class Contents:
    """A case's rows, read once."""

    parties: list[Party]
    representatives: list[Representative]
    issues: list[Issue]
    clocks: list[Clock]
    # Every edition of every dossier, the oldest first.
    referrals: list[Referral]
    progress: Progress


async def contents(session: AsyncSession, case_id: UUID) -> Contents:
    """What lies below a case and is part of its document."""
    return (await contents_of(session, [case_id]))[case_id]


async def contents_of(session: AsyncSession, case_ids: Sequence[UUID]) -> dict[UUID, Contents]:
    """The same of several cases, in as many statements as of one.

    Parties in the order they joined, representatives in that they were named; of the clocks those that have
    not stopped, suspended ones too, what is due first first; dossiers by edition.
    """
    come = await progress_of(session, case_ids)
    found = {case_id: Contents([], [], [], [], [], come[case_id]) for case_id in case_ids}
    for party in await session.scalars(_below(Party, case_ids).order_by(col(Party.id))):
        found[party.case_id].parties.append(party)
    for one in await session.scalars(_below(Representative, case_ids).order_by(col(Representative.id))):
        found[one.case_id].representatives.append(one)
    for issue in await session.scalars(_below(Issue, case_ids).order_by(col(Issue.position))):
        found[issue.case_id].issues.append(issue)
    for running in await _running_clocks(session, case_ids):
        found[running.case_id].clocks.append(running)
    for referral in await session.scalars(_below(Referral, case_ids).order_by(col(Referral.edition))):
        found[referral.case_id].referrals.append(referral)
    return found


async def running_clocks(session: AsyncSession, case_id: UUID) -> list[Clock]:
    """The clocks of a case that have not stopped, suspended ones too; what is due first comes first."""
    return await _running_clocks(session, [case_id])


async def _running_clocks(session: AsyncSession, case_ids: Sequence[UUID]) -> list[Clock]:
    statement = _below(Clock, case_ids).where(col(Clock.stopped_at).is_(None))
    return list(await session.scalars(statement.order_by(col(Clock.due_at), col(Clock.id))))


def _below(table: type[Below], case_ids: Sequence[UUID]) -> Select[Below]:
    return select(table).where(col(table.case_id).in_(case_ids))


async def extra_days(session: AsyncSession) -> frozenset[date]:
    """The non-working days that this simpul's secretariat added."""
    return frozenset(await session.scalars(select(col(NonWorkingDay.day))))


def mediates(actor: Actor, case: Case) -> bool:
    """Whether an actor is the mediator of a case, proposed or appointed."""
    return actor.has_role("mediator") and case.mediator_subject == actor.subject


async def provinces_of_forums(session: AsyncSession, case: Case, standing: Sequence[Party]) -> set[str]:
    """The provinces in which members of the forums of a case lie."""
    slugs = {party.forum for party in standing if party.forum is not None} | {case.forum or ""}
    forums = await reference.forums(session, slugs)
    members = [member for forum in forums.values() for member in forum.members]
    return {member["region_code"][:2] for member in members if member["region_code"]}


async def standing(session: AsyncSession, case: Case, held: Contents) -> dict[str, Any]:
    """What an officer sees of the rows below a case without opening it."""
    ends = [
        one.valid_until
        for one in held.representatives
        if one.valid_until is not None and one.ended_on is None
    ]
    ahead = held.progress.next_session
    return {
        "authorities": sorted({issue.authority["body"] for issue in held.issues}),
        "clause": case.clause_status,
        "dprd_needed": held.progress.dprd_needed,
        "mediator_conflicted": held.progress.mediator_conflicted,
        "next_session": None if ahead is None else ahead.isoformat(),
        "power_until": min(ends).isoformat() if ends else None,
    } | await _standing_of_letters(session, case, {one.code for one in held.clocks})


async def _standing_of_letters(session: AsyncSession, case: Case, running: set[str]) -> dict[str, Any]:
    """The last letter out and in, and those whose answer is awaited within a limit that runs.

    None about a caucus: who reads this is not always who may know of it.
    """
    statement = select(Letter).where(
        col(Letter.case_id) == case.id,
        col(Letter.withdrawn_at).is_(None),
        ~col(Letter.internal),
        ~col(Letter.confided),
    )
    letters = list(await session.scalars(statement.order_by(col(Letter.id))))
    last = {one.direction: one for one in letters}
    return {
        "last_letter_out": _letter(last.get("keluar")),
        "last_letter_in": _letter(last.get("masuk")),
        "letters_unanswered": [
            _letter(one) for one in letters if one.awaits in running and one.answered_at is None
        ],
    }


def _letter(letter: Letter | None) -> dict[str, Any] | None:
    if letter is None:
        return None
    until = letter.awaits_reply_until
    return {
        "id": str(letter.id),
        "kind": letter.kind,
        "number": letter.number,
        "dated": letter.dated.isoformat(),
        "correspondent": letter.correspondent,
        "awaits_reply_until": until.isoformat() if until else None,
    }


async def next_number(session: AsyncSession, year: int) -> int:
    """The next number of a year. The counter stays locked, so that a rolled back one is given again."""
    statement = insert(CaseCounter).values(year=year, last=1)
    counted = statement.on_conflict_do_update(
        index_elements=["year"], set_={"last": col(CaseCounter.last) + 1}
    ).returning(col(CaseCounter.last))
    number: int = (await session.execute(counted)).scalar_one()
    return number


async def head(session: AsyncSession, case_id: UUID) -> tuple[int, bytes] | None:
    """The last row of a case's trail."""
    statement = (
        select(col(TrailEntry.seq), col(TrailEntry.hash))
        .where(col(TrailEntry.case_id) == case_id)
        .order_by(col(TrailEntry.seq).desc())
        .limit(1)
    )
    found = (await session.execute(statement)).one_or_none()
    return None if found is None else (found[0], bytes(found[1]))


async def heads(session: AsyncSession, case_ids: Sequence[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """The last row of each of these cases' trails."""
    statement = (
        select(col(TrailEntry.case_id), col(TrailEntry.seq), col(TrailEntry.hash))
        .ext(distinct_on(col(TrailEntry.case_id)))
        .where(col(TrailEntry.case_id).in_(case_ids))
        .order_by(col(TrailEntry.case_id), col(TrailEntry.seq).desc())
    )
    return {case_id: (seq, bytes(digest)) for case_id, seq, digest in await session.execute(statement)}


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    wanted: Sequence[ColumnElement[bool]],
    after: list[Any] | None,
    size: int,
) -> list[Case]:
    """Cases, newest first."""
    keys = (col(Case.created_at), col(Case.id))
    statement = visible_to(actor).where(*wanted)
    if after is not None:
        statement = statement.where(tuple_(*keys) < tuple_(datetime.fromisoformat(after[0]), UUID(after[1])))
    order = [key.desc() for key in keys]
    return list(await session.scalars(statement.order_by(*order).limit(size)))


def has_words(actor: Actor, text: str) -> ColumnElement[bool]:
    """Cases in whose number, title, summary, relief or parties each of these words stands.

    Who may oversee cases is not told by a match what it does not read: its words are those of the number.
    """
    if actor.has_role("gwpp", "ministry") and not roles.is_office(actor):
        number = col(Case.number) + " " + func.replace(col(Case.number), "/", " ")
        words = func.to_tsvector("simple", number)
        return words.op("@@")(func.websearch_to_tsquery("simple", text))
    return col(Case.words).op("@@")(func.websearch_to_tsquery("simple", text))
