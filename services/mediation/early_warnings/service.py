"""Acts on signals. Each is one transaction with its history and its thin feed row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor, system_actor
from services.kit.feed import outbox
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases.problems import unknown
from services.mediation.early_warnings import policy, queries
from services.mediation.early_warnings.codes import OPEN
from services.mediation.early_warnings.models import (
    Bulletin,
    Corroboration,
    EarlyWarning,
    Statement,
    WarningHistory,
)
from services.mediation.early_warnings.problems import (
    AlreadyEscalated,
    OwnSignal,
    StatementNotFound,
    WarningClosed,
    WarningNotFound,
)
from services.mediation.filing import service as filing
from services.mediation.reference import queries as reference

ENTITY: Final = "early_warning"
BULLETIN: Final = "bulletin"
BATCH: Final = 100
UPKEEP: Final = system_actor("early-warnings")
Values = Mapping[str, Any]


def border_of(codes: Sequence[str]) -> str | None:
    """The border between two regions, the lesser code first; None where there are not just two."""
    distinct = sorted(set(codes))
    return "/".join(distinct) if len(distinct) == 2 else None


async def report(session: AsyncSession, actor: Actor, *, values: Values, demo: bool = False) -> EarlyWarning:
    """Report a signal; what is said with it is alleged. A demonstration lies in regions that do not exist."""
    policy.require_report(actor)
    own = sorted(actor.bound_to("forum"))
    if not demo:
        await _judge(session, values, own)
    at = clock.now()
    warning = EarlyWarning(
        **{name: value for name, value in values.items() if name != "statements"},
        border=border_of(values["region_codes"]),
        provinces=sorted({code[:2] for code in values["region_codes"]}),
        state="baru",
        reported_by=actor.subject,
        forum=own[0] if own else None,
        demo=demo,
        created_at=at,
        updated_at=at,
    )
    session.add(warning)
    # Statements refer to it.
    await session.flush()
    for said in values["statements"]:
        session.add(_statement(actor, warning, said))
    await _record(session, actor, warning, "report", {"state": "baru"}, is_new=True)
    return warning


async def amend(
    session: AsyncSession,
    actor: Actor,
    warning: EarlyWarning,
    *,
    changes: Values,
    require_version: Callable[[int], None],
) -> None:
    """Classify a signal, weigh it, say who else may see it. The office's."""
    _require_open(warning)
    held = {name: getattr(warning, name) for name in ("region_codes", "classification", "forums")}
    await _judge(session, {**held, **changes}, [])
    require_version(warning.version)
    differing = {name: value for name, value in changes.items() if getattr(warning, name) != value}
    if not differing:
        return
    for name, value in differing.items():
        setattr(warning, name, value)
    if "region_codes" in differing:
        warning.border = border_of(warning.region_codes)
        warning.provinces = sorted({code[:2] for code in warning.region_codes})
    if warning.state == "baru":
        warning.state = "diperiksa"
    await _record(session, actor, warning, "amendment", differing)


async def state(session: AsyncSession, actor: Actor, warning: EarlyWarning, *, said: Values) -> None:
    """Add what somebody says of it: alleged, whoever says it."""
    _require_open(warning)
    statement = _statement(actor, warning, said)
    session.add(statement)
    await _record(session, actor, warning, "statement", {"statement": str(statement.id)})


async def assess(
    session: AsyncSession, actor: Actor, warning: EarlyWarning, statement_id: UUID, *, status: str, basis: str
) -> None:
    """Confirm or refute one statement, with the basis. The office's."""
    _require_open(warning)
    found = (await queries.statements(session, [warning.id]))[warning.id]
    statement = next((one for one in found if one.id == statement_id), None)
    if statement is None:
        raise StatementNotFound()
    statement.status, statement.basis = status, basis
    statement.assessed_by, statement.assessed_at = actor.subject, clock.now()
    if warning.state == "baru":
        warning.state = "diperiksa"
    changes = {"statement": str(statement.id), "status": status}
    await _record(session, actor, warning, "assessment", changes, why=basis)


