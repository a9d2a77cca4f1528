"""Acts on admissions. Each is one transaction with its trail and its feed row.

A decision and a departure change what the forum's document says, so they lock the forum first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.feed import outbox
from services.kit.language import Text
from services.kit.problems import FieldError, InvalidQuery
from services.registry.admissions import policy, queries, states
from services.registry.admissions.problems import AdmissionNotFound, AdmissionStands, unknown_forum
from services.registry.admissions.rules import errors_in
from services.registry.conduct import queries as conduct
from services.registry.forums import queries as forum_queries
from services.registry.forums import service as forums
from services.registry.forums.models import Admission, Forum
from services.registry.rows.judging import refuse, unknown_codes
from services.registry.trail import service as trail
from services.registry.vocabularies import queries as vocabularies
from services.registry.vocabularies.problems import unknown_code

ENTITY = "admission"
DESIGNS = "simpul_additional_principle"
FUNCTIONS = ("simpul_internal_role", "simpul_external_role")


@dataclass(frozen=True, slots=True)
class Held:
    """An admission and its forum, both locked; a body by name has no forum."""

    admission: Admission
    forum: Forum | None

    @property
    def slug(self) -> str | None:
        return self.forum.slug if self.forum is not None else None


async def require_held(
    session: AsyncSession, actor: Actor, reference: str, allow: Callable[[Actor, Held], None]
) -> Held:
    """The admission, locked, if `allow` lets this actor act on it: else 401, 403, or 404 if invisible."""
    policy.require_read(actor)
    found = await queries.applicant(session, actor, reference)
    if found is None:
        raise AdmissionNotFound()
    admission_id, forum_id = found
    forum = None
    if forum_id is not None:
        forum = await forum_queries.lock(session, actor, str(forum_id))
    held = Held(await queries.lock(session, actor, admission_id), forum)
    allow(actor, held)
    return held


async def require_known(session: AsyncSession, actor: Actor, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Filters of a list by column; `InvalidQuery` where the forum they name is not there."""
    columns = dict(wanted)
    if (named := columns.pop("forum", None)) is not None:
        forum = await forum_queries.find(session, actor, named)
        if forum is None:
            error = unknown_forum(named, "/query/forum")
            raise InvalidQuery(error.detail, errors=[error])
        columns["forum_id"] = forum.id
    return columns


