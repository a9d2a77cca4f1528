"""Pulling members' feeds: each is a job, done again after a crash, and nothing kept is lost by a failure."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock, jobs, telemetry
from services.kit.actor import system_actor
from services.kit.db import DATABASE_IS_AWAY, Database, Databases
from services.kit.ids import new_id
from services.kit.language import Text
from services.kit.outbound import Answer, Bounds, NotFetched, get
from services.kit.worker import Loop
from services.knowledge.jdihn import queries
from services.knowledge.jdihn.linting import content_sha256, id_of, lint
from services.knowledge.jdihn.models import JdihnMember, JdihnRecord
from services.knowledge.jdihn.reading import Finding, Reading, read

TASK = "jdihn.pull"
PULLER = system_actor("jdihn")
LOOK_SECONDS = 30.0
_AT_ONCE = 500
_SEVERITIES = ("error", "warning", "info")

log = telemetry.get_logger(__name__)


def stored(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept: in both languages."""
    return {
        "severity": finding.severity,
        "code": finding.code,
        "field": finding.field,
        "detail": {"id": finding.detail.id, "en": finding.detail.en},
    }


def task(bounds: Bounds) -> jobs.Task:
    """The job that pulls one member's feed."""

    async def run(database: Database, member_id: str) -> None:
        await pull(database, UUID(member_id), bounds)

    return jobs.Task(TASK, run)


async def enqueue(session: AsyncSession, member_id: UUID) -> None:
    """Have a member's feed pulled; of one member one pull runs at a time."""
    await jobs.enqueue(session, TASK, lock=f"jdihn:{member_id}", member_id=str(member_id))


def scheduling(databases: Databases) -> list[Loop]:
    """The loops that have due feeds pulled."""
    return [partial(_schedule, database) for database in databases.values()]


async def _schedule(database: Database, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await enqueue_due(database)
        except DATABASE_IS_AWAY as error:
            log.warning("jdihn_waits", simpul=database.simpul, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


async def enqueue_due(database: Database) -> int:
    """Enqueue each feed that is due, and set when it is due again; how many there were."""
    async with database.write.begin() as session:
        now = clock.now()
        due = await queries.lock_due(session, PULLER, now=now, size=100)
        for member in due:
            member.next_pull_at = now + timedelta(hours=member.pull_every_hours)
            await enqueue(session, member.id)
        return len(due)


async def pull(database: Database, member_id: UUID, bounds: Bounds) -> None:
    """Fetch a member's feed, keep what is new in it, and write down how it went."""
    async with database.read.begin() as session:
        member = await queries.find(session, PULLER, member_id)
    if member is None:
        return
    # No request goes out inside a transaction.
    try:
        answer = await get(member.feed_url, bounds, headers={"Accept": "application/json"})
    except NotFetched as error:
        await _failed(database, member_id, error.code, error.detail)
        return
    reading, refused = await asyncio.to_thread(_understand, answer)
    if refused is not None:
        await _failed(database, member_id, refused.code, refused.detail)
        return
    judged = await asyncio.to_thread(_judged, reading)
    async with database.write.begin() as session:
        held = await queries.lock(session, PULLER, member_id)
        if held is None:
            return
        counts = await _keep(session, held, judged)
        told = _outcome("ok", None, records=len(reading.records), **counts)
        held.last_attempt = held.last_success = told
        held.findings = [stored(finding) for finding in reading.findings]
    log.info("jdihn_pulled", simpul=database.simpul, member=str(member_id), **counts)


def _understand(answer: Answer) -> tuple[Reading, Finding | None]:
    """The records of an answer; or why they are none."""
    if answer.status != 200:
        said = Text(f"Dijawab dengan status {answer.status}.", f"Answered with status {answer.status}.")
        return Reading([], [], is_feed=False), Finding("error", "http-status", said)
    reading = read(answer.body)
    if reading.is_feed:
        return reading, None
    return reading, next(finding for finding in reading.findings if finding.severity == "error")


def _judged(reading: Reading) -> dict[str, dict[str, Any]]:
    """The rows of the records by key; of those that share an id each is its own."""
    repeated = Counter(id_of(record) for record in reading.records)
    rows: dict[str, dict[str, Any]] = {}
    for record, findings in zip(reading.records, lint(reading.records), strict=True):
        sha256, identity = content_sha256(record), id_of(record)
        is_alone = identity is not None and repeated[identity] == 1
        key = identity if identity is not None and is_alone else f"sha256:{sha256}"
        severities = {finding.severity for finding in findings}
        rows[key] = {
            "key": key,
            "content_sha256": sha256,
            "record": record,
            "findings": [stored(finding) for finding in findings],
            "worst": next((one for one in _SEVERITIES if one in severities), None),
        }
    return rows


async def _keep(
    session: AsyncSession, member: JdihnMember, judged: dict[str, dict[str, Any]]
) -> dict[str, int]:
    """Write what is new or changed by its hash, and note what the feed no longer has."""
    held, now = await queries.hashes_of(session, PULLER, member.id), clock.now()
    added = [key for key in judged if key not in held]
    changed = [key for key in judged if key in held and held[key] != (judged[key]["content_sha256"], False)]
    gone = [key for key, (_, is_gone) in held.items() if key not in judged and not is_gone]
    rows = [
        judged[key]
        | {"id": new_id(), "member_id": member.id, "first_seen_at": now, "changed_at": now, "gone_at": None}
        for key in [*added, *changed]
    ]
    statement = insert(JdihnRecord)
    replaced = ("content_sha256", "record", "findings", "worst", "changed_at", "gone_at")
    statement = statement.on_conflict_do_update(
        constraint="uq_jdihn_records", set_={name: statement.excluded[name] for name in replaced}
    )
    for start in range(0, len(rows), _AT_ONCE):
        await session.execute(statement, rows[start : start + _AT_ONCE])
    for start in range(0, len(gone), _AT_ONCE):
        await session.execute(
            update(JdihnRecord)
            .where(
                col(JdihnRecord.member_id) == member.id,
                col(JdihnRecord.key).in_(gone[start : start + _AT_ONCE]),
            )
            .values(gone_at=now)
        )
    unchanged = len(judged) - len(added) - len(changed)
    return {"added": len(added), "changed": len(changed), "unchanged": unchanged, "gone": len(gone)}


async def _failed(database: Database, member_id: UUID, code: str, detail: Text) -> None:
    """Write down why nothing was had; what is kept stays, and so does the last success."""
    async with database.write.begin() as session:
        member = await queries.lock(session, PULLER, member_id)
        if member is not None:
            member.last_attempt = _outcome(code, detail)
    log.warning("jdihn_not_pulled", simpul=database.simpul, member=str(member_id), outcome=code)


def _outcome(code: str, detail: Text | None, **counts: int) -> dict[str, Any]:
    said = None if detail is None else {"id": detail.id, "en": detail.en}
    names = ("records", "added", "changed", "unchanged", "gone")
    return {
        "at": clock.now().isoformat(),
        "outcome": code,
        "detail": said,
        **{name: counts.get(name) for name in names},
    }
