"""What the API takes and gives for imports."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from services.kit.language import Language
from services.kit.paging import PageQuery
from services.kit.words import In, Out
from services.registry.bulk.models import FORMATS, KINDS, OUTCOMES, STATES, BulkImport, BulkImportRow

Kind = Literal["forums", "members", "instruments"]
Format = Literal["csv", "xlsx"]
State = Literal["menunggu", "berjalan", "selesai", "gagal", "dibatalkan"]
Outcome = Literal["dibuat", "sudah_ada", "ditolak"]
assert (get_args(Kind), get_args(Format), get_args(State), get_args(Outcome)) == (
    KINDS,
    FORMATS,
    STATES,
    OUTCOMES,
), "the contract and the tables name the same codes"


class ImportQuery(In):
    """What a file holds, and whether it is only to be judged."""

    kind: Annotated[Kind, Field(description="Isi berkas / what the file holds.")]
    dry_run: Annotated[
        bool, Field(description="Hanya menilai, tidak menulis / judge only, write nothing.")
    ] = False


class ImportsQuery(PageQuery):
    """Imports, newest first."""

    kind: Kind | None = None
    state: State | None = None
    sort: Literal["-created_at"] = "-created_at"


class RowsQuery(PageQuery):
    """Rows that have been judged, in the order of the file."""

    outcome: Outcome | None = None
    sort: Literal["number"] = "number"


class TemplateQuery(In):
    """As which file."""

    format: Format = "xlsx"


class CountsOut(Out):
    """How many rows came to what; `rows` is null until the file has been read.

    In a dry run `created` counts the rows that would be made.
    """

    rows: int | None
    done: int
    created: int
    unchanged: int
    refused: int


class RowProblemOut(Out):
    """One thing that is wrong: the column (null where none stands for it), a code and a sentence."""

    column: str | None
    pointer: str
    code: str
    detail: str


class ImportProblemOut(Out):
    """Why the file as a whole could not be taken."""

    code: str
    detail: str
    problems: list[RowProblemOut]


class ImportOut(Out):
    """An import. `progress` is from 0 to 1; `upload_kept` tells whether what was sent is still held."""

    id: UUID
    version: int
    kind: Kind
    format: Format
    dry_run: bool
    state: State
    progress: float
    counts: CountsOut
    problem: ImportProblemOut | None
    who: str
    size_bytes: int
    sha256: str
    upload_kept: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportRowOut(Out):
    """What came of a row. `id` is of what was made or stands already; null in a dry run's `dibuat`."""

    number: int
    key: str | None
    outcome: Outcome
    id: UUID | None
    problems: list[RowProblemOut]


def _problems_out(kept: list[dict[str, object]], language: Language) -> list[RowProblemOut]:
    said = []
    for problem in kept:
        detail = problem["detail"]
        assert isinstance(detail, dict)
        said.append(RowProblemOut.model_validate({**problem, "detail": detail[language]}))
    return said


def import_out(job: BulkImport, language: Language) -> ImportOut:
    """An import as its reader is told of it."""
    done = job.created + job.unchanged + job.refused
    is_over = job.finished_at is not None
    problem = job.problem and ImportProblemOut(
        code=job.problem["code"],
        detail=job.problem["detail"][language],
        problems=_problems_out(job.problem["problems"], language),
    )
    return ImportOut(
        id=job.id,
        version=job.version,
        kind=job.kind,
        format=job.format,
        dry_run=job.dry_run,
        state=job.state,
        progress=round(done / job.rows, 4) if job.rows else float(is_over),
        counts=CountsOut(
            rows=job.rows, done=done, created=job.created, unchanged=job.unchanged, refused=job.refused
        ),
        problem=problem or None,
        who=job.who,
        size_bytes=job.size_bytes,
        sha256=job.sha256,
        upload_kept=job.holds_upload,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def row_out(row: BulkImportRow, language: Language) -> ImportRowOut:
    """A row of the report as its reader is told of it."""
    return ImportRowOut(
        number=row.number,
        key=row.key,
        outcome=row.outcome,
        id=row.made_id,
        problems=_problems_out(row.problems, language),
    )
