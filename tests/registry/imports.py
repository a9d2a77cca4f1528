"""Files for imports, sent and done: invented rows (DEMO)."""

import csv
import io
from typing import Any

from fastapi import FastAPI
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.kit.db import Database, Databases
from services.kit.jobs import app_of
from services.registry.bulk import work
from services.registry.bulk.limits import Limits
from tests.support.callers import SECRETARIAT, Caller

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATH = "/v1/kabkota/imports"


def csv_of(*rows: dict[str, Any], delimiter: str = ",") -> bytes:
    """Rows as CSV; the columns are those of the first."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def xlsx_of(*rows: list[Any], title: str = "Sheet") -> bytes:
    """Rows as XLSX, the header first."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = title
    for row in rows:
        page.append(row)
    return saved(book)


def filled(template: bytes, *rows: list[Any]) -> bytes:
    """A template with rows below what stands in it."""
    book = load_workbook(io.BytesIO(template))
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook as its file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def forum_rows(*slugs: str, **fields: Any) -> list[dict[str, Any]]:
    """The smallest row of a forum for each slug."""
    return [
        {"slug": slug, "name": f"Forum {slug} (DEMO)", "branch": "eksekutif", "scope": "regional"} | fields
        for slug in slugs
    ]


async def send(
    registry: Caller,
    content: bytes,
    *,
    kind: str = "forums",
    dry_run: bool = False,
    media_type: str = CSV,
    status: int = 202,
    **headers: str,
) -> dict[str, Any]:
    """Send a file as the caller it is given; what the API answers."""
    answer = await registry.request(
        "POST",
        f"{PATH}?kind={kind}&dry_run={str(dry_run).lower()}",
        content=content,
        headers={"Content-Type": media_type, **{k.replace("_", "-"): v for k, v in headers.items()}},
    )
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


class Worker:
    """The registry's worker in this process: does what waits, and nothing by itself."""

    def __init__(self, app: FastAPI) -> None:
        databases: Databases = app.state.databases
        self.database: Database = databases["kabkota"]
        self.limits: Limits = app.state.import_limits

    async def work(self) -> None:
        """Do every job that waits."""
        app = app_of(self.database, [work.task(self.limits)])
        async with app.open_async():
            await app.run_worker_async(
                wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always"
            )

    async def do(self, job: dict[str, Any]) -> None:
        """Do one import."""
        await work.run(self.database, limits=self.limits, import_id=job["id"])


async def report(registry: Caller, job: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    """All rows of an import's report, as the secretariat reads them."""
    answer = await registry.as_(SECRETARIAT).get(f"{PATH}/{job['id']}/rows?page_size=1000{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def read(registry: Caller, job: dict[str, Any]) -> dict[str, Any]:
    """An import as it stands, as the secretariat reads it."""
    answer = await registry.as_(SECRETARIAT).get(f"{PATH}/{job['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