async def corroborate(
    session: AsyncSession, actor: Actor, warning: EarlyWarning, *, supports: bool, text: str
) -> None:
    """Add what another source saw, or did not see; each source once, and never its own reporter."""
    _require_open(warning)
    if actor.subject == warning.reported_by:
        raise OwnSignal()
    given = Corroboration(
        warning_id=warning.id, supports=supports, text=text, given_by=actor.subject, given_at=clock.now()
    )
    session.add(given)
    changes = {"corroboration": str(given.id), "supports": supports}
    await _record(session, actor, warning, "corroboration", changes)


async def escalate(
    session: AsyncSession,
    actor: Actor,
    warning: EarlyWarning,
    *,
    to: str,
    reason: str,
    meeting: Values | None,
    days: int,
) -> None:
    """Make it a case, whose number is reserved for the request that follows, or a joint meeting."""
    _require_open(warning)
    if await queries.is_freed(session, warning):
        await _free(session, actor, warning)
    if warning.escalated_to is not None:
        raise AlreadyEscalated(Text(f"Menjadi {warning.escalated_to}.", f"It became {warning.escalated_to}."))
    if (to == "rapat_bersama") == (meeting is None):
        detail = Text(
            "Isi meeting untuk rapat_bersama, dan hanya untuk itu.",
            "Give a meeting for rapat_bersama, and only then.",
        )
        raise Invalid(errors=[FieldError("/meeting", "meeting", detail)])
    if to == "perkara":
        values = {"title": warning.title, "kind": "antar_daerah", "forum": warning.forum, "letter": reason}
        case, _ = await filing.reserve(session, actor, values=values, days=days, demo=warning.demo)
        warning.case_id = case.id
    else:
        warning.meeting = dict(meeting or {})
    warning.escalated_to, warning.state = to, "ditindaklanjuti"
    await _record(session, actor, warning, "escalation", {"escalated_to": to}, why=reason)


async def free(session: AsyncSession) -> bool:
    """Let signals be escalated again whose reserved number nobody filed; whether there may be more."""
    found = await queries.freed(session, BATCH)
    for warning in found:
        await _free(session, UPKEEP, warning)
    return len(found) == BATCH


async def _free(session: AsyncSession, actor: Actor, warning: EarlyWarning) -> None:
    changes = {"case_id": str(warning.case_id), "escalated_to": None}
    warning.escalated_to, warning.case_id, warning.state = None, None, "diperiksa"
    await _record(session, actor, warning, "escalation-void", changes)


async def close(
    session: AsyncSession, actor: Actor, warning: EarlyWarning, *, unfounded: bool, outcome: str
) -> None:
    """Close a signal, as done or as unfounded."""
    _require_open(warning)
    warning.state, warning.outcome = ("tidak_terbukti" if unfounded else "ditutup"), outcome
    await _record(session, actor, warning, "closing", {"state": warning.state}, why=outcome)


async def publish_bulletin(
    session: AsyncSession,
    actor: Actor,
    *,
    regions: Sequence[str],
    period: tuple[date, date],
    forums: Sequence[str],
    note: str | None,
) -> Bulletin:
    """Compose the exchange of a border for a period: of each signal what is established, nothing alleged."""
    policy.require_office(actor)
    border = border_of(regions)
    errors = []
    if border is None:
        detail = Text("Sebut dua wilayah yang berbatasan.", "Name the two regions of a border.")
        errors.append(FieldError("/regions", "two-regions", detail))
    if period[0] > period[1]:
        detail = Text("Masa berakhir sebelum mulai.", "The period ends before it begins.")
        errors.append(FieldError("/period_to", "before-start", detail))
    errors += await _forum_errors(session, forums)
    if errors or border is None:
        raise Invalid(errors=errors)
    found = await queries.of_period(session, actor, border, *period)
    said = await queries.statements(session, [one.id for one in found])
    bulletin = Bulletin(
        border=border,
        period_from=period[0],
        period_to=period[1],
        note=note,
        forums=sorted(forums),
        provinces=sorted({code[:2] for code in regions}),
        items=[
            {
                "classification": one.classification,
                "severity": one.severity,
                "state": one.state,
                "reported_on": clock.legal_day(one.created_at).isoformat(),
                "established": [s.text for s in said[one.id] if s.status == "terkonfirmasi"],
                "alleged": sum(s.status == "dugaan" for s in said[one.id]),
            }
            for one in found
        ],
        published_by=actor.subject,
        published_at=clock.now(),
    )
    session.add(bulletin)
    # A second one of the same period is told by its constraint.
    await session.flush()
    thin = {"id": str(bulletin.id), "type": BULLETIN, "version": 1, "at": clock.now().isoformat()}
    await outbox.record(session, outbox.Change(BULLETIN, str(bulletin.id), 1, thin))
    return bulletin