async def apply(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> dict[str, Any]:
    """Apply for a forum or a body; the admission as it now stands."""
    policy.require_apply(actor)
    named = values["forum"]
    forum = await forum_queries.find(session, actor, named) if named is not None else None
    if named is None or forum is not None:
        policy.require_act_for(actor, forum.slug if forum else None)
    errors = [] if named is None or forum is not None else [unknown_forum(named)]
    errors += _applicant_errors(actor, values)
    errors += await unknown_codes(session, actor, [("/design", DESIGNS, values["design"])])
    errors += await _function_errors(
        session, actor, values["design"], values["functions_shared"], values["functions_delegated"]
    )
    errors += await _conduct_errors(session, actor, values["code_of_conduct_edition"])
    refuse(errors)
    forum_id = forum.id if forum is not None else None
    if await queries.stands(session, forum_id=forum_id, name=values["name"]):
        raise AdmissionStands()
    at, year = clock.now(), clock.today().year
    number = await queries.next_number(session, year)
    admission = Admission(
        **{field: value for field, value in values.items() if field != "forum"},
        forum_id=forum_id,
        number=f"ADM/{simpul_of(session).upper()}/{year}/{number:04}",
        state=states.FIRST,
        applied_by=actor.subject,
        applied_at=at,
        updated_at=at,
    )
    session.add(admission)
    return await _record(session, actor, admission, "apply", (None, {"state": states.FIRST}), why=None)


async def decide(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    outcome: Literal["disetujui", "ditolak"],
    reason: str,
    functions_shared: Sequence[str] | None,
    functions_delegated: Sequence[str] | None,
) -> dict[str, Any]:
    """Approve or reject an open application; the approved forum shares from now on what was decided."""
    policy.require_decide(actor)
    admission, approved = held.admission, outcome == "disetujui"
    shared = admission.functions_shared if functions_shared is None else list(functions_shared)
    delegated = admission.functions_delegated if functions_delegated is None else list(functions_delegated)
    if approved:
        refuse(await _function_errors(session, actor, admission.design, shared, delegated))
    else:
        refuse(_needless(functions_shared=functions_shared, functions_delegated=functions_delegated))
    following = states.after("approve" if approved else "reject", admission.state)
    decision = {
        "outcome": outcome,
        "reason": reason,
        "functions_shared": shared if approved else [],
        "functions_delegated": delegated if approved else [],
        "on": clock.today().isoformat(),
        "by": actor.subject,
    }
    return await _close(session, actor, held, "decision", following, decision)


async def depart(session: AsyncSession, actor: Actor, held: Held, *, reason: str, on: str) -> dict[str, Any]:
    """Leave the simpul: one recorded act, which nobody has to approve (voluntary, Bab 4 F.1)."""
    policy.require_act_for(actor, held.slug)
    following = states.after("depart", held.admission.state)
    decision = held.admission.decision
    assert decision is not None, "an approved admission has its decision"
    if on < decision["on"]:
        detail = Text(
            f"Sebelum disetujui pada {decision['on']}.", f"Before it was approved on {decision['on']}."
        )
        refuse([FieldError("/on", "before-approval", detail)])
    departure = {"reason": reason, "on": on, "by": actor.subject}
    return await _close(session, actor, held, "departure", following, departure)


async def withdraw(session: AsyncSession, actor: Actor, held: Held, *, reason: str) -> dict[str, Any]:
    """Withdraw an application before its decision."""
    policy.require_act_for(actor, held.slug)
    following = states.after("withdraw", held.admission.state)
    withdrawal = {"reason": reason, "on": clock.today().isoformat(), "by": actor.subject}
    # Nothing of the forum's document depends on it.
    return await _close(session, actor, Held(held.admission, None), "withdrawal", following, withdrawal)


async def _close(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    act: Literal["decision", "departure", "withdrawal"],
    following: states.State,
    said: dict[str, Any],
) -> dict[str, Any]:
    """Enter the following state; a forum that is held shows it from its next version on."""
    admission, reason = held.admission, said["reason"]
    before = admission.state
    admission.state = following
    setattr(admission, act, said)
    admission.version += 1
    admission.updated_at = clock.now()
    changed = ({"state": before}, {"state": following, act: said})
    document = await _record(session, actor, admission, act, changed, why=reason)
    if held.forum is not None:
        shown = {"admission": ({"state": before}, {"state": following, "number": admission.number})}
        await forums.record_next(session, actor, held.forum, shown, why=reason)
    return document


async def _record(
    session: AsyncSession,
    actor: Actor,
    admission: Admission,
    act: str,
    changed: tuple[Any, Any],
    *,
    why: str | None,
) -> dict[str, Any]:
    # PostgreSQL renders it from the table.
    await session.flush()
    document = await queries.render(session, admission.id)
    await trail.record(
        session,
        actor,
        entity=ENTITY,
        entity_id=admission.id,
        version=admission.version,
        act=act,
        changed=changed,
        why=why,
    )
    change = outbox.Change(ENTITY, str(admission.id), admission.version, document)
    await outbox.record(session, change)
    return document


def _applicant_errors(actor: Actor, values: Mapping[str, Any]) -> list[FieldError]:
    errors = []
    if (values["forum"] is None) == (values["name"] is None):
        detail = Text(
            "Isi tepat satu: forum, atau name untuk lembaga lain.",
            "Give exactly one: forum, or name for another body.",
        )
        errors.append(FieldError("/forum", "forum-or-name", detail))
    if policy.is_secretariat(actor) and values["letter"] is None:
        detail = Text(
            "Sekretariat mengajukan atas nama pemohon: sebutkan suratnya.",
            "The secretariat applies on somebody's behalf: name the letter.",
        )
        errors.append(FieldError("/letter", "missing", detail))
    return errors


async def _function_errors(
    session: AsyncSession, actor: Actor, design: str, shared: Sequence[str], delegated: Sequence[str]
) -> list[FieldError]:
    roles = await vocabularies.codes(session, actor, set(FUNCTIONS))
    known = [code for vocabulary in FUNCTIONS for code in roles[vocabulary]]
    errors = [
        unknown_code(f"/{field}/{index}", code, ", ".join(FUNCTIONS), known)
        for field, codes in (("functions_shared", shared), ("functions_delegated", delegated))
        for index, code in enumerate(codes)
        if code not in known
    ]
    return [*errors, *errors_in(design, shared, delegated)]


async def _conduct_errors(session: AsyncSession, actor: Actor, edition: int | None) -> list[FieldError]:
    """Accepted with the application is the code of conduct in force, where there is one."""
    found = await conduct.in_force(session, actor, on=clock.today().isoformat())
    wanted = found.edition if found is not None else None
    if edition == wanted:
        return []
    detail = (
        Text(f"Setujui tata laku edisi {wanted}.", f"Accept edition {wanted} of the code of conduct.")
        if wanted is not None
        else Text("Belum ada tata laku yang berlaku.", "No code of conduct is in force.")
    )
    return [FieldError("/code_of_conduct_edition", "not-in-force", detail)]


def _needless(**given: Sequence[str] | None) -> list[FieldError]:
    detail = Text("Hanya untuk persetujuan.", "With an approval only.")
    return [FieldError(f"/{field}", "not-approved", detail) for field, codes in given.items() if codes]
