"""Requests, findings and the record of processing as their readers see them."""

from collections.abc import Sequence
from typing import Any

from services.kit import clock
from services.kit.language import Text
from services.mediation.cases.models import Case
from services.mediation.personal_data.duties import Duty
from services.mediation.personal_data.finding import Found
from services.mediation.personal_data.matching import Person
from services.mediation.personal_data.models import PersonalDataRequest
from services.mediation.personal_data.register import ACTIVITIES, TABLES
from services.mediation.personal_data.schemas import (
    AccountOut,
    ActivityOut,
    CaseOfPersonOut,
    ColumnOut,
    DutyOut,
    ErasedOut,
    ExportOut,
    HeldOut,
    ProcessingOut,
    RequestOut,
)


def request_document(request: PersonalDataRequest) -> RequestOut:
    """A request in the shape of `RequestOut`, as it stands now."""
    ended = request.closed_at or clock.now()
    told = {"overdue": ended > request.due_at, "needs_verification": request.mark != "V"}
    return RequestOut.model_validate(request.model_dump() | told)


def _said(text: Text) -> dict[str, str]:
    return {"id": text.id, "en": text.en}


def _case(case: Case | None) -> CaseOfPersonOut | None:
    return None if case is None else CaseOfPersonOut(id=case.id, number=case.number, state=case.state)


def held_document(one: Found, case: Case | None, known_by: Person | None) -> HeldOut:
    """A place in the shape of `HeldOut`."""
    return HeldOut(
        table=one.table,
        row=one.key,
        activity=TABLES[one.table].activity,
        case=_case(case),
        data=one.data,
        by_name_alone=one.rests_on_name(known_by),
    )


def export_document(
    request: PersonalDataRequest,
    held: Sequence[tuple[Found, Case | None]],
    accounts: Sequence[tuple[str, str, int]],
    known_by: Person | None,
) -> ExportOut:
    """All that is held of a person."""
    prose = [f"{table}.{name}" for table, held_ in TABLES.items() for name in held_.prose.split()]
    return ExportOut(
        request=request.id,
        made_at=clock.now(),
        items=[held_document(one, case, known_by) for one, case in held],
        accounts=[AccountOut(table=table, column=name, rows=rows) for table, name, rows in accounts],
        not_searched=prose,
    )


def erased_document(one: Found, case: Case | None, duty: Duty | None) -> ErasedOut:
    """What became of a place."""
    told: dict[str, Any] | None = None
    if duty is not None:
        told = {
            "reason": _said(duty.reason),
            "citation": duty.citation,
            "mark": duty.mark,
            "needs_verification": duty.mark != "V",
        }
    return ErasedOut(
        table=one.table,
        row=one.key,
        case=_case(case),
        outcome="dihapus" if duty is None else "dipertahankan",
        duty=None if told is None else DutyOut.model_validate(told),
    )


def processing_document() -> ProcessingOut:
    """The record of processing, from the register."""
    items = [
        ActivityOut.model_validate(
            {
                "code": code,
                "purpose": _said(one.purpose),
                "subjects": _said(one.subjects),
                "basis": _said(one.basis),
                "citation": one.citation,
                "mark": one.mark,
                "needs_verification": one.mark != "V",
                "retention": _said(one.retention),
                "recipients": _said(one.recipients),
                "columns": _columns(code),
            }
        )
        for code, one in ACTIVITIES.items()
    ]
    return ProcessingOut(citation="UU 27/2022 Pasal 31", mark="V", generated_at=clock.now(), items=items)


def _columns(activity: str) -> list[ColumnOut]:
    return [
        ColumnOut.model_validate({"table": table, "column": name, "kind": kind, "searched": kind == "people"})
        for table, held in TABLES.items()
        if held.activity == activity
        for kind, names in held.classes().items()
        if kind != "other"
        for name in names
    ]
