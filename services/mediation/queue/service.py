"""Who works a case: claims, assignments, handovers. Each locks the case first, so of two claims one wins."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Forbidden, Invalid, Problem
from services.mediation.cases import service as cases
from services.mediation.cases.problems import ActRefused, CaseNotFound, CaseTaken, unknown
from services.mediation.cases.service import Held
from services.mediation.officers import service as officers
from services.mediation.proceedings import service as proceedings
from services.mediation.queue import queries
from services.mediation.queue.models import SavedView
from services.mediation.queue.problems import ViewNotFound
from services.mediation.queue.schemas import QueueFilters
from services.mediation.reference import queries as reference
from services.mediation.trail.service import Head


async def claim(session: AsyncSession, actor: Actor, held: Held, *, claiming: bool) -> Head | None:
    """Take an unassigned case. None where the claimant holds it already; `CaseTaken` where another does."""
    case = held.case
    if case.assignee == actor.subject:
        return None
    if case.assignee is not None:
        since = "" if case.assigned_at is None else f"{case.assigned_at:%Y-%m-%dT%H:%M:%SZ}"
        raise CaseTaken(case.assignee, since)
    cases.require_part(held, "claim")
    if not claiming:
        raise Forbidden(Text("Perkara dibagikan oleh koordinator.", "Cases are assigned by the coordinator."))
    cases.require_possible(held, "claim")
    case.assignee, case.assigned_at = actor.subject, clock.now()
    await officers.meet(session, actor)
    return await proceedings.conclude(session, actor, held, "claim", refs={"assignee": actor.subject})


async def assign(
    session: AsyncSession, actor: Actor, held: Held, *, assignee: str, disposition: str | None
) -> Head:
    """Assign a case by the coordinator's disposisi, to whoever holds it now too."""
    cases.require_possible(held, "assignment")
    await officers.require_assignable(session, assignee)
    case = held.case
    before = case.assignee
    case.assignee, case.assigned_at, case.disposition = assignee, clock.now(), disposition
    return await proceedings.conclude(
        session,
        actor,
        held,
        "assignment",
        refs={"assignee": assignee, "before": before or "-"},
        content={"disposition": disposition},
    )


async def hand_over(session: AsyncSession, actor: Actor, held: Held, *, assignee: str, reason: str) -> Head:
    """Give a case to another officer, with the reason."""
    cases.require_possible(held, "handover")
    await officers.require_assignable(session, assignee)
    case = held.case
    before = case.assignee
    case.assignee, case.assigned_at = assignee, clock.now()
    return await proceedings.conclude(
        session,
        actor,
        held,
        "handover",
        refs={"assignee": assignee, "before": before or "-"},
        content={"reason": reason},
    )


async def assign_each(
    session: AsyncSession,
    actor: Actor,
    case_ids: Sequence[UUID],
    *,
    assignee: str,
    disposition: str | None,
) -> list[tuple[UUID, Head | Problem]]:
    """Assign several cases; each row's receipt, or the problem that stood in its way.

    Cases are locked in the order of their ids, so that two such calls cannot wait for each other.
    """
    await officers.require_assignable(session, assignee)
    results: dict[UUID, Head | Problem] = {}
    for case_id in sorted(case_ids):
        try:
            held = await cases.require_held(session, actor, str(case_id), "assignment")
            results[case_id] = await assign(session, actor, held, assignee=assignee, disposition=disposition)
        except (CaseNotFound, ActRefused, Forbidden) as problem:
            results[case_id] = problem
    return [(case_id, results[case_id]) for case_id in case_ids]


async def take_over(
    session: AsyncSession, actor: Actor, *, absent: str, assignee: str, reason: str
) -> list[UUID]:
    """Give every unfinished case of an absent officer to another, in one act."""
    await officers.require_assignable(session, assignee)
    if assignee == absent:
        detail = Text("Harus petugas lain.", "Must be another officer.")
        raise Invalid(errors=[FieldError("/assignee", "same-officer", detail)])
    moved = []
    for case_id in await queries.held_by(session, actor, absent):
        held = await cases.lock(session, actor, str(case_id))
        # It may have changed hands between the two reads.
        if held.case.assignee == absent:
            await hand_over(session, actor, held, assignee=assignee, reason=reason)
            moved.append(case_id)
    return moved


async def unknown_filters(session: AsyncSession, filters: QueueFilters, at: str) -> list[FieldError]:
    """What a question names that is nowhere, by pointers below `at`: it would be answered by nothing."""
    errors = []
    if filters.category and not await reference.existing_categories(session, [filters.category]):
        errors.append(unknown(f"{at}/category", Text("Bukan kode isu atau sektor.", "No code of an issue.")))
    if filters.forum and not await reference.forums(session, {filters.forum}):
        errors.append(
            unknown(f"{at}/forum", Text("Tidak ada forum ini di simpul.", "There is no such forum."))
        )
    return errors


async def keep_view(
    session: AsyncSession, actor: Actor, *, name: str, filters: Mapping[str, Any]
) -> SavedView:
    """Keep a question under a name of the caller's own."""
    at = clock.now()
    view = SavedView(subject=actor.subject, name=name, filters=dict(filters), created_at=at, updated_at=at)
    session.add(view)
    # A name that is there already is told by its constraint.
    await session.flush()
    return view


async def change_view(
    session: AsyncSession,
    view: SavedView,
    *,
    name: str,
    filters: Mapping[str, Any],
    require_version: Callable[[int], None],
) -> None:
    """Replace a kept question."""
    require_version(view.version)
    view.name, view.filters = name, dict(filters)
    view.version += 1
    view.updated_at = clock.now()
    await session.flush()


async def forget_view(
    session: AsyncSession, view: SavedView, *, require_version: Callable[[int], None]
) -> None:
    """Delete a kept question."""
    require_version(view.version)
    await session.delete(view)


async def require_view(session: AsyncSession, actor: Actor, view_id: UUID) -> SavedView:
    """A kept question of the caller, locked; `ViewNotFound` for any other."""
    view = await queries.lock_view(session, actor, view_id)
    if view is None:
        raise ViewNotFound()
    return view
