"""Acts on what a case is related to."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import queries
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case, Issue, Party, Representative
from services.mediation.cases.problems import unknown
from services.mediation.cases.service import Held
from services.mediation.filing import service as filing
from services.mediation.parties import service as parties
from services.mediation.parties.rules import no_forum
from services.mediation.proceedings import service as proceedings
from services.mediation.reference import queries as reference
from services.mediation.trail.service import Head

CAUSES: Final = ("failure_cause", "challenge", "problem_dimension")


async def split(
    session: AsyncSession, actor: Actor, held: Held, *, issue_ids: Sequence[UUID], title: str, reason: str
) -> tuple[Case, Head]:
    """Put some issues into a case of their own, between the same parties; the new case."""
    cases.require_possible(held, "split")
    moved = _issues(held, issue_ids)
    case = held.case
    sides = [_named(one) for one in held.standing]
    values = {
        "kind": case.kind,
        "title": title,
        "summary": case.summary,
        "relief_sought": case.relief_sought,
        "related_forums": case.related_forums,
        "related_instruments": case.related_instruments,
        "letter": case.letter,
        "parties": sides,
    }
    named = await parties.named(session, values, case.forum)
    new = await filing.new_case(
        session, actor, state="diajukan", through=case.forum, values=values, named=named
    )
    new.filed_at, new.split_from, new.demo = new.created_at, case.id, case.demo
    new.clause, new.clause_status = case.clause, case.clause_status
    new.assignee, new.assigned_at = case.assignee, case.assigned_at
    await session.flush()
    parties.add_parties(session, new, sides, named)
    for position, issue in enumerate(moved, start=1):
        issue.case_id, issue.position = new.id, position
    await session.flush()
    await _same_powers(session, held, new)
    refs = {"case": str(case.id), "issues": " ".join(str(issue.id) for issue in moved)}
    told = await cases.held(session, actor, new)
    await proceedings.conclude(
        session, actor, told, "filing", refs={**refs, "split_from": str(case.id)}, content={"title": title}
    )
    head = await proceedings.conclude(
        session, actor, held, "split", refs={**refs, "case": str(new.id)}, content={"reason": reason}
    )
    return new, head


def _named(party: Party) -> dict[str, Any]:
    # One that is a forum or a region has its name from there.
    named = party.forum is None and party.region_code is None
    return {
        "role": party.role,
        "forum": party.forum,
        "region_code": party.region_code,
        "name": party.name if named else None,
    }


def _issues(held: Held, issue_ids: Sequence[UUID]) -> list[Issue]:
    wanted = set(issue_ids)
    found = [issue for issue in held.contents.issues if issue.id in wanted]
    errors = [
        unknown(f"/issue_ids/{index}", Text("Bukan isu perkara ini.", "Not an issue of this case."))
        for index, issue_id in enumerate(issue_ids)
        if issue_id not in {issue.id for issue in found}
    ]
    if not errors and len(found) == len(held.contents.issues):
        detail = Text("Sisakan sedikitnya satu isu.", "Leave one issue at least.")
        errors.append(FieldError("/issue_ids", "none-left", detail))
    if errors:
        raise Invalid(errors=errors)
    return found


async def _same_powers(session: AsyncSession, held: Held, new: Case) -> None:
    """Who speaks for a party does so in both cases."""
    before = {party.id: party.name for party in held.standing}
    after = {party.name: party.id for party in (await queries.contents(session, new.id)).parties}
    for one in held.contents.representatives:
        if one.ended_on is None and one.party_id in before:
            session.add(
                Representative(
                    **one.model_dump(exclude={"id", "case_id", "party_id"}),
                    case_id=new.id,
                    party_id=after[before[one.party_id]],
                )
            )


async def link_duplicate(
    session: AsyncSession, actor: Actor, held: Held, *, reference: str, reason: str
) -> Head:
    """Say that a case doubles another, which goes on."""
    cases.require_possible(held, "duplicate-link")
    other = await queries.find(session, actor, reference)
    if other is None:
        detail = Text(f"Tidak ada perkara {reference}.", f"There is no case {reference}.")
        raise Invalid(errors=[unknown("/case", detail)])
    if other.id == held.case.id or other.duplicate_of is not None:
        detail = Text(
            "Tautkan ke perkara lain yang bukan kembaran.", "Link to another case, not itself a duplicate."
        )
        raise Invalid(errors=[FieldError("/case", "not-another", detail)])
    held.case.duplicate_of = other.id
    return await proceedings.conclude(
        session, actor, held, "duplicate-link", refs={"case": str(other.id)}, content={"reason": reason}
    )


async def require_causes(session: AsyncSession, codes: Sequence[str]) -> None:
    """Refuse codes that are of none of the vocabularies of causes."""
    known = await reference.existing_codes(session, [(name, code) for name in CAUSES for code in codes])
    accepted = {code for _, code in known}
    errors = [
        FieldError(
            f"/root_causes/{index}",
            "unknown-code",
            Text(f"`{code}` bukan kode {', '.join(CAUSES)}.", f"`{code}` is no code of {', '.join(CAUSES)}."),
        )
        for index, code in enumerate(codes)
        if code not in accepted
    ]
    if errors:
        raise Invalid(errors=errors)


async def name_causes(session: AsyncSession, actor: Actor, held: Held, *, codes: Sequence[str]) -> Head:
    """Record the root causes of a dispute, all of them."""
    cases.require_possible(held, "root-causes")
    held.case.root_causes = list(codes)
    return await proceedings.conclude(
        session, actor, held, "root-causes", refs={"root_causes": " ".join(codes)}
    )


async def require_forums(session: AsyncSession, slugs: Sequence[str]) -> None:
    """Refuse forums that are not of this simpul."""
    known = await reference.forums(session, slugs)
    errors = [
        unknown(f"/related_forums/{index}", no_forum(slug))
        for index, slug in enumerate(slugs)
        if slug not in known
    ]
    if errors:
        raise Invalid(errors=errors)


async def relate(
    session: AsyncSession, actor: Actor, held: Held, *, forums: Sequence[str], instruments: Sequence[UUID]
) -> Head:
    """Record the forums and instruments that a case touches, all of them."""
    cases.require_possible(held, "relations")
    held.case.related_forums = list(forums)
    held.case.related_instruments = [str(one) for one in instruments]
    refs = {"forums": " ".join(forums), "instruments": " ".join(held.case.related_instruments)}
    return await proceedings.conclude(session, actor, held, "relations", refs=refs)