async def require(session: AsyncSession, actor: Actor, warning_id: UUID) -> EarlyWarning:
    """The signal, locked; `WarningNotFound` where it is not there for this actor."""
    policy.require_read(actor)
    warning = await queries.lock(session, actor, warning_id)
    if warning is None:
        raise WarningNotFound()
    return warning


def _require_open(warning: EarlyWarning) -> None:
    if warning.state not in OPEN:
        raise WarningClosed(Text(f"Statusnya {warning.state}.", f"Its state is {warning.state}."))


def _statement(actor: Actor, warning: EarlyWarning, said: Values) -> Statement:
    return Statement(
        warning_id=warning.id,
        text=said["text"],
        source=said["source"],
        said_by=actor.subject,
        said_at=clock.now(),
    )


async def _judge(session: AsyncSession, values: Values, own: Sequence[str]) -> None:
    """Codes that exist, and a forum that reports for itself."""
    errors: list[FieldError] = []
    codes = values["region_codes"]
    known = await reference.regions(session, codes)
    for index, code in enumerate(codes):
        if code not in known:
            detail = Text(f"`{code}` bukan kode wilayah.", f"`{code}` is no region's code.")
            errors.append(FieldError(f"/region_codes/{index}", "unknown-code", detail))
    classes = await reference.existing_codes(session, [("issue_category", values["classification"])])
    if not classes:
        detail = Text("Bukan kode issue_category.", "Not a code of issue_category.")
        errors.append(FieldError("/classification", "unknown-code", detail))
    errors += await _forum_errors(session, [slug for slug in values["forums"] if slug not in own])
    if errors:
        raise Invalid(errors=errors)


async def _forum_errors(session: AsyncSession, slugs: Sequence[str]) -> list[FieldError]:
    known = await reference.forums(session, slugs)
    return [
        unknown(
            f"/forums/{index}",
            Text(f"Tidak ada forum {slug} di simpul ini.", f"There is no forum {slug} in this simpul."),
        )
        for index, slug in enumerate(slugs)
        if slug not in known
    ]


async def note(
    session: AsyncSession, actor: Actor, warning: EarlyWarning, *, act: str, changes: Values
) -> None:
    """Note in a signal's history an act that is not its own, such as the correction of somebody's data."""
    await _record(session, actor, warning, act, changes)


async def _record(
    session: AsyncSession,
    actor: Actor,
    warning: EarlyWarning,
    act: str,
    changes: Values,
    *,
    why: str | None = None,
    is_new: bool = False,
) -> None:
    at = clock.now()
    if not is_new:
        warning.version += 1
        warning.updated_at = at
    session.add(
        WarningHistory(
            warning_id=warning.id,
            version=warning.version,
            act=act,
            who=actor.subject,
            at=at,
            why=why,
            changes=dict(changes),
        )
    )
    # A corroboration given twice is told by its constraint.
    await session.flush()
    thin = {"id": str(warning.id), "type": ENTITY, "version": warning.version, "at": at.isoformat()}
    await outbox.record(session, outbox.Change(ENTITY, str(warning.id), warning.version, thin))
