"""Makes, changes and answers proposals. The trail keeps digests: what was offered stays in the room."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import sealing
from services.mediation.cases import service as cases
from services.mediation.cases.models import Proposal, ProposalAnswer, ProposalVersion
from services.mediation.cases.service import Held
from services.mediation.proceedings import service as proceedings
from services.mediation.proposals import queries
from services.mediation.proposals.problems import (
    NotTheirProposal,
    OwnProposal,
    ProposalNotFound,
    ProposalSettled,
)
from services.mediation.trail.service import Head

Require = Callable[[int], None]


async def make(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    text: str,
    issues: Sequence[UUID],
    counters: UUID | None,
    party_id: UUID | None,
) -> tuple[Proposal, Head]:
    """Make a proposal, or counter one."""
    cases.require_possible(held, "proposal")
    own = _proposer(held, party_id)
    errors = []
    mediable = {issue.id for issue in held.contents.issues if issue.route == "mediasi"}
    for index, issue in enumerate(issues):
        if issue not in mediable:
            detail = Text("Bukan isu yang dimediasi dalam perkara ini.", "No issue mediated in this case.")
            errors.append(FieldError(f"/issues/{index}", "unknown", detail))
    if counters is not None and await queries.find(session, actor, held.case.id, counters) is None:
        detail = Text("Tidak ada usul itu.", "There is no such proposal.")
        errors.append(FieldError("/counters", "unknown", detail))
    if errors:
        raise Invalid(errors=errors)
    at = clock.now()
    made = Proposal(
        case_id=held.case.id,
        number=await queries.next_number(session, held.case.id),
        party_id=own,
        counters=counters,
        issues=[str(issue) for issue in dict.fromkeys(issues)],
        created_at=at,
        updated_at=at,
    )
    session.add(made)
    # Its version refers to it.
    await session.flush()
    refs = {"proposal": str(made.id), "proposal_version": "1", "digest": _say(session, made, text)}
    return made, await proceedings.conclude(session, actor, held, "proposal", refs=refs)


async def require(session: AsyncSession, actor: Actor, held: Held, proposal_id: UUID) -> Proposal:
    """A proposal of a case; `ProposalNotFound` where it is not there for this actor."""
    found = await queries.find(session, actor, held.case.id, proposal_id)
    if found is None:
        raise ProposalNotFound()
    return found


async def change(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: Proposal,
    *,
    text: str | None,
    withdrawn: bool,
    require_version: Require,
) -> Head:
    """Say it anew, which opens it again, or withdraw it."""
    cases.require_possible(held, "proposal-change")
    if not _is_theirs(held, row):
        raise NotTheirProposal()
    if (text is None) != withdrawn:
        detail = Text("Isi tepat satu: text atau state.", "Give exactly one: text or state.")
        raise Invalid(errors=[FieldError("/text", "one-of", detail)])
    if row.state in ("diterima", "ditarik"):
        raise _settled(row)
    require_version(row.version)
    refs = {"proposal": str(row.id)}
    if text is None:
        row.state = "ditarik"
    else:
        row.version, row.state = row.version + 1, "terbuka"
        refs["digest"] = _say(session, row, text)
    row.updated_at = clock.now()
    refs |= {"proposal_version": str(row.version), "proposal_state": row.state}
    return await proceedings.conclude(session, actor, held, "proposal-change", refs=refs)


async def answer(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: Proposal,
    *,
    accepted: bool,
    note: str | None,
    party_id: UUID | None,
    require_version: Require,
) -> Head:
    """Accept or refuse the version that was read. All others' yes settles it; one no refuses it."""
    cases.require_possible(held, "proposal-answer")
    party = proceedings.party_of(held, None if party_id is None else str(party_id))
    if party.id == row.party_id:
        raise OwnProposal()
    if row.state not in ("terbuka", "ditolak"):
        raise _settled(row)
    require_version(row.version)
    said = await session.get(ProposalAnswer, (row.id, row.version, party.id))
    if said is None:
        said = ProposalAnswer(
            proposal_id=row.id, version=row.version, party_id=party.id, accepted=accepted, said_at=clock.now()
        )
        session.add(said)
    said.accepted, said.note, said.said_at = accepted, note, clock.now()
    await session.flush()
    answers = (await queries.answers(session, [row.id]))[row.id]
    told = {one.party_id: one.accepted for one in answers if one.version == row.version}
    others = [one.id for one in held.disputants if one.id != row.party_id]
    if not all(told.values()):
        row.state = "ditolak"
    else:
        row.state = "diterima" if all(one in told for one in others) else "terbuka"
    row.updated_at = clock.now()
    refs = {
        "proposal": str(row.id),
        "proposal_version": str(row.version),
        "party": str(party.id),
        "answer": "menerima" if accepted else "menolak",
    }
    return await proceedings.conclude(session, actor, held, "proposal-answer", refs=refs)


def _say(session: AsyncSession, row: Proposal, text: str) -> str:
    said = ProposalVersion(
        proposal_id=row.id, version=row.version, text=text, salt=sealing.new_salt(), created_at=clock.now()
    )
    session.add(said)
    return sealing.digest_of(said.salt, text)


def _proposer(held: Held, party_id: UUID | None) -> UUID | None:
    if held.part != "mediator":
        return proceedings.party_of(held, None if party_id is None else str(party_id)).id
    if party_id is not None:
        detail = Text("Mediator mengusulkan atas namanya sendiri.", "The mediator proposes as mediator.")
        raise Invalid(errors=[FieldError("/party_id", "not-a-party", detail)])
    return None


def _is_theirs(held: Held, row: Proposal) -> bool:
    if row.party_id is None:
        return held.part == "mediator"
    return row.party_id in {party.id for party in held.own}


def _settled(row: Proposal) -> ProposalSettled:
    return ProposalSettled(Text(f"Usul ini {row.state}.", f"The proposal is {row.state}."))
