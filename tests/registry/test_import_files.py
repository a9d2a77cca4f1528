"""Files of imports: what is taken, what is refused at the door or by the job, and the templates."""

import io
import zipfile

import pytest
from fastapi import FastAPI

from services.registry.bulk.sheets import SHEETS
from services.registry.importer import vocabulary_records
from tests.registry.factories import make_forum
from tests.registry.imports import (
    CSV,
    PATH,
    XLSX,
    Worker,
    csv_of,
    filled,
    forum_rows,
    read,
    report,
    send,
    xlsx_of,
)
from tests.support.callers import SECRETARIAT, Caller


@pytest.fixture
def worker(registry_app_running: FastAPI) -> Worker:
    return Worker(registry_app_running)


@pytest.fixture
def secretariat(registry: Caller) -> Caller:
    return registry.as_(SECRETARIAT)


FORUM = forum_rows("satu")
HEADER, ROW = list(FORUM[0]), list(FORUM[0].values())


def bomb() -> bytes:
    """An XLSX that unpacks to more than may be."""
    file = io.BytesIO(xlsx_of(HEADER, ROW))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * 140_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"{}", "application/json", 415, "not-csv-or-xlsx"),
        (b"x", "application/vnd.ms-excel", 415, "not-csv-or-xlsx"),
        (csv_of(*FORUM).replace(b"Forum", b"F\xe9"), CSV, 422, "unreadable-file"),
        (csv_of(*FORUM).replace(b"Forum", b"F\0"), CSV, 422, "unreadable-file"),
        (b"", CSV, 422, "wrong-columns"),
        (b"slug,name,branch,scope,warna\n", CSV, 422, "wrong-columns"),
        (b"slug,name,name,branch,scope\n", CSV, 422, "wrong-columns"),
        (b"slug,name,branch\n", CSV, 422, "wrong-columns"),
        (csv_of(*FORUM), XLSX, 422, "unreadable-file"),
        (b"PK\x05\x06" + b"\0" * 18, XLSX, 422, "unreadable-file"),
        (b"slug,name,branch,scope\n" + b"#" * 26_300_000, CSV, 413, "payload-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_a_glance_tells_is_refused_before_there_is_a_job(
    secretariat: Caller, content: bytes, media_type: str, status: int, code: str
) -> None:
    problem = await send(secretariat, content, media_type=media_type, status=status)
    assert problem["code"] == code
    assert (await secretariat.get(PATH)).json()["items"] == []


async def test_a_bomb_is_refused_unopened(secretariat: Caller) -> None:
    assert (await send(secretariat, bomb(), media_type=XLSX, status=422))["code"] == "too-large-unpacked"


async def test_wrong_columns_are_all_told(secretariat: Caller) -> None:
    problem = await send(secretariat, b"slug,warna,slug\n", status=422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("/warna", "unknown-column"),
        ("/slug", "repeated-column"),
        ("/name", "missing-column"),
        ("/branch", "missing-column"),
        ("/scope", "missing-column"),
    ]


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        (xlsx_of(["slug", "warna"], ["satu", "merah"]), XLSX, "wrong-columns"),
        (csv_of(*FORUM) + b'dua,"tanpa akhir\n', CSV, "unreadable-file"),
        (csv_of(*forum_rows(*(f"f{n}" for n in range(21)))), CSV, "too-many-rows"),
    ],
    ids=["columns", "quotes", "rows"],
)
async def test_what_only_reading_tells_ends_the_import_before_any_row(
    secretariat: Caller, worker: Worker, content: bytes, media_type: str, code: str
) -> None:
    worker.limits = type(worker.limits)(
        bytes=1, unpacked_bytes=worker.limits.unpacked_bytes, rows=20, waiting=1, kept_days=1
    )
    job = await send(secretariat, content, media_type=media_type)
    await worker.work()
    failed = await read(secretariat, job)
    assert (failed["state"], failed["problem"]["code"]) == ("gagal", code)
    assert failed["counts"] == {"rows": None, "done": 0, "created": 0, "unchanged": 0, "refused": 0}
    assert await report(secretariat, job) == []
    assert (await secretariat.get("/v1/kabkota/forums")).json()["items"] == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_each_delimiter_a_spreadsheet_writes_is_read(
    secretariat: Caller, worker: Worker, delimiter: str
) -> None:
    content = "\ufeff".encode() + csv_of(*forum_rows("satu", sectors="transportasi;air"), delimiter=delimiter)
    job = await send(secretariat, content, dry_run=True)
    await worker.work()
    (row,) = await report(secretariat, job)
    assert [p["pointer"] for p in row["problems"]] in ([], ["/sectors/1"])


