"""Convenes, changes, records and adjourns sessions."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.appointments import queries as appointments
from services.mediation.cases import service as cases
from services.mediation.cases.models import Invitee, MediationSession
from services.mediation.cases.problems import ActRefused
from services.mediation.cases.service import Held
from services.mediation.letters.service import Invitation
from services.mediation.proceedings import service as proceedings
from services.mediation.sessions import queries
from services.mediation.sessions.problems import SessionClash, SessionNotFound, SessionSettled
from services.mediation.sessions.slots import quarters, resources
from services.mediation.sessions.wording import meeting_in_words, time_in_words
from services.mediation.trail.service import Head

LONGEST: Final = timedelta(hours=24)
FARTHEST: Final = timedelta(days=2 * 366)
SIGNING_STATES: Final = ("perumusan", "menunggu_tanda_tangan")
Values = Mapping[str, Any]
Require = Callable[[int], None]


async def convene(
    session: AsyncSession, actor: Actor, held: Held, *, values: Values, follows: UUID | None = None
) -> tuple[MediationSession, Head]:
    """Invite to a session that is still to come, of a mediator and a place that are free."""
    facts = cases.require_possible(held, "convening")
    if values["kind"] == "penandatanganan" and facts.state not in SIGNING_STATES:
        reason = Text(
            f"Penandatanganan diundang setelah perumusan, bukan dalam status {facts.state}.",
            f"A signing is convened after drafting, not in the state {facts.state}.",
        )
        raise ActRefused(facts.state, [reason], [])
    errors = [*_place_errors(values), *_time_errors(values["starts_at"], values["ends_at"])]
    errors += _party_errors(held, values)
    if errors:
        raise Invalid(errors=errors)
    made = await _add(session, held, values, follows)
    refs = {**_of_caucus(made), "session": str(made.id), "kind": made.kind}
    content = {"starts_at": made.starts_at, "ends_at": made.ends_at, "place": made.place}
    invitation = await _told(session, held, made)
    head = await proceedings.conclude(
        session, actor, held, "convening", refs=refs, content=content, invitation=invitation
    )
    return made, head


async def require(session: AsyncSession, actor: Actor, held: Held, session_id: UUID) -> MediationSession:
    """A session of a case; `SessionNotFound` where it is not there for this actor."""
    found = await queries.find(session, actor, held.case.id, session_id)
    if found is None:
        raise SessionNotFound()
    return found


async def change(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: MediationSession,
    *,
    changes: Values,
    require_version: Require,
) -> Head:
    """Change a session that is still to come; those invited get an update of the invitation."""
    cases.require_possible(held, "session-change")
    names = ("kind", "starts_at", "ends_at", "place", "link", "agenda")
    values = {**{name: getattr(row, name) for name in names}, **changes}
    errors = [*_place_errors(values), *_time_errors(values["starts_at"], values["ends_at"])]
    _require_ahead(row)
    if errors:
        raise Invalid(errors=errors)
    require_version(row.version)
    before = time_in_words(row.starts_at, row.ends_at)
    for name, value in changes.items():
        setattr(row, name, value)
    _touch(row, announced=True)
    await _book(session, row)
    invitation = await _told(session, held, row, before=before)
    refs = {**_of_caucus(row), "session": str(row.id), "sequence": str(row.sequence)}
    content = {"starts_at": row.starts_at, "ends_at": row.ends_at, "place": row.place}
    return await proceedings.conclude(
        session, actor, held, "session-change", refs=refs, content=content, invitation=invitation
    )


async def cancel(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: MediationSession,
    *,
    reason: str,
    require_version: Require,
) -> Head:
    """Cancel a session that was not held; its mediator and place are free again."""
    cases.require_possible(held, "session-cancellation")
    _require_scheduled(row)
    require_version(row.version)
    await _call_off(session, row, "dibatalkan", reason)
    refs = {**_of_caucus(row), "session": str(row.id), "sequence": str(row.sequence)}
    content = {"reason": reason}
    invitation = await _told(session, held, row, reason=reason)
    return await proceedings.conclude(
        session, actor, held, "session-cancellation", refs=refs, content=content, invitation=invitation
    )


async def adjourn(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: MediationSession,
    *,
    values: Values,
    require_version: Require,
) -> tuple[MediationSession, Head]:
    """Put a session off, or let one that was held go on another day; the next one and the new head."""
    cases.require_possible(held, "adjournment")
    errors = _time_errors(values["starts_at"], values["ends_at"])
    if row.state not in ("terjadwal", "dilaksanakan"):
        raise _settled(row)
    if errors:
        raise Invalid(errors=errors)
    require_version(row.version)
    before = await queries.invitees(session, [row.id])
    standing = {party.id for party in held.standing}
    still = [one.party_id for one in before[row.id] if one.party_id in standing]
    if not still:
        raise SessionSettled(Text("Semua yang diundang sudah keluar.", "All who were invited have left."))
    if row.state == "terjadwal":
        await _call_off(session, row, "diundur", values["reason"])
    named = values["place"] is not None or values["link"] is not None
    following = {
        "kind": row.kind,
        "starts_at": values["starts_at"],
        "ends_at": values["ends_at"],
        "place": values["place"] if named else row.place,
        "link": values["link"] if named else row.link,
        "agenda": values["agenda"] or row.agenda,
        "party_id": row.party_id,
        "invited": still,
    }
    made = await _add(session, held, following, row.id)
    refs = {**_of_caucus(row), "session": str(row.id), "next": str(made.id)}
    content = {"reason": values["reason"], "starts_at": made.starts_at}
    due = time_in_words(row.starts_at, row.ends_at)
    invitation = await _told(session, held, made, before=due, reason=values["reason"])
    head = await proceedings.conclude(
        session, actor, held, "adjournment", refs=refs, content=content, invitation=invitation
    )
    return made, head


async def record(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: MediationSession,
    *,
    values: Values,
    require_version: Require,
) -> Head:
    """Record who came and what was settled. A caucus has attendance alone: its notes are confidences."""
    cases.require_possible(held, "session-record")
    invited = {one.party_id: one for one in (await queries.invitees(session, [row.id]))[row.id]}
    errors = []
    for index, one in enumerate(values["attendance"]):
        if one["party_id"] not in invited:
            detail = Text("Pihak ini tidak diundang.", "This party was not invited.")
            errors.append(FieldError(f"/attendance/{index}/party_id", "not-invited", detail))
    if row.kind == "kaukus":
        for name in ("minutes", "official_report"):
            if values[name] is not None:
                detail = Text(
                    "Isi kaukus ditulis sebagai catatan rahasia (notes), bukan notulen.",
                    "What is said in a caucus is written as a confidential note (notes), not as minutes.",
                )
                errors.append(FieldError(f"/{name}", "confidential", detail))
    if errors:
        raise Invalid(errors=errors)
    if row.state not in ("terjadwal", "dilaksanakan"):
        raise _settled(row)
    if row.starts_at > clock.now():
        raise SessionSettled(Text("Sidang belum dimulai.", "The session has not begun."))
    require_version(row.version)
    for one in values["attendance"]:
        invitee = invited[one["party_id"]]
        invitee.present, invitee.people = one["present"], one["people"]
    row.minutes, row.official_report = values["minutes"], values["official_report"]
    row.report_number = values["report_number"]
    row.state, row.held_at = "dilaksanakan", row.held_at or clock.now()
    _touch(row, announced=False)
    refs = {**_of_caucus(row), "session": str(row.id), "kind": row.kind}
    content = {"report_number": row.report_number, "minutes": row.minutes, "report": row.official_report}
    return await proceedings.conclude(session, actor, held, "session-record", refs=refs, content=content)


async def _add(session: AsyncSession, held: Held, values: Values, follows: UUID | None) -> MediationSession:
    engagement = await appointments.current(session, held.case.id)
    assert engagement is not None, "there is a mediator, as the act requires"
    at = clock.now()
    made = MediationSession(
        case_id=held.case.id,
        kind=values["kind"],
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        place=values["place"],
        link=values["link"],
        agenda=values["agenda"],
        mediator_id=engagement.mediator_id,
        party_id=values["party_id"],
        follows=follows,
        created_at=at,
        updated_at=at,
    )
    session.add(made)
    # Slots and invitees refer to it.
    await session.flush()
    await _book(session, made)
    session.add_all(Invitee(session_id=made.id, party_id=one) for one in _invited(held, values))
    return made


async def _told(
    session: AsyncSession,
    held: Held,
    row: MediationSession,
    *,
    before: str | None = None,
    reason: str | None = None,
) -> Invitation:
    """Whom letters tell of a session, and what. Of a caucus nobody but its party learns."""
    # Its invitees may not be written yet.
    await session.flush()
    invited = {one.party_id for one in (await queries.invitees(session, [row.id]))[row.id]}
    engaged = await appointments.of_case(session, held.case.id)
    mediator = next(one.name for one in engaged if one.mediator_id == row.mediator_id)
    meeting = meeting_in_words(
        simpul_of(session), held.case, row, mediator=mediator, before=before, reason=reason
    )
    return Invitation(invited, meeting, confided=row.party_id is not None)


async def _book(session: AsyncSession, row: MediationSession) -> None:
    wanted, at = resources(row), list(quarters(row.starts_at, row.ends_at))
    await queries.release(session, row.id)
    await queries.release_finished(session, wanted)
    taken = await queries.taken(session, wanted, at)
    if taken:
        kinds = {"mediator": "Mediator", "tempat": "Tempat", "tautan": "Tautan"}
        what = sorted({kinds[resource.partition(":")[0]] for resource, _ in taken})
        when = taken[0][1].astimezone(clock.LEGAL_ZONE)
        raise SessionClash(
            Text(
                f"{' dan '.join(what)} sudah terpakai mulai {when:%Y-%m-%d %H:%M} WIB.",
                f"Taken from {when:%Y-%m-%d %H:%M} WIB: {', '.join(what)}.",
            )
        )
    await queries.book(session, row.id, wanted, at)


async def _call_off(session: AsyncSession, row: MediationSession, state: str, reason: str) -> None:
    await queries.release(session, row.id)
    row.state, row.reason = state, reason
    _touch(row, announced=True)


def _touch(row: MediationSession, *, announced: bool) -> None:
    row.version += 1
    row.sequence += 1 if announced else 0
    row.updated_at = clock.now()


def _of_caucus(row: MediationSession) -> dict[str, str]:
    """What tells the trail that a row is for one party and the mediator."""
    return {} if row.party_id is None else {"caucus": str(row.party_id)}


def _invited(held: Held, values: Values) -> Collection[UUID]:
    if values["party_id"] is not None:
        return [values["party_id"]]
    named = values["invited"]
    return [party.id for party in held.disputants] if named is None else list(dict.fromkeys(named))


def _require_scheduled(row: MediationSession) -> None:
    if row.state != "terjadwal":
        raise _settled(row)


def _require_ahead(row: MediationSession) -> None:
    _require_scheduled(row)
    if row.starts_at <= clock.now():
        raise SessionSettled(Text("Sidang sudah dimulai.", "The session has begun."))


def _settled(row: MediationSession) -> SessionSettled:
    return SessionSettled(Text(f"Sidang ini {row.state}.", f"This session is {row.state}."))


def _place_errors(values: Values) -> list[FieldError]:
    if values["place"] is None and values["link"] is None:
        detail = Text("Sebutkan tempat atau tautan.", "Name a place or a link.")
        return [FieldError("/place", "missing", detail)]
    return []


def _time_errors(starts_at: datetime, ends_at: datetime) -> list[FieldError]:
    errors = []
    now = clock.now()
    if starts_at <= now:
        detail = Text("Sidang tidak dapat dijadwalkan pada masa lalu.", "A session lies ahead, not behind.")
        errors.append(FieldError("/starts_at", "in-the-past", detail))
    elif starts_at - now > FARTHEST:
        detail = Text("Lebih dari dua tahun lagi.", "More than two years ahead.")
        errors.append(FieldError("/starts_at", "too-far", detail))
    if ends_at <= starts_at:
        detail = Text("Harus setelah starts_at.", "Must come after starts_at.")
        errors.append(FieldError("/ends_at", "disordered", detail))
    elif ends_at - starts_at > LONGEST:
        detail = Text("Paling lama 24 jam.", "At most 24 hours.")
        errors.append(FieldError("/ends_at", "too-long", detail))
    return errors


def _party_errors(held: Held, values: Values) -> list[FieldError]:
    disputants = {party.id for party in held.disputants}
    standing = {party.id for party in held.standing}
    if values["kind"] == "kaukus":
        if values["party_id"] not in disputants:
            detail = Text("Kaukus menyebut satu pihak yang berselisih.", "A caucus names one disputant.")
            return [FieldError("/party_id", "not-a-disputant", detail)]
        if values["invited"] is not None:
            detail = Text("Kaukus hanya dengan satu pihak.", "A caucus is with one party alone.")
            return [FieldError("/invited", "caucus", detail)]
        return []
    errors = []
    if values["party_id"] is not None:
        detail = Text("Hanya untuk kaukus.", "For a caucus only.")
        errors.append(FieldError("/party_id", "not-a-caucus", detail))
    for index, one in enumerate(values["invited"] or ()):
        if one not in standing:
            detail = Text("Bukan pihak perkara ini.", "Not a party of this case.")
            errors.append(FieldError(f"/invited/{index}", "unknown", detail))
    return errors
