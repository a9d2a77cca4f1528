"""Who may sign, and what a settlement settles: pure."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from services.kit.language import Text
from services.kit.problems import FieldError
from services.mediation.cases.models import (
    Issue,
    Obligation,
    Representative,
    Settlement,
    SettlementClause,
)

_AT = "/representative_id"


def power_errors(representative: Representative, today: date) -> Iterator[FieldError]:
    """What keeps a representative from signing: power, or a surat kuasa that does not hold on the day."""
    letter = representative.letter_number
    if representative.power != "menandatangani":
        detail = Text(
            f"Surat kuasa {letter} hanya untuk berunding.",
            f"Power of attorney {letter} is to negotiate only.",
        )
        yield FieldError(_AT, "may-not-sign", detail)
    if representative.letter_date > today:
        day = representative.letter_date
        detail = Text(f"Surat kuasa {letter} baru berlaku {day}.", f"{letter} holds only from {day}.")
        yield FieldError(_AT, "not-yet", detail)
    if representative.valid_until is not None and representative.valid_until < today:
        day = representative.valid_until
        detail = Text(
            f"Surat kuasa {letter} berlaku sampai {day} dan sudah lewat.", f"{letter} held until {day}."
        )
        yield FieldError(_AT, "expired", detail)
    if representative.ended_on is not None and representative.ended_on <= today:
        day = representative.ended_on
        detail = Text(f"Surat kuasa {letter} berakhir {day}.", f"{letter} ended on {day}.")
        yield FieldError(_AT, "ended", detail)


def settled_by(clauses: Collection[SettlementClause]) -> set[UUID]:
    """The issues that clauses settle."""
    return {UUID(issue) for clause in clauses for issue in clause.issues}


def outcome_of(issues: Collection[Issue], clauses: Collection[SettlementClause]) -> str | None:
    """`penuh` where every mediated issue is settled, `sebagian` where some are, None where none is."""
    mediated = {issue.id for issue in issues if issue.route == "mediasi"}
    settled = settled_by(clauses) & mediated
    if not settled:
        return None
    return "penuh" if settled == mediated else "sebagian"


def burdened_by(
    clauses: Collection[SettlementClause], obligations: Collection[Obligation], disputants: Collection[UUID]
) -> list[UUID]:
    """The parties whose DPRD must approve: those that owe by a clause that burdens; every disputant where
    such a clause names nobody.
    """
    burdening = {one.id for one in clauses if one.burdens_public or one.not_in_apbd}
    named = {one.clause_id for one in obligations}
    owing = {one.party_id for one in obligations if one.clause_id in burdening}
    if burdening - named:
        owing |= set(disputants)
    return sorted(owing)


def approved_by(settlement: Settlement) -> set[UUID]:
    """The parties whose DPRD approved the present text."""
    return {
        UUID(one["party_id"])
        for one in settlement.dprd
        if one["approved"] and one.get("text") == settlement.version and one.get("party_id")
    }


def needs_dprd(clauses: Collection[SettlementClause]) -> bool:
    """Whether a DPRD must approve: it burdens the public, or is not in the APBD (PP 28/2018 Article 6)."""
    return any(clause.burdens_public or clause.not_in_apbd for clause in clauses)
