"""A settlement as an answer."""

from typing import Any, Final
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.web.answers import answer_document
from services.mediation.cases.models import Settlement, SettlementClause
from services.mediation.cases.service import Held
from services.mediation.settlements import queries
from services.mediation.settlements.paper import digest_of_text
from services.mediation.settlements.schemas import SettlementOut
from services.mediation.settlements.signing import approved_by, burdened_by, needs_dprd
from services.mediation.trail.service import Head

# The state of the paper of a text that not all have signed.
DRAFT: Final = "rancangan"


async def answer_settlement(
    request: Request,
    session: AsyncSession,
    held: Held,
    row: Settlement,
    head: Head | None = None,
    *,
    status: int = 200,
) -> Response:
    """The settlement as it is now; `head` is the receipt of the act that made it so."""
    clauses = await queries.clauses(session, row.id)
    initials = await queries.initials(session, row.id)
    signatures = await queries.signatures(session, row.id)
    obligations = await queries.obligations(session, row.id)
    paper = await queries.paper_of(session, row)
    burdened: list[UUID] = []
    if needs_dprd(clauses) and not row.dprd_approved:
        burdened = burdened_by(clauses, obligations, [party.id for party in held.disputants])
    own = {"settlement_id", "salt"}
    out = SettlementOut.model_validate(
        {
            **row.model_dump(exclude={"case_id"}),
            "clauses": [one.model_dump(exclude=own) for one in clauses],
            "obligations": [
                one.model_dump(include={"id", "version", "clause_id", "party_id", "text", "due_on", "state"})
                for one in obligations
            ],
            "initials": [one.model_dump(exclude=own) for one in initials],
            "signatures": [one.model_dump(exclude=own) for one in signatures],
            "refusals": [one.model_dump(exclude=own) for one in await queries.refusals(session, row.id)],
            "text_sha256": digest_of_text(clauses, obligations),
            "file_state": DRAFT if paper is None else paper.file_state,
            "file_sha256": None if paper is None else paper.file_sha256,
            "file_size": None if paper is None else paper.file_size,
            "dprd_needed": needs_dprd(clauses),
            "dprd_awaited": [one for one in burdened if one not in approved_by(row)],
            "addenda": _addenda(held, clauses) if row.state == "berlaku" else [],
        }
    )
    return answer_document(
        request,
        out.model_dump_json().encode(),
        version=row.version,
        # What may differ at one version of the text.
        audience=f"{row.state}-{len(initials)}-{len(signatures)}-{int(row.updated_at.timestamp())}"
        f"-{out.file_state}",
        status=status,
        headers={} if head is None else {"Trail-Head": str(head)},
    )


def _addenda(held: Held, clauses: list[SettlementClause]) -> list[dict[str, Any]]:
    case = held.case
    named = [case.clause["instrument_id"]] if case.clause is not None else []
    return [
        {
            "instrument_id": instrument,
            "kind": "adendum",
            "title": f"Adendum berdasarkan kesepakatan penyelesaian perselisihan {case.number}",
            "clauses": [{"position": one.position, "title": one.title, "text": one.text} for one in clauses],
        }
        for instrument in dict.fromkeys([*named, *case.related_instruments])
    ]
