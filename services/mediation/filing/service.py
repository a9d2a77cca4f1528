"""Files requests and reserves numbers. A number comes from a counter row in the filing's transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.files.store import FileStore
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation import roles
from services.mediation.authority import rules as authority
from services.mediation.authority.rules import Disputant
from services.mediation.cases import policy, queries
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case, Issue
from services.mediation.cases.problems import unknown
from services.mediation.documents import service as documents
from services.mediation.filing import attachments
from services.mediation.filing.attachments import Attached
from services.mediation.officers import service as officers
from services.mediation.parties import service as parties
from services.mediation.parties.rules import Named, Values, disputants_of, no_forum, party_errors
from services.mediation.proceedings import service as proceedings
from services.mediation.reference import queries as reference
from services.mediation.trail.service import Head

_SIDES: Final = {
    "pemohon": Text("Perlu satu pemohon.", "A petitioner is needed."),
    "pihak_lain": Text("Perlu satu pihak lain.", "Another side is needed."),
}


async def file(session: AsyncSession, actor: Actor, *, values: Values, files: FileStore) -> tuple[Case, Head]:
    """Open a case with its parties, issues and documents; the case and the receipt of its last row."""
    policy.require_file(actor)
    through = _through(actor, values["forum"])
    named = await parties.named(session, values, through)
    attached, wrong = await attachments.read(actor, values["documents"])
    errors = [
        *_forum_errors(actor, values, through, named),
        *_party_errors(values["parties"], values["kind"], through, named),
        *_related_errors(values, named),
        *await _category_errors(session, values["issues"]),
        *wrong,
    ]
    _refuse(errors)
    await attachments.store(session, files, attached)
    disputants = disputants_of(values["parties"], named)
    case, head = await open_case(
        session, actor, values=values, through=through, named=named, disputants=disputants
    )
    return case, await _attach(session, actor, case, attached, head)


async def _attach(
    session: AsyncSession, actor: Actor, case: Case, attached: Sequence[Attached], head: Head
) -> Head:
    """Record the documents of a request that was filed; the trail's head after them."""
    if not attached:
        return head
    held = await cases.held(session, actor, case)
    for one in attached:
        head = await documents.attach(
            session, actor, held, one.received, name=one.name, confidentiality=one.confidentiality
        )
    return head


async def open_case(
    session: AsyncSession,
    actor: Actor,
    *,
    values: Values,
    through: str | None,
    named: Named,
    disputants: Sequence[Disputant],
    demo: bool = False,
) -> tuple[Case, Head]:
    """Open a case that was judged; a demonstration is between bodies that are nowhere registered."""
    case = await new_case(session, actor, state="diajukan", through=through, values=values, named=named)
    case.filed_at, case.demo = case.created_at, demo
    await session.flush()
    _add_parties(session, case, values, named)
    add_issues(session, case, values["issues"], disputants)
    content = {"title": case.title, "summary": case.summary, "relief_sought": case.relief_sought}
    held = await cases.held(session, actor, case)
    head = await proceedings.conclude(session, actor, held, "filing", content=content)
    return case, head


def _add_parties(session: AsyncSession, case: Case, values: Values, named: Named) -> None:
    parties.add_parties(
        session,
        case,
        values["parties"],
        named,
        filer=parties.filer_of(values["parties"], case.forum),
        house_rules_accepted=values["house_rules_accepted"],
    )


async def reserve(
    session: AsyncSession, actor: Actor, *, values: Values, days: int, demo: bool = False
) -> tuple[Case, Head]:
    """Reserve a number for a request that follows within so many days."""
    policy.require_file(actor)
    through = _through(actor, values["forum"])
    given = {**values, "parties": [], "issues": []}
    named = await parties.named(session, given, through)
    _refuse(_forum_errors(actor, given, through, named))
    case = await new_case(session, actor, state="dipesan", through=through, values=given, named=named)
    case.reserved_until, case.demo = case.created_at + timedelta(days=days), demo
    if roles.is_office(actor):
        # Whoever reserves it files it: a number alone is in nobody's queue.
        case.assignee, case.assigned_at = actor.subject, case.created_at
        await officers.meet(session, actor)
    head = await cases.record(session, actor, case, act="reservation", content={"title": case.title})
    return case, head


async def complete_reservation(
    session: AsyncSession, actor: Actor, held: cases.Held, *, values: Values, files: FileStore
) -> Head:
    """File the request whose number was reserved."""
    cases.require_possible(held, "filing")
    case = held.case
    values = {**values, "forum": case.forum}
    named = await parties.named(session, values, case.forum)
    attached, wrong = await attachments.read(actor, values["documents"])
    errors = [
        *_party_errors(values["parties"], values["kind"], case.forum, named),
        *_related_errors(values, named),
        *await _category_errors(session, values["issues"]),
        *wrong,
    ]
    _refuse(errors)
    # Under the case's lock: a number that is only reserved has nobody else to keep waiting.
    await attachments.store(session, files, attached)
    case.state, case.reserved_until, case.filed_at = "diajukan", None, clock.now()
    for field in ("kind", "title", "summary", "relief_sought", "letter"):
        setattr(case, field, values[field])
    case.mandate = _mandate(values["kind"])
    case.related_forums = list(values["related_forums"])
    case.related_instruments = [str(one) for one in values["related_instruments"]]
    case.clause, case.clause_status = _clause(case.kind, case.forum, named)
    _add_parties(session, case, values, named)
    add_issues(session, case, values["issues"], disputants_of(values["parties"], named))
    content = {"title": case.title, "summary": case.summary, "relief_sought": case.relief_sought}
    head = await proceedings.conclude(
        session, actor, held, "filing", refs={"from": "dipesan"}, content=content
    )
    return await _attach(session, actor, case, attached, head)


