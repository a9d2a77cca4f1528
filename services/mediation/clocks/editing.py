"""The rules of limits, as the secretariat keeps them. A clock that runs keeps the edition it began with."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor, system_actor
from services.kit.ids import new_id
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import states
from services.mediation.cases.models import ClockRule, ClockRuleChange, NonWorkingDay, NonWorkingDayChange
from services.mediation.clocks import policy, queries
from services.mediation.clocks.problems import ClockRuleNotFound, DayNotFound

IMPORTER: Final = system_actor("import")
_RULES: Final = Path(__file__).parent.parent / "data" / "clock_rules.json"


async def take(session: AsyncSession) -> int:
    """Take the rules that the node begins with; how many were new. One that is there is left as it is."""
    taken, at = 0, clock.now()
    for record in json.loads(_RULES.read_text(encoding="utf-8")):
        values = record | {"effective_from": date.fromisoformat(record["effective_from"])}
        rule = ClockRule(id=new_id(), version=1, created_at=at, updated_at=at, **values)
        added = insert(ClockRule).values(**rule.model_dump())
        unknown = added.on_conflict_do_nothing(constraint="uq_clock_rules_code_edition")
        if (await session.execute(unknown.returning(ClockRule.id))).first() is None:  # type: ignore[call-overload]
            continue
        taken += 1
        _note(session, IMPORTER, rule, reason=None)
    return taken


async def add(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> ClockRule:
    """Add an edition of a rule, in force from a day on which no other edition is."""
    policy.require_keeper(actor)
    beside = await queries.editions(session, values["code"])
    _judge(values["code"], values, beside)
    at = clock.now()
    edition = max((one.edition for one in beside), default=0) + 1
    rule = ClockRule(**values, edition=edition, created_at=at, updated_at=at)
    session.add(rule)
    # Another edition made at once is found by the database; the history refers to this one.
    await session.flush()
    _note(session, actor, rule, reason=None)
    return rule


async def require(session: AsyncSession, actor: Actor, rule_id: UUID) -> ClockRule:
    """A rule, locked, for who keeps them."""
    policy.require_keeper(actor)
    rule = await queries.lock(session, actor, rule_id)
    if rule is None:
        raise ClockRuleNotFound()
    return rule


async def amend(
    session: AsyncSession,
    actor: Actor,
    rule: ClockRule,
    *,
    changes: Mapping[str, Any],
    reason: str,
    require_version: Callable[[int], None],
) -> None:
    """Change an edition; clocks that run by it go on as they began."""
    beside = [one for one in await queries.editions(session, rule.code) if one.id != rule.id]
    _judge(rule.code, rule.model_dump() | dict(changes), beside)
    require_version(rule.version)
    differing = {field: value for field, value in changes.items() if getattr(rule, field) != value}
    if not differing:
        return
    for field, value in differing.items():
        setattr(rule, field, value)
    rule.version += 1
    rule.updated_at = clock.now()
    await session.flush()
    _note(session, actor, rule, reason=reason)


def _note(session: AsyncSession, actor: Actor, rule: ClockRule, *, reason: str | None) -> None:
    session.add(
        ClockRuleChange(
            rule_id=rule.id,
            version=rule.version,
            at=rule.updated_at,
            actor=actor.subject,
            reason=reason,
            document=rule.model_dump(mode="json", exclude={"id", "version", "created_at", "updated_at"}),
        )
    )


def _judge(code: str, values: Mapping[str, Any], beside: list[ClockRule]) -> None:
    """`Invalid` where a rule contradicts itself, the transition table, or another edition."""
    errors = []
    possible = states.starters_of(code)
    if not possible and not beside:
        known = ", ".join(sorted(states.RUNS_IN))
        detail = Text(
            f"`{code}` tidak dikenal; yang ada: {known}.", f"`{code}` is unknown; known are: {known}."
        )
        errors.append(FieldError("/code", "unknown-code", detail))
    for index, event in enumerate(values["start_events"]):
        if event not in possible:
            named = ", ".join(possible) or "-"
            detail = Text(
                f"`{event}` tidak memulai `{code}`; yang dapat: {named}.",
                f"`{event}` does not start `{code}`; possible are: {named}.",
            )
            errors.append(FieldError(f"/start_events/{index}", "unknown-start-event", detail))
    begins, ends = values["effective_from"], values["effective_to"]
    if ends is not None and ends < begins:
        detail = Text("Berakhir sebelum mulai berlaku.", "Ends before it is in force.")
        errors.append(FieldError("/effective_to", "before-beginning", detail))
    for other in beside:
        if begins <= (other.effective_to or date.max) and other.effective_from <= (ends or date.max):
            until = other.effective_to or "-"
            detail = Text(
                f"Edisi {other.edition} berlaku {other.effective_from} s.d. {until}; akhiri lebih dahulu.",
                f"Edition {other.edition} is in force from {other.effective_from} to {until}; end it first.",
            )
            errors.append(FieldError("/effective_from", "overlapping", detail))
    given = [values[name] is not None for name in ("extension_citation", "extension_mark")]
    if any(given) and not all(given):
        detail = Text("Dasar perpanjangan dan tandanya diisi bersama.", "Give the citation with its mark.")
        errors.append(FieldError("/extension_citation", "incomplete", detail))
    if errors:
        raise Invalid(errors=errors)


async def add_day(session: AsyncSession, actor: Actor, *, day: date, name: str, source: str) -> NonWorkingDay:
    """Add a non-working day. Clocks that run keep their last day."""
    policy.require_keeper(actor)
    before = await queries.day_changes(session, day)
    added = NonWorkingDay(
        day=day,
        version=before[0].version + 1 if before else 1,
        name=name,
        source=source,
        added_by=actor.subject,
        created_at=clock.now(),
    )
    session.add(added)
    # A day that is there already is found by the database.
    await session.flush()
    _note_day(session, actor, added, act="added", version=added.version, reason=None)
    return added


async def require_day(session: AsyncSession, actor: Actor, day: date) -> NonWorkingDay:
    """A day that the secretariat added, locked, for who keeps them."""
    policy.require_keeper(actor)
    found = await queries.lock_day(session, day)
    if found is None:
        raise DayNotFound()
    return found


async def remove_day(
    session: AsyncSession,
    actor: Actor,
    day: NonWorkingDay,
    *,
    reason: str | None,
    require_version: Callable[[int], None],
) -> None:
    """Take back a non-working day. Clocks that run keep their last day."""
    require_version(day.version)
    _note_day(session, actor, day, act="removed", version=day.version + 1, reason=reason)
    await session.delete(day)


def _note_day(
    session: AsyncSession, actor: Actor, day: NonWorkingDay, *, act: str, version: int, reason: str | None
) -> None:
    session.add(
        NonWorkingDayChange(
            day=day.day,
            version=version,
            act=act,
            at=clock.now(),
            actor=actor.subject,
            reason=reason,
            document={"name": day.name, "source": day.source},
        )
    )
