"""Requests of data subjects: taken in, checked, carried out, answered."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases.models import Case
from services.mediation.personal_data import changing, duties, finding, policy, queries
from services.mediation.personal_data.duties import Duty
from services.mediation.personal_data.finding import Found
from services.mediation.personal_data.matching import Person, singular
from services.mediation.personal_data.models import PersonalDataRequest
from services.mediation.personal_data.problems import AmbiguousPerson, RequestNotFound, RequestRefused

# By kind: `{"hours", "citation", "mark"}`. A request keeps what held when it was recorded.
_LIMITS: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "data" / "personal_data_limits.json").read_text(encoding="utf-8")
)
# What was received before is entered wrongly.
_LONGEST_AGO: Final = timedelta(days=366)


async def record(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> PersonalDataRequest:
    """Record what somebody asks; the hours count from when it was received."""
    policy.require_recorder(actor)
    now = clock.now()
    received = values["received_at"] or now
    if received > now:
        detail = Text("Belum terjadi.", "Lies in the future.")
        raise Invalid(errors=[FieldError("/received_at", "in-the-future", detail)])
    if received < now - _LONGEST_AGO:
        detail = Text("Diterima lebih dari setahun lalu.", "Was received more than a year ago.")
        raise Invalid(errors=[FieldError("/received_at", "too-long-ago", detail)])
    limit = _LIMITS[values["kind"]]
    request = PersonalDataRequest(
        **{name: value for name, value in values.items() if name != "received_at"},
        **limit,
        received_at=received,
        due_at=received + timedelta(hours=limit["hours"]),
        recorded_by=actor.subject,
        created_at=now,
    )
    session.add(request)
    await session.flush()
    return request


async def require(session: AsyncSession, actor: Actor, request_id: UUID) -> PersonalDataRequest:
    """A request, to read."""
    request = await queries.find(session, actor, request_id)
    if request is None:
        raise RequestNotFound()
    return request


async def require_open(session: AsyncSession, actor: Actor, request_id: UUID) -> PersonalDataRequest:
    """A request that is not answered yet, locked."""
    request = await queries.find(session, actor, request_id, locked=True)
    if request is None:
        raise RequestNotFound()
    if request.closed_at is not None:
        raise RequestRefused(
            Text(
                f"Permintaan sudah {request.state}; catat permintaan baru.",
                f"The request is {request.state} already; record a new one.",
            )
        )
    return request


async def check_identity(
    session: AsyncSession, actor: Actor, request: PersonalDataRequest, *, note: str
) -> None:
    """Note how it was made sure that who asks is who they say."""
    request.identity_note, request.identity_checked_by = note, actor.subject
    request.identity_checked_at = clock.now()
    await _changed(session, request)


def require_ready(request: PersonalDataRequest, kind: str | None) -> None:
    """Refuse to touch data for who was not identified, or asked for something else."""
    if request.identity_checked_at is None:
        raise RequestRefused(
            Text("Catat dahulu pemeriksaan identitas pemohon.", "First note how the identity was checked.")
        )
    if kind is not None and request.kind != kind:
        raise RequestRefused(
            Text(f"Yang diminta adalah {request.kind}.", f"What was asked for is {request.kind}.")
        )


def person_of(request: PersonalDataRequest) -> Person:
    """Who asks, as they are searched."""
    return Person([request.person_name, *request.identifiers])


Export = tuple[list[Found], dict[UUID, Case], list[tuple[str, str, int]]]


async def export(session: AsyncSession, actor: Actor, request: PersonalDataRequest) -> Export:
    """All that is held of who asks. It is shown for any kind: what to correct or erase is named from it."""
    require_ready(request, None)
    found = await finding.find(session, person_of(request))
    cases = await finding.cases_of(session, found, locked=False)
    accounts = await finding.accounts_of(session, request.identifiers)
    await _handled(session, actor, request, {"exported": len(found)})
    return found, cases, accounts


async def correct(
    session: AsyncSession,
    actor: Actor,
    request: PersonalDataRequest,
    *,
    changes: Sequence[Mapping[str, Any]],
) -> list[Found]:
    """Correct fields in place. The trails of the cases tell which column of which row, and no words."""
    require_ready(request, "perbaikan")
    found = await finding.find(session, person_of(request))
    held = {(one.table, one.key): one for one in found}
    chosen, errors = [], []
    for index, change in enumerate(changes):
        one = held.get((change["table"], change["row"]))
        if one is None:
            detail = Text("Bukan data orang ini.", "Is not held of this person.")
            errors.append(FieldError(f"/changes/{index}/row", "unknown", detail))
        elif not isinstance(one.data.get(change["field"], 0), str | None):
            known = ", ".join(name for name, value in one.data.items() if isinstance(value, str | None))
            detail = Text(f"Yang dapat diperbaiki: {known}.", f"What may be corrected: {known}.")
            errors.append(FieldError(f"/changes/{index}/field", "unknown", detail))
        else:
            chosen.append((one, {change["field"]: change["value"]}))
    if errors:
        raise Invalid(errors=errors)
    cases = await finding.cases_of(session, [one for one, _ in chosen], locked=True)
    for one, values in chosen:
        one.change(values)
    places = [(one, sorted(values)) for one, values in chosen]
    await changing.note(session, actor, request, places, cases, act="personal-data-correction")
    await _handled(session, actor, request, {"corrected": len(chosen)})
    return [one for one, _ in chosen]


def known_by(request: PersonalDataRequest) -> Person | None:
    """By what nobody else is found than who asks; None where only the name is known."""
    identifiers = singular(request.identifiers)
    return Person(identifiers) if identifiers else None


Judged = list[tuple[Found, Case | None, Duty | None]]


async def erase(
    session: AsyncSession,
    actor: Actor,
    request: PersonalDataRequest,
    *,
    rows: Sequence[Mapping[str, str]] | None,
) -> Judged:
    """Erase what no duty keeps; each place with the duty that keeps it, or None where it is erased.

    rows    `[{"table", "row"}]` as the export names them: nothing else is touched

    Where a duty keeps everything, `RequestRefused` tells why; where the name alone may be several people's,
    `AmbiguousPerson` tells the places.
    """
    require_ready(request, "penghapusan")
    person = person_of(request)
    found = await finding.find(session, person)
    if rows is None:
        await _require_one_person(session, request, found)
    else:
        found = _named_rows(found, rows)
    cases = await finding.cases_of(session, found, locked=True)
    engaged = await finding.engaged(session, [one.row.id for one in found if one.table == "mediators"])
    judged: Judged = []
    for one in found:
        case = None if one.case_id is None else cases[one.case_id]
        busy = one.table == "mediators" and one.row.id in engaged
        duty = duties.against(one.table, one.row, case=case, warning=one.warning, engaged=busy)
        judged.append((one, case, duty))
    # The request itself is always found, and always kept.
    kept = [duty for one, _, duty in judged if duty is not None and one.row is not request]
    gone = [one for one, _, duty in judged if duty is None]
    if kept and not gone:
        raise _refused(kept)
    for one in gone:
        changing.erase(one, person)
    await changing.forget_copies(session, person, gone)
    places = [(one, list(one.data)) for one in gone]
    await changing.note(session, actor, request, places, cases, act="personal-data-erasure")
    await _handled(session, actor, request, {"erased": len(gone), "kept": len(kept)})
    return judged


def _named_rows(found: Sequence[Found], rows: Sequence[Mapping[str, str]]) -> list[Found]:
    held = {(one.table, one.key): one for one in found}
    detail = Text("Bukan data orang ini.", "Is not held of this person.")
    errors = [
        FieldError(f"/rows/{index}/row", "unknown", detail)
        for index, row in enumerate(rows)
        if (row["table"], row["row"]) not in held
    ]
    if errors:
        raise Invalid(errors=errors)
    asked = {(row["table"], row["row"]) for row in rows}
    return [one for key, one in held.items() if key in asked]


async def _require_one_person(
    session: AsyncSession, request: PersonalDataRequest, found: Sequence[Found]
) -> None:
    """Refuse where a match rests on the name alone beside another party, case, mediator or signal."""
    others = [one for one in found if not isinstance(one.row, PersonalDataRequest)]
    known = known_by(request)
    if len({one.place for one in others}) < 2 or not any(one.rests_on_name(known) for one in others):
        return
    cases = await finding.cases_of(session, others, locked=False)
    numbers = {case_id: case.number for case_id, case in cases.items()}
    raise AmbiguousPerson(
        Text(
            "Sebutkan di `rows` baris yang memang milik pemohon, seperti dalam salinan datanya.",
            "Name in `rows` those that are of who asks, as the export names them.",
        ),
        members={
            "places": [
                {
                    "table": one.table,
                    "row": one.key,
                    "case": None
                    if one.case_id is None
                    else {"id": str(one.case_id), "number": numbers[one.case_id]},
                    "by_name_alone": one.rests_on_name(known),
                }
                for one in others
            ]
        },
    )


def _refused(kept: Sequence[Duty]) -> RequestRefused:
    told = list({duty.reason.id: duty for duty in kept}.values())
    return RequestRefused(
        Text(
            " ".join(f"{one.reason.id} ({one.citation})" for one in told),
            " ".join(f"{one.reason.en} ({one.citation})" for one in told),
        ),
        members={
            "duties": [
                {
                    "reason": {"id": one.reason.id, "en": one.reason.en},
                    "citation": one.citation,
                    "mark": one.mark,
                }
                for one in told
            ]
        },
    )


async def close(
    session: AsyncSession, actor: Actor, request: PersonalDataRequest, *, state: str, answer: str
) -> None:
    """Answer a request, or refuse it with the reason."""
    if state == "dijawab":
        require_ready(request, None)
    request.state, request.answer = state, answer
    request.closed_by, request.closed_at = actor.subject, clock.now()
    await _changed(session, request)


async def _handled(
    session: AsyncSession, actor: Actor, request: PersonalDataRequest, outcome: Mapping[str, int]
) -> None:
    request.handled_by, request.handled_at = actor.subject, clock.now()
    request.outcome = {**(request.outcome or {}), **outcome}
    await _changed(session, request)


async def _changed(session: AsyncSession, request: PersonalDataRequest) -> None:
    request.version += 1
    # What a constraint forbids is told now.
    await session.flush()