async def new_case(
    session: AsyncSession, actor: Actor, *, state: str, through: str | None, values: Values, named: Named
) -> Case:
    """A case with the next number, added to the session: its parties and issues are the caller's."""
    at, year = clock.now(), clock.today().year
    number = await queries.next_number(session, year)
    clause, status = _clause(values["kind"], through, named)
    case = Case(
        number=f"MED/{simpul_of(session).upper()}/{year}/{number:04}",
        forum=through,
        kind=values["kind"],
        mandate=_mandate(values["kind"]),
        title=values["title"],
        summary=values.get("summary", ""),
        relief_sought=values.get("relief_sought", ""),
        related_forums=list(values.get("related_forums", ())),
        related_instruments=[str(one) for one in values.get("related_instruments", ())],
        letter=values.get("letter"),
        clause=clause,
        clause_status=status,
        state=state,
        filed_by=actor.subject,
        created_at=at,
        updated_at=at,
    )
    session.add(case)
    return case


def _mandate(kind: str) -> str:
    """Role e of the node is between forums and inside one; citizens come through a forum's secretariat."""
    return "di_luar_peran_e" if kind == "antar_daerah" else "peran_e"


def _clause(kind: str, through: str | None, named: Named) -> tuple[dict[str, Any] | None, str]:
    """What the forum itself agreed to do first (PP 28/2018 Pasal 8): its newest clause on disputes."""
    forum = named.forums.get(through or "")
    if kind != "internal_forum" or forum is None or not forum.clauses:
        return None, "tidak_ada"
    newest = forum.clauses[0]
    told = {name: newest[name] for name in ("instrument_id", "title", "clause")}
    return told, "belum_ditempuh"


def _through(actor: Actor, given: str | None) -> str | None:
    """The forum through which a request comes: a forum's system speaks for its own."""
    own = sorted(actor.bound_to("forum"))
    return given or (own[0] if len(own) == 1 else None)


def _forum_errors(actor: Actor, values: Values, through: str | None, named: Named) -> list[FieldError]:
    errors = []
    if actor.has_role("forum") and through not in actor.bound_to("forum"):
        detail = Text("Forum hanya mengajukan untuk dirinya.", "A forum files for itself only.")
        errors.append(FieldError("/forum", "not-own-forum", detail))
    elif through is not None and through not in named.forums:
        errors.append(unknown("/forum", no_forum(through)))
    if values["kind"] in ("internal_forum", "warga_pemda") and through is None:
        detail = Text(
            "Sebutkan forum yang mengajukan; warga datang melalui sekretariat forum.",
            "Name the forum that files; citizens come through a forum's secretariat.",
        )
        errors.append(FieldError("/forum", "missing", detail))
    if not roles.is_office(actor):
        return errors
    if "letter" in values and values["letter"] is None:
        detail = Text("Petugas mencatat dari surat: sebutkan suratnya.", "Name the letter it came by.")
        errors.append(FieldError("/letter", "missing", detail))
    return errors


def _related_errors(values: Values, named: Named) -> list[FieldError]:
    return [
        unknown(f"/related_forums/{index}", no_forum(slug))
        for index, slug in enumerate(values["related_forums"])
        if slug not in named.forums
    ]


def _party_errors(
    parties: Sequence[Values], kind: str, through: str | None, named: Named
) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, party in enumerate(parties):
        at = f"/parties/{index}"
        errors += party_errors(party, at, kind=kind, named=named)
        key = party["forum"] or party["region_code"] or (party["name"] or "").lower()
        if key in seen:
            detail = Text("Pihak ini disebut dua kali.", "This party is named twice.")
            errors.append(FieldError(at, "party-twice", detail))
        seen.add(key)
    roles = [party["role"] for party in parties]
    for role, detail in _SIDES.items():
        if role not in roles:
            errors.append(FieldError("/parties", f"no-{role.replace('_', '-')}", detail))
    if kind == "antar_forum" and through is not None:
        petitioners = {p["forum"] for p in parties if p["role"] == "pemohon"}
        if through not in petitioners:
            detail = Text(
                f"Forum {through} yang mengajukan harus menjadi pemohon.",
                f"The forum {through} that files must be a petitioner.",
            )
            errors.append(FieldError("/parties", "filer-not-petitioner", detail))
    return errors


async def _category_errors(session: AsyncSession, issues: Sequence[Values]) -> list[FieldError]:
    codes = {issue["category"] for issue in issues}
    accepted = await reference.existing_categories(session, codes)
    return [
        FieldError(
            f"/issues/{index}/category",
            "unknown-code",
            Text(
                f"`{issue['category']}` bukan kode issue_category atau sector.",
                f"`{issue['category']}` is not a code of issue_category or sector.",
            ),
        )
        for index, issue in enumerate(issues)
        if issue["category"] not in accepted
    ]


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        raise Invalid(errors=errors)


def add_issues(
    session: AsyncSession, case: Case, issues: Sequence[Values], disputants: Sequence[Disputant]
) -> None:
    """Add issues, each with the authority that its matter and the parties suggest."""
    for position, issue in enumerate(issues, start=1):
        told = authority.of_issue(issue["category"], disputants).document()
        session.add(
            Issue(
                case_id=case.id,
                position=position,
                category=issue["category"],
                text=issue["text"],
                authority=told,
            )
        )
