"""A case as its reader sees it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles, workdays
from services.mediation.cases import policy, queries, states
from services.mediation.cases.facts import facts_of
from services.mediation.cases.models import Case, Issue, Party
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held, hold

# What only the office and the mediator see, and what it reads as for everybody else.
_OF_THE_OFFICE: dict[str, Any] = {
    "assignee": None,
    "assigned_at": None,
    "unassigned_since": None,
    "disposition": None,
    "priority": None,
    "priority_reasons": [],
    "standing": {},
    "duplicate_of": None,
    "hold_reason": None,
}
# What was said in a case, for who only oversees.
_OF_THE_PARTIES: dict[str, Any] = {
    "title": None,
    "summary": None,
    "relief_sought": None,
    "reason": None,
    "clause": None,
    "letter": None,
    "retained_until": None,
    "root_causes": [],
}
_FIELDS = frozenset(CaseOut.model_fields) & frozenset(Case.model_fields)


def viewer_of(actor: Actor, held: Held) -> str:
    """As whom an actor reads a case."""
    if roles.is_office(actor):
        return policy.PETUGAS
    if held.mediates:
        return policy.MEDIATOR
    if held.part == policy.INSTANSI:
        return policy.PENGAWAS
    if held.own or held.part is not None or _belongs(actor, held):
        return policy.PIHAK
    return policy.PENGAWAS


def _belongs(actor: Actor, held: Held) -> bool:
    # A pemberi keterangan, and the forum through which a case came, without the scope to act.
    own = actor.bound_to("forum")
    return held.case.forum in own or any(party.forum in own for party in held.standing if party.forum)


def audience_of(actor: Actor, held: Held, shown: CaseOut) -> str:
    """What an entity tag names the reader by: two who see the same share it.

    The trail grows by downloads, and days go by, without an act on the case: both are shown, so both count.
    """
    day = clock.today()
    return f"{viewer_of(actor, held)}-{held.part or 'lihat'}-{shown.trail.seq}-{day:%Y%m%d}"


async def document(session: AsyncSession, actor: Actor, held: Held) -> CaseOut:
    """The case in the shape of `CaseOut`, with the reasons of what is not possible now."""
    facts = facts_of(held.case, held.contents)
    head = await queries.head(session, held.case.id)
    assert head is not None, "a case begins with a row of its trail"
    part = held.part or ""
    refused = [
        {
            "act": act,
            "label": _said(states.BY_ACT[act].label),
            "reasons": [_said(reason) for reason in reasons],
        }
        for act, reasons in states.refused(part, facts)
    ]
    return _shown(
        actor,
        held,
        head=head,
        extra=await queries.extra_days(session),
        allowed=states.allowed(part, facts),
        refused=refused,
    )


async def documents(session: AsyncSession, actor: Actor, cases: Sequence[Case]) -> list[CaseOut]:
    """Cases of a list, in as many statements as one: without the reasons of what is not possible now."""
    ids = [case.id for case in cases]
    below = await queries.contents_of(session, ids)
    heads = await queries.heads(session, ids)
    extra = await queries.extra_days(session)
    shown = []
    for case in cases:
        held = hold(actor, case, below[case.id])
        allowed = case.acts.get(held.part or "", [])
        shown.append(_shown(actor, held, head=heads[case.id], extra=extra, allowed=allowed, refused=[]))
    return shown


def _shown(
    actor: Actor,
    held: Held,
    *,
    head: tuple[int, bytes],
    extra: Collection[date],
    allowed: Sequence[str],
    refused: Sequence[dict[str, Any]],
) -> CaseOut:
    case, viewer = held.case, viewer_of(actor, held)
    oversees = viewer == policy.PENGAWAS
    values: dict[str, Any] = {name: getattr(case, name) for name in _FIELDS}
    values |= _OF_THE_PARTIES if oversees else {}
    values |= {} if viewer in (policy.PETUGAS, policy.MEDIATOR) else _OF_THE_OFFICE
    return CaseOut.model_validate(
        values
        | {
            "viewed_as": viewer,
            "due": _due(case, extra),
            "parties": [_party(party, held, oversees=oversees) for party in held.contents.parties],
            "issues": [_issue(issue, oversees=oversees) for issue in held.contents.issues],
            "trail": {"seq": head[0], "hash": head[1].hex()},
            "allowed_acts": allowed,
            "refused_acts": refused,
        }
    )


def _due(case: Case, extra: Collection[date]) -> dict[str, Any] | None:
    """What is due first, with the days left today."""
    if case.due is None:
        return None
    last = date.fromisoformat(case.due["last_day"])
    days = extra if case.due["unit"] == "hari_kerja" else ()
    return case.due | {"days_left": workdays.days_left(clock.today(), last, case.due["unit"], days)}


def _said(text: Text) -> dict[str, str]:
    return {"id": text.id, "en": text.en}


def _party(party: Party, held: Held, *, oversees: bool) -> dict[str, Any]:
    shown = party.model_dump(exclude={"case_id", "created_at", "willingness_note"})
    spoken = [one for one in held.contents.representatives if one.party_id == party.id and not oversees]
    if oversees:
        # A forum and a region are nobody's name.
        is_person = party.forum is None and party.region_code is None
        shown |= {"left_reason": None} | ({"name": None} if is_person else {})
    return shown | {
        "representatives": [one.model_dump(exclude={"case_id", "party_id", "created_at"}) for one in spoken]
    }


def _issue(issue: Issue, *, oversees: bool) -> dict[str, Any]:
    shown = issue.model_dump(exclude={"case_id", "decided_by"})
    return shown | ({"text": None, "route_reason": None} if oversees else {})
