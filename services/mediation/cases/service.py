"""The one door through which a case changes: lock it, act on it, record it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.feed import outbox
from services.kit.language import Text
from services.mediation.cases import policy, priority, queries, states
from services.mediation.cases.codes import DISPUTANTS, FINISHED
from services.mediation.cases.facts import Facts, facts_of
from services.mediation.cases.models import Case, Clock, Party
from services.mediation.cases.problems import ActRefused, CaseNotFound, NotTheirAct, PartyNotFound
from services.mediation.cases.queries import Contents
from services.mediation.roles import FILE, is_office
from services.mediation.trail import service as trail
from services.mediation.trail.service import Head

ENTITY = "case"


@dataclass(slots=True)
class Held:
    """A case locked for an act: what lies below it, and what the actor is in it."""

    case: Case
    contents: Contents
    part: str | None
    # The parties that stand and that the actor speaks for.
    own: list[Party]
    mediates: bool = False

    @property
    def standing(self) -> list[Party]:
        """The parties that did not leave."""
        return [party for party in self.contents.parties if party.left_on is None]

    @property
    def disputants(self) -> list[Party]:
        """Those between whom the dispute is."""
        return [party for party in self.standing if party.role in DISPUTANTS]

    def party(self, party_id: str) -> Party:
        """A party of this case that stands; `PartyNotFound` for any other."""
        for party in self.standing:
            if str(party.id) == party_id:
                return party
        raise PartyNotFound()


async def see(session: AsyncSession, actor: Actor, reference: str) -> Held:
    """A case to read; `CaseNotFound` where it is not there for this actor."""
    policy.require_read(actor)
    case = await queries.find(session, actor, reference)
    if case is None:
        raise CaseNotFound()
    return await held(session, actor, case)


async def lock(session: AsyncSession, actor: Actor, reference: str) -> Held:
    """The case, locked until the transaction ends; `CaseNotFound` where it is not there for this actor."""
    policy.require_read(actor)
    case = await queries.lock(session, actor, reference)
    if case is None:
        raise CaseNotFound()
    return await held(session, actor, case)


async def require_held(session: AsyncSession, actor: Actor, reference: str, act: str) -> Held:
    """The case, locked, for an act that is the actor's: else 401, 404 where it is not there, or 403."""
    found = await lock(session, actor, reference)
    require_part(found, act)
    return found


async def held(session: AsyncSession, actor: Actor, case: Case) -> Held:
    """What an actor holds of a case that is there for it."""
    return hold(actor, case, await queries.contents(session, case.id))


def hold(actor: Actor, case: Case, contents: Contents) -> Held:
    """The same, with what lies below the case."""
    own = [p for p in contents.parties if p.left_on is None and policy.speaks_for(actor, case, p)]
    mediates = queries.mediates(actor, case)
    part = policy.part_of(actor, case, {party.role for party in own}, mediates=mediates)
    if (
        part is None
        and actor.has_scope(FILE)
        and any(policy.is_addressee(actor, one) for one in contents.referrals)
    ):
        part = policy.INSTANSI
    return Held(case, contents, part, own, mediates)


def require_part(found: Held, act: str) -> None:
    """Refuse an act that belongs to another part in the case."""
    transition = states.BY_ACT[act]
    if found.part not in transition.who:
        facts = facts_of(found.case, found.contents)
        raise NotTheirAct(
            transition.label,
            sorted(transition.who - {"sistem"}),
            _held_by(found) if "petugas" in transition.who else None,
            states.allowed(found.part or "", facts),
        )


def _held_by(found: Held) -> Text | None:
    """Told to another officer: who holds the case."""
    if found.part not in ("petugas_lain", "koordinator"):
        return None
    if (assignee := found.case.assignee) is not None:
        return Text(f"Perkara dipegang {assignee}.", f"{assignee} holds the case.")
    return Text("Perkara belum dipegang: ambil dahulu (claim).", "Nobody holds the case: claim it first.")


def require_possible(found: Held, act: str) -> Facts:
    """The facts of a case in which an act is possible now; `ActRefused` with every reason otherwise."""
    facts = facts_of(found.case, found.contents)
    reasons = states.refusals(states.BY_ACT[act], facts)
    if reasons:
        raise ActRefused(facts.state, reasons, states.allowed(found.part or "", facts))
    return facts


