"""What the paper of a settlement says: pure. It records what the parties agree, and never rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from services.kit import clock
from services.kit.simpul import Simpul
from services.mediation.cases.models import (
    Case,
    Initial,
    Obligation,
    Party,
    Representative,
    Settlement,
    SettlementClause,
    Signature,
)
from services.mediation.cases.queries import Contents
from services.mediation.letters import wording
from services.mediation.settlements.signing import needs_dprd, power_errors
from services.mediation.trail.service import canonical

_ROLES: Final = {"pemohon": "Pemohon", "pihak_lain": "Pihak lain", "pemberi_keterangan": "Pemberi keterangan"}
_OUTCOMES: Final = {
    "penuh": "menyelesaikan semua isu yang dimediasi",
    "sebagian": "menyelesaikan sebagian isu yang dimediasi",
}


def digest_of_text(clauses: Sequence[SettlementClause], obligations: Sequence[Obligation]) -> str:
    """SHA-256, in hex, of the text that is agreed: its clauses in order, then what they oblige to.

    Over JSON with sorted keys and no spaces: `{"clauses": [{"position", "text", "title"}], "obligations":
    [{"clause", "due_on", "party", "text"}]}`, where `clause` is a position and `party` an id.
    """
    positions = {one.id: one.position for one in clauses}
    text = {
        "clauses": [{"position": one.position, "title": one.title, "text": one.text} for one in clauses],
        "obligations": [
            {
                "clause": positions[one.clause_id],
                "party": str(one.party_id),
                "text": one.text,
                "due_on": one.due_on.isoformat(),
            }
            for one in obligations
        ],
    }
    return sha256(canonical(text).encode()).hexdigest()


def compose(
    case: Case,
    held: Contents,
    settlement: Settlement,
    *,
    simpul: Simpul,
    mediator: str | None,
    clauses: Sequence[SettlementClause],
    obligations: Sequence[Obligation],
    initials: Sequence[Initial],
    signatures: Sequence[Signature],
) -> dict[str, Any]:
    """The paper as its template takes it; days and words in Indonesian. A text that not every disputant has
    signed is a draft.
    """
    disputants = [one for one in held.parties if one.left_on is None and one.role != "pemberi_keterangan"]
    signed = {one.party_id: one for one in signatures}
    names = {one.id: one.name for one in held.parties}
    positions = {one.id: one.position for one in clauses}
    issues = {str(one.id): one for one in held.issues}
    return {
        "office": wording.office_of(simpul),
        "demo": case.demo,
        "draft": any(party.id not in signed for party in disputants),
        "number": f"Naskah versi {settlement.version}",
        "subject": "Kesepakatan Penyelesaian Perselisihan",
        "dated": wording.day_in_words(clock.today()),
        "case": wording.case_in_words(case, held.parties),
        "mediator": mediator,
        "outcome": None if settlement.outcome is None else _OUTCOMES[settlement.outcome],
        "text": {"version": settlement.version, "sha256": digest_of_text(clauses, obligations)},
        "parties": [
            {"name": one.name, "role": _ROLES[one.role], "region_code": one.region_code} for one in disputants
        ],
        "clauses": [
            {
                "position": one.position,
                "title": one.title,
                "text": one.text,
                "issues": [issues[issue].text for issue in one.issues if issue in issues],
                "dprd": _burdens(one),
            }
            for one in clauses
        ],
        "initials": [_initialled(party, initials) for party in disputants],
        "obligations": [
            {
                "clause": positions[one.clause_id],
                "party": names[one.party_id],
                "text": one.text,
                "day": wording.day_in_words(one.due_on),
            }
            for one in obligations
        ],
        "dprd": {
            "needed": needs_dprd(clauses),
            "approved": settlement.dprd_approved,
            "clauses": [str(one.position) for one in clauses if one.burdens_public or one.not_in_apbd],
            "decisions": [_decided(one) for one in settlement.dprd],
        },
        "signatures": [
            _signed(party, signed.get(party.id), held.representatives, clock.today()) for party in disputants
        ],
    }


def _burdens(clause: SettlementClause) -> str | None:
    found = [
        text
        for text, holds in (
            ("membebani masyarakat atau daerah", clause.burdens_public),
            ("belum dianggarkan dalam APBD tahun berjalan", clause.not_in_apbd),
        )
        if holds
    ]
    return " dan ".join(found) or None


def _initialled(party: Party, initials: Sequence[Initial]) -> dict[str, Any]:
    made = next((one for one in initials if one.party_id == party.id), None)
    day = None if made is None else wording.day_in_words(clock.legal_day(made.made_at))
    return {"party": party.name, "day": day, "letter": None if made is None else made.letter}


def _decided(decision: Mapping[str, Any]) -> dict[str, Any]:
    day = wording.day_in_words(date.fromisoformat(decision["date"]))
    return {"dprd": decision["dprd"], "number": decision["number"], "day": day} | {
        "approved": decision["approved"],
        "reason": decision["reason"],
    }


def _signed(
    party: Party, signature: Signature | None, representatives: Sequence[Representative], today: date
) -> dict[str, Any]:
    """Who signed for a party and by what authority; or who may, where nobody did yet."""
    own = [one for one in representatives if one.party_id == party.id]
    if signature is None:
        able = [one for one in own if not list(power_errors(one, today))]
        return {
            "party": party.name,
            "role": _ROLES[party.role],
            "signed": False,
            "may": [f"{one.name}, {_power_of(one)}" for one in able],
        }
    return {
        "party": party.name,
        "role": _ROLES[party.role],
        "signed": True,
        "name": signature.name,
        "position": signature.position,
        "authority": _authority_of(signature, {one.id: one for one in own}),
        "letter": signature.letter,
        "day": wording.day_in_words(clock.legal_day(signature.signed_at)),
    }


def _authority_of(signature: Signature, own: Mapping[UUID, Representative]) -> str:
    if signature.representative_id is None:
        return "selaku kepala daerah atau ketua forum"
    return _power_of(own[signature.representative_id])


def _power_of(one: Representative) -> str:
    until = "" if one.valid_until is None else f", berlaku sampai {wording.day_in_words(one.valid_until)}"
    return (
        f"kuasa menandatangani menurut surat kuasa nomor {one.letter_number} "
        f"tanggal {wording.day_in_words(one.letter_date)}{until}"
    )
