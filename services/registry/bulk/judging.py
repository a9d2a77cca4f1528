"""Judges one row by the very models, services and rules of the API, and makes what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import telemetry
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Problem
from services.kit.web.validation import field_error
from services.registry.bulk import queries
from services.registry.bulk.entries import KINDS, Kind, Overtaken
from services.registry.bulk.models import CREATED, REFUSED, UNCHANGED, BulkImport

_MISSING = Text("Wajib diisi.", "This field is required.")
_CLASH = Text("Bertentangan dengan data yang sudah ada.", "In conflict with what stands already.")
_INTERNAL = Text(
    "Kesalahan pada layanan; laporkan nomor impor dan baris ini.",
    "Internal error; report the import's id and this row.",
)
_LONGEST_KEY = 300

log = telemetry.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """What the rows of an import have in common."""

    id: UUID
    kind: Kind
    dry_run: bool
    actor: Actor
    # Keys that a dry run would have made, and the report does not tell yet.
    said: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a row, as the report tells it."""

    number: int
    outcome: str
    key: str | None
    made_id: UUID | None = None
    problems: tuple[dict[str, Any], ...] = ()


def task_of(job: BulkImport) -> Task:
    """What an import's rows have in common; each is judged as whom the file was sent by."""
    actor = Actor(
        job.actor["subject"],
        frozenset(job.actor["roles"]),
        frozenset(job.actor["scopes"]),
        frozenset((kind, value) for kind, value in job.actor["bindings"]),
    )
    return Task(job.id, KINDS[job.kind], job.dry_run, actor)


def problem_of(column: str | None, error: FieldError) -> dict[str, Any]:
    """A field's error as the report keeps it, in both languages."""
    return {
        "column": column,
        "pointer": error.pointer,
        "code": error.code,
        "detail": {"id": error.detail.id, "en": error.detail.en},
    }


async def judge(session: AsyncSession, task: Task, number: int, cells: Mapping[str, Any]) -> Verdict:
    """Make what a row says, or find that it stands, or say why neither.

    Within a savepoint of its own. Raises only what passes by itself: a lock, a database that is away.
    """
    reference, row, errors = _shape(task.kind, cells)
    if row is None:
        return _refused(task, number, _label(task.kind, cells), errors)
    try:
        try:
            return await _make(session, task, number, reference, row)
        except (IntegrityError, Overtaken):
            # Somebody else was faster; asked again, the row finds what stands now.
            return await _make(session, task, number, reference, row)
    except Problem as problem:
        errors = list(problem.errors) or [FieldError("", problem.code, problem.detail or problem.title)]
    except (IntegrityError, Overtaken):
        errors = [FieldError("", "conflict", _CLASH)]
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("import_row_failed", import_id=str(task.id), row=number)
        errors = [FieldError("", "internal", _INTERNAL)]
    return _refused(task, number, _label(task.kind, cells), errors)


def _shape(kind: Kind, cells: Mapping[str, Any]) -> tuple[str | None, BaseModel | None, list[FieldError]]:
    """The forum that a row names, and its body as the API takes it, or what is wrong with that."""
    body, errors = kind.sheet.body(cells)
    reference = body.pop("forum", None)
    if reference is None and "forum" in kind.sheet.names:
        errors.append(FieldError("/forum", "missing", _MISSING))
    row = None
    try:
        row = kind.row_in.model_validate(body)
    except ValidationError as invalid:
        told = {error.pointer for error in errors}
        found = [field_error(error) for error in invalid.errors()]
        errors += [error for error in found if error.pointer not in told]
    return reference, None if errors else row, errors


async def _make(
    session: AsyncSession, task: Task, number: int, reference: str | None, row: BaseModel
) -> Verdict:
    savepoint = await session.begin_nested()
    is_kept = False
    try:
        entry = await task.kind.find(session, task.actor, reference, row)
        # What was read without a lock must not be taken for what the lock will show.
        session.expunge_all()
        standing = entry.standing
        if standing is not None or await _is_repeated(session, task, entry.key):
            return Verdict(number, UNCHANGED, entry.key, standing)
        made_id = await entry.make(f"Impor {task.id}, baris {number}")
        # Constraints are asked now, while the savepoint can still be taken back.
        await session.flush()
        is_kept = not task.dry_run
        task.said.add(entry.key)
        return Verdict(number, CREATED, entry.key, made_id if is_kept else None)
    finally:
        await (savepoint.commit() if is_kept else savepoint.rollback())
        session.expunge_all()


async def _is_repeated(session: AsyncSession, task: Task, key: str) -> bool:
    """Whether a dry run would have made this by an earlier row."""
    return task.dry_run and (key in task.said or await queries.said_before(session, task.id, key))


def _refused(task: Task, number: int, key: str | None, errors: list[FieldError]) -> Verdict:
    column_at = task.kind.sheet.column_at
    return Verdict(
        number,
        REFUSED,
        key,
        problems=tuple(problem_of(column_at(error.pointer), error) for error in errors),
    )


def _label(kind: Kind, cells: Mapping[str, Any]) -> str | None:
    """What a row that was refused is called in the report: its first two cells."""
    said = [cell for column in kind.sheet.names if isinstance(cell := cells.get(column), str)]
    return "/".join(said[:2])[:_LONGEST_KEY] or None