async def test_cells_of_a_spreadsheet_are_read_as_their_values(secretariat: Caller, worker: Worker) -> None:
    header = [*HEADER, "founded_on", "notes"]
    content = xlsx_of(
        header,
        ["satu", "Forum satu (DEMO)", "eksekutif", "regional", 2001, '="a"&"b"'],
        [],
        ["dua", "Forum dua (DEMO)", "eksekutif", "regional", 2001.0, None],
        title="isian",
    )
    job = await send(secretariat, content, media_type=XLSX)
    await worker.work()
    rows = await report(secretariat, job)
    assert [(r["number"], r["outcome"]) for r in rows] == [(2, "dibuat"), (4, "dibuat")]
    forum = (await secretariat.get("/v1/kabkota/forums/satu")).json()
    # Never evaluated: nobody saved a value with the formula.
    assert (forum["founded_on"], forum["notes"]) == ("2001", None)


async def test_a_row_with_too_many_cells_is_refused(secretariat: Caller, worker: Worker) -> None:
    job = await send(secretariat, csv_of(*FORUM).rstrip() + b",lebih\n")
    await worker.work()
    (row,) = await report(secretariat, job)
    assert [p["code"] for p in row["problems"]] == ["too-many-cells"]


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_template_is_public_and_says_nothing_by_itself(
    registry: Caller, worker: Worker, kind: str, form: str
) -> None:
    template = await registry.get(f"{PATH}/templates/{kind}?format={form}")
    assert template.status_code == 200, template.text
    media_type = template.headers["content-type"]
    job = await send(registry.as_(SECRETARIAT), template.content, kind=kind, media_type=media_type)
    await worker.work()
    done = await read(registry, job)
    assert (done["state"], done["counts"]["rows"]) == ("selesai", 0)


async def test_a_template_that_was_filled_in_comes_in(secretariat: Caller, worker: Worker) -> None:
    await make_forum(secretariat)
    rows: dict[str, dict[str, object]] = {
        "members": {"forum": "forum-uji", "region_code": "34.04", "member_from": 2001},
        "instruments": {
            "forum": "forum-uji",
            "type": "skb",
            "title": "Keputusan DEMO",
            "numbers": "1/A; 2/B",
            "parties": "34.04;34.02",
        },
    }
    for kind, row in rows.items():
        template = await secretariat.get(f"{PATH}/templates/{kind}?format=xlsx")
        cells = [row.get(name) for name in SHEETS[kind].names]
        job = await send(secretariat, filled(template.content, cells), kind=kind, media_type=XLSX)
        await worker.work()
        told = await report(secretariat, job)
        assert [r["outcome"] for r in told] == ["dibuat"], told
    forum = (await secretariat.get("/v1/kabkota/forums/forum-uji")).json()
    assert forum["members"][0]["member_from"] == "2001"
    (instrument,) = forum["instruments"]
    assert instrument["numbers"] == ["1/A", "2/B"]
    assert [party["region_code"] for party in instrument["parties"]] == ["34.04", "34.02"]


@pytest.mark.parametrize("kind", SHEETS)
async def test_the_example_of_a_template_would_come_in(
    secretariat: Caller, worker: Worker, kind: str
) -> None:
    await make_forum(secretariat, "forum-contoh-demo")
    example = {c.name: c.example for c in SHEETS[kind].columns}
    if kind == "forums":
        example["slug"] = "forum-contoh-lain"
    if kind == "instruments":
        example["document_kind"] = "pks"
    job = await send(secretariat, csv_of(example), kind=kind)
    await worker.work()
    rows = await report(secretariat, job)
    assert [r["outcome"] for r in rows] == ["dibuat"], rows


def test_columns_name_vocabularies_that_are_there() -> None:
    known = {record["code"] for record in vocabulary_records()}
    assert {c.vocabulary for s in SHEETS.values() for c in s.columns if c.vocabulary} <= known


async def test_a_retried_upload_is_one_import(secretariat: Caller) -> None:
    first = await send(secretariat, csv_of(*FORUM), Idempotency_Key="sekali")
    again = await send(secretariat, csv_of(*FORUM), Idempotency_Key="sekali")
    assert again == first
    other = await send(secretariat, csv_of(*forum_rows("dua")), Idempotency_Key="sekali", status=422)
    assert other["code"] == "idempotency-key-reused"
    assert len((await secretariat.get(PATH)).json()["items"]) == 1


async def test_so_many_may_wait(secretariat: Caller, worker: Worker) -> None:
    for _ in range(worker.limits.waiting):
        await send(secretariat, csv_of(*FORUM), dry_run=True)
    assert (await send(secretariat, csv_of(*FORUM), status=409))["code"] == "imports-waiting"
    await worker.work()
    await send(secretariat, csv_of(*FORUM))
