"""Pulling members' feeds: each is a job, done again after a crash, and nothing kept is lost by a failure."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple
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
from services.kit.worker import Loop, every
from services.knowledge.jdihn import queries
from services.knowledge.jdihn.linting import content_sha256, id_of, lint
from services.knowledge.jdihn.models import JdihnMember, JdihnRecord
from services.knowledge.jdihn.reading import Finding, Reading, read

TASK = "jdihn.pull"
PULLER = system_actor("jdihn")
LOOK_SECONDS = 30.0
MOST_RECORDS = 50_000
MOST_FINDINGS = 100_000
# A feed that loses more than half of its records at once, and more than so many, is likelier broken.
_FEW = 5
_AT_ONCE = 500

log = telemetry.get_logger(__name__)


def stored(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept: in both languages."""
    return {
        "severity": finding.severity,
        "code": finding.code,
        "field": finding.field,
        "keys": list(finding.keys),
        "detail": {"id": finding.detail.id, "en": finding.detail.en},
    }


def task(bounds: Bounds) -> jobs.Task:
    """The job that pulls one member's feed."""

    async def run(database: Database, member_id: str, *, accept_loss: bool = False) -> None:
        await pull(database, UUID(member_id), bounds, accept_loss=accept_loss)

    return jobs.Task(TASK, run)


async def enqueue(session: AsyncSession, member_id: UUID, *, accept_loss: bool = False) -> None:
    """Have a member's feed pulled; of one member one pull runs at a time."""
    lock = f"jdihn:{member_id}"
    await jobs.enqueue(session, TASK, lock=lock, member_id=str(member_id), accept_loss=accept_loss)


def scheduling(databases: Databases) -> list[Loop]:
    """The loops that have due feeds pulled."""
    return [
        every(LOOK_SECONDS, partial(enqueue_due, database), waits="jdihn_waits", simpul=database.simpul)
        for database in databases.values()
    ]


async def enqueue_due(database: Database) -> int:
    """Enqueue each feed that is due, and set when it is due again; how many there were."""
    async with database.write.begin() as session:
        now = clock.now()
        due = await queries.lock_due(session, PULLER, now=now, size=100)
        for member in due:
            member.next_pull_at = now + timedelta(hours=member.pull_every_hours)
            await enqueue(session, member.id)
        return len(due)


async def pull(database: Database, member_id: UUID, bounds: Bounds, *, accept_loss: bool = False) -> None:
    """Fetch a member's feed, keep what is new in it, and write down how it went.

    What nobody foresaw is an outcome too, so that it is told and not tried for ever; a database that is away
    is waited for. A feed that lost most of its records is kept only where that was said to be right.
    """
    try:
        await _pull(database, member_id, bounds, accept_loss=accept_loss)
    except DATABASE_IS_AWAY:
        raise
    except Exception:
        log.exception("jdihn_pull_failed", simpul=database.simpul, member=str(member_id))
        said = Text("Galat di simpul ini; sudah dicatat.", "An error of this node's own; it was logged.")
        await _failed(database, member_id, "internal", said)


async def _pull(database: Database, member_id: UUID, bounds: Bounds, *, accept_loss: bool) -> None:
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
        changes = await _changes(session, held, judged)
        lost = None if accept_loss else changes.suspicious_loss()
        if lost is not None:
            held.last_attempt = _outcome("suspicious-loss", lost)
            log.warning("jdihn_held_back", simpul=database.simpul, member=str(member_id))
            return
        counts = await _keep(session, held, judged, changes)
        told = _outcome("ok", None, records=len(reading.records), **counts)
        held.last_attempt = held.last_success = told
        held.findings = [stored(finding) for finding in reading.findings]
    log.info("jdihn_pulled", simpul=database.simpul, member=str(member_id), **counts)


def _understand(answer: Answer) -> tuple[Reading, Finding | None]:
    """The records of an answer; or why they are none."""
    if answer.status != 200:
        said = Text(f"Dijawab dengan status {answer.status}.", f"Answered with status {answer.status}.")
        return Reading([], [], is_feed=False), Finding("error", "http-status", said)
    reading = read(answer.body, most_records=MOST_RECORDS)
    if reading.is_feed:
        return reading, None
    # What made it none was said last.
    return reading, next(finding for finding in reversed(reading.findings) if finding.severity == "error")


def _judged(reading: Reading) -> dict[str, dict[str, Any]]:
    """The rows of the records by key; of those that share an id each is its own."""
    repeated = Counter(id_of(record) for record in reading.records)
    rows: dict[str, dict[str, Any]] = {}
    linted = lint(reading.records, most=MOST_FINDINGS)
    for record, said in zip(reading.records, linted, strict=True):
        sha256, identity = content_sha256(record), id_of(record)
        is_alone = identity is not None and repeated[identity] == 1
        key = identity if identity is not None and is_alone else f"sha256:{sha256}"
        rows[key] = {
            "key": key,
            "content_sha256": sha256,
            "record": record,
            "findings": [stored(finding) for finding in said.findings],
            "worst": said.worst,
        }
    return rows


class _Changes(NamedTuple):
    """Keys: new, changed by their hash, no longer in the feed; and how many the feed had."""

    added: list[str]
    changed: list[str]
    gone: list[str]
    held: int

    def suspicious_loss(self) -> Text | None:
        """What is to be said where so much is gone that the feed is likelier broken."""
        lost = len(self.gone)
        if lost <= _FEW or lost * 2 <= self.held:
            return None
        return Text(
            f"{lost} dari {self.held} rekaman hilang dari umpan; tidak ada yang diubah. "
            "Bila memang benar, tarik lagi dengan accept_loss.",
            f"{lost} of {self.held} records are gone from the feed; nothing was changed. "
            "If that is right, pull again with accept_loss.",
        )


async def _changes(session: AsyncSession, member: JdihnMember, judged: dict[str, dict[str, Any]]) -> _Changes:
    held = await queries.hashes_of(session, PULLER, member.id)
    present = [key for key, (_, is_gone) in held.items() if not is_gone]
    return _Changes(
        added=[key for key in judged if key not in held],
        changed=[
            key for key in judged if key in held and held[key] != (judged[key]["content_sha256"], False)
        ],
        gone=[key for key in present if key not in judged],
        held=len(present),
    )


async def _keep(
    session: AsyncSession, member: JdihnMember, judged: dict[str, dict[str, Any]], changes: _Changes
) -> dict[str, int]:
    """Write what is new or changed, and note what the feed no longer has."""
    added, changed, gone, _ = changes
    now = clock.now()
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
