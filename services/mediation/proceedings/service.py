"""Performs the acts of the transition table."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import queries, referring, states
from services.mediation.cases import service as cases
from services.mediation.cases.facts import facts_of
from services.mediation.cases.models import Issue, Party
from services.mediation.cases.problems import IssueNotFound, PartyNotFound
from services.mediation.cases.service import Held
from services.mediation.clocks import service as clocks
from services.mediation.letters import service as letters
from services.mediation.retention import service as retention
from services.mediation.trail.service import Head


async def perform(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    act: str,
    *,
    reason: str | None = None,
    refs: Mapping[str, str] | None = None,
    content: Mapping[str, Any] | None = None,
) -> Head:
    """Do an act that is possible now, as the table says: its state, clocks and letters; the new head.

    Whoever calls it has judged what is special to the act, and changed the rows the act is about.
    """
    cases.require_possible(held, act)
    return await conclude(session, actor, held, act, reason=reason, refs=refs, content=content)


async def conclude(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    act: str,
    *,
    reason: str | None = None,
    refs: Mapping[str, str] | None = None,
    content: Mapping[str, Any] | None = None,
    addressed_to: Sequence[str] = (),
    referral: UUID | None = None,
    invitation: letters.Invitation | None = None,
) -> Head:
    """What an act brings about, once it was judged and its rows were changed.

    addressed_to    bodies to which the letters of the act go that go to no party, or whose act it is
    referral        the one that the act is about, whose limit it begins or ends
    invitation      whom the act invites to a meeting, or tells of one
    """
    transition, case = states.BY_ACT[act], held.case
    # The facts after the act decide where some acts lead.
    await session.flush()
    held.contents = contents = await queries.contents(session, case.id)
    facts = facts_of(case, contents)
    before = case.state
    target = states.target_of(transition, facts)
    if target is not None and target != before:
        case.suspended_from = before if target == "ditangguhkan" else None
        case.state = target
        await retention.follow(session, case, before=before)
    if reason is not None:
        case.reason = reason
    running = await clocks.follow(
        session, case, contents.clocks, transition, before=before, reason=reason, referral=referral
    )
    contents.clocks = running
    named = dict(refs or {})
    issued = await letters.follow(
        session,
        actor,
        case,
        contents,
        transition,
        reason=reason,
        party=named.get("party"),
        addressed_to=addressed_to,
        invitation=invitation,
    )
    if issued:
        named["letters"] = " ".join(str(letter.id) for letter in issued)
    told = {"reason": reason, **(content or {})} if reason is not None else dict(content or {})
    return await cases.record(
        session, actor, case, act=act, refs={"from": before, **named}, content=told, contents=contents
    )


def party_of(held: Held, party_id: str | None) -> Party:
    """The party an act is for: its own speaker need not say which, the office must."""
    if held.part == "petugas":
        if party_id is None:
            detail = Text("Sebutkan pihak yang dicatat.", "Name the party that is recorded.")
            raise Invalid(errors=[FieldError("/party_id", "missing", detail)])
        return held.party(party_id)
    own = [party for party in held.own if party_id is None or str(party.id) == party_id]
    if not own:
        raise PartyNotFound()
    if len(own) > 1:
        detail = Text("Sebutkan salah satu pihak Anda.", "Name one of your parties.")
        raise Invalid(errors=[FieldError("/party_id", "ambiguous", detail)])
    return own[0]


async def state_willingness(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    party_id: str | None,
    willing: bool,
    house_rules_accepted: bool,
    note: str | None,
    letter: str | None,
) -> Head:
    """Record a party's pernyataan kesediaan. Mediation begins only when every disputant is willing."""
    cases.require_possible(held, "willingness")
    party = party_of(held, party_id)
    errors = []
    if willing and not house_rules_accepted:
        detail = Text(
            "Pihak yang bersedia menerima tata tertib mediasi.", "A willing party accepts the house rules."
        )
        errors.append(FieldError("/house_rules_accepted", "not-accepted", detail))
    if held.part == "petugas" and letter is None:
        detail = Text("Sebutkan surat pernyataannya.", "Name the letter of the statement.")
        errors.append(FieldError("/letter", "missing", detail))
    if errors:
        raise Invalid(errors=errors)
    party.willingness = "bersedia" if willing else "tidak_bersedia"
    party.willingness_at, party.willingness_note = clock.now(), note
    party.house_rules_accepted = willing
    content = {"willingness": party.willingness, "note": note, "letter": letter}
    refs = {"party": str(party.id)}
    return await conclude(session, actor, held, "willingness", refs=refs, content=content)


async def remind(session: AsyncSession, actor: Actor, held: Held) -> Head:
    """Remind every party that has not said whether it is willing."""
    cases.require_possible(held, "reminder")
    silent = [party for party in held.disputants if party.willingness is None]
    for party in silent:
        party.reminders += 1
    refs = {"parties": " ".join(str(party.id) for party in silent)}
    return await conclude(session, actor, held, "reminder", refs=refs)


async def ask_again(session: AsyncSession, actor: Actor, held: Held, *, reason: str) -> Head:
    """Ask those who were not willing, or silent, once more."""
    cases.require_possible(held, "renewed-invitation")
    for party in held.disputants:
        if party.willingness != "bersedia":
            party.willingness, party.willingness_at, party.reminders = None, None, 0
    return await conclude(session, actor, held, "renewed-invitation", reason=reason)


async def exhaust_clause(
    session: AsyncSession, actor: Actor, held: Held, *, result: str, reason: str
) -> Head:
    """Record that the forum's own clause was gone through, or set aside by every party."""
    cases.require_possible(held, "clause-exhaustion")
    held.case.clause_status = result
    return await conclude(session, actor, held, "clause-exhaustion", reason=reason)


async def decide_issue(
    session: AsyncSession, actor: Actor, held: Held, issue_id: str, *, route: str, reason: str
) -> Head:
    """Decide the way of one issue: mediated here, or passed on to its authority."""
    cases.require_possible(held, "issue-decision")
    issue = _issue(held, issue_id)
    if route == "mediasi" and not issue.authority["mediable"]:
        name = issue.authority["name"]
        detail = Text(
            f"Isu ini tidak dimediasi; kewenangannya ada pada {name['id']} ({issue.authority['citation']}).",
            f"This issue is not mediated; it is for {name['en']} ({issue.authority['citation']}).",
        )
        raise Invalid(errors=[FieldError("/route", "not-mediable", detail)])
    if str(issue.id) in referring.away(held.contents.referrals):
        detail = Text("Isu ini sudah diteruskan.", "This issue was passed on already.")
        raise Invalid(errors=[FieldError("/route", "passed-on", detail)])
    if route == "mediasi" and issue.status == "diteruskan":
        # It came back.
        issue.status = "terbuka"
    issue.route, issue.route_reason = route, reason
    issue.decided_by, issue.decided_at = actor.subject, clock.now()
    return await conclude(
        session,
        actor,
        held,
        "issue-decision",
        refs={"issue": str(issue.id), "route": route},
        content={"reason": reason},
    )


def _issue(held: Held, issue_id: str) -> Issue:
    for issue in held.contents.issues:
        if str(issue.id) == issue_id:
            return issue
    raise IssueNotFound()