async def record(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    *,
    act: str,
    refs: Mapping[str, str] | None = None,
    content: Mapping[str, Any] | None = None,
    contents: Contents | None = None,
) -> Head:
    """Make an act final: derive what the queue shows, raise the version, append to the trail, tell the feed.

    refs        ids and codes that the trail keeps in the clear
    content     what was said; the trail keeps its salted hash, and the words until they are erased
    contents    what lies below the case after the act, where the caller has read it
    """
    now = clock.now()
    is_new = case.version == 0
    case.version += 1
    case.updated_at = now
    if is_new:
        session.add(case)
    # Rows below are read back as the database has them.
    await session.flush()
    await derive(session, case, contents or await queries.contents(session, case.id))
    await session.flush()
    head = await trail.append(
        session,
        actor,
        case.id,
        act=act,
        refs={"state": case.state, "version": str(case.version), **by_of(actor), **(refs or {})},
        content=content or {},
    )
    thin = {"id": str(case.id), "type": ENTITY, "version": case.version, "at": now.isoformat()}
    await outbox.record(session, outbox.Change(ENTITY, str(case.id), case.version, thin))
    return head


def by_of(actor: Actor) -> dict[str, str]:
    """What the trail says of who acted where it was the office: parties are shown that, and no account."""
    return {"by": policy.PETUGAS} if is_office(actor) else {}


async def derive(session: AsyncSession, case: Case, contents: Contents) -> None:
    """What the queue shows of a case, from the rows below it as they are now."""
    facts = facts_of(case, contents)
    finished = case.state in FINISHED
    if finished and case.finished_at is None:
        case.finished_at = facts.now
    if case.state not in case.milestones:
        case.milestones = {**case.milestones, case.state: facts.now.isoformat()}
    case.acts = {part: states.allowed(part, facts) for part in states.PARTS}
    awaited = awaited_in(facts)
    if awaited != case.awaited or case.awaited_since is None:
        case.awaited, case.awaited_since = awaited, None if awaited is None else facts.now
    if case.assignee is None and not finished:
        case.unassigned_since = case.unassigned_since or facts.now
    else:
        case.unassigned_since = None
    standing = [party for party in contents.parties if party.left_on is None]
    codes = {party.region_code[:2] for party in standing if party.region_code}
    case.provinces = sorted(codes | await queries.provinces_of_forums(session, case, standing))
    case.party_names = " ".join(party.name for party in standing)
    case.standing = await queries.standing(session, case, contents)
    case.due_at, case.due = due_of(contents.clocks)
    rank(case, contents, now=facts.now)


def rank(case: Case, contents: Contents, *, now: datetime) -> None:
    """A case's place in the queue, by the rules that hold now; none once it is finished."""
    found = []
    if case.state not in FINISHED:
        found = priority.reasons(
            now=now,
            categories={issue.category for issue in contents.issues},
            due_at=case.due_at,
            unassigned_since=case.unassigned_since,
            filed_at=case.filed_at,
            disputants=sum(p.left_on is None and p.role in DISPUTANTS for p in contents.parties),
        )
    case.priority = priority.points(found)
    case.priority_reasons = [one.document() for one in found]


def due_of(clocks: Sequence[Clock]) -> tuple[datetime | None, dict[str, Any] | None]:
    """When the first of a case's limits ends, and which it is: none where no clock runs."""
    running = [clock for clock in clocks if clock.suspended_at is None]
    if not running:
        return None, None
    first = min(running, key=lambda clock: (clock.due_at, clock.id))
    told = {
        "clock": str(first.id),
        "rule": first.code,
        "edition": first.edition,
        "title": first.title,
        "limit": first.limit,
        "unit": first.unit,
        "citation": first.citation,
        "mark": first.mark,
        "needs_verification": first.mark != "V",
        "who": first.who,
        "last_day": first.last_day.isoformat(),
    }
    return first.due_at, told


def awaited_in(facts: Facts) -> str | None:
    """For whom a case waits: parties are named by id where not all are awaited."""
    awaited = states.AWAITED[facts.state]
    if facts.state == "diteruskan" and not facts.referrals_unanswered:
        return "petugas"
    if facts.state == "diajukan" and facts.assignee is None:
        return "koordinator"
    lacking = _lacking(facts)
    if lacking is None:
        return awaited
    return "petugas" if not lacking else "pihak:" + ",".join(lacking)


def _lacking(facts: Facts) -> list[str] | None:
    """The disputants of whom something is awaited in this state; None where the state awaits others."""
    parties = facts.disputants
    if facts.state == "menunggu_kesediaan":
        return [party.id for party in parties if party.willingness is None]
    if facts.state == "penunjukan_mediator" and facts.mediator is not None:
        return [party.id for party in parties if not (party.accepted_mediator and party.accepted_rules)]
    if facts.state == "pra_mediasi":
        return [party.id for party in parties if not party.gave_resume]
    if facts.state == "menunggu_tanda_tangan" and any(party.refused_to_sign for party in parties):
        # Whoever holds the case decides how it goes on.
        return []
    if facts.state == "menunggu_tanda_tangan":
        return [party.id for party in parties if not party.signed]
    return None
