"""Files of instruments: what is taken, who sees it, and that bytes and rows stay together."""

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.db import Databases
from services.kit.files import sweep as sweeping
from services.kit.files.receiving import LIMIT
from services.kit.files.store import FileStore, key_of
from services.kit.files.sweep import sweep
from services.kit.ids import new_id
from services.registry.files.queries import existing
from tests.registry.factories import add_row, make_forum
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller
from tests.support.loops import one_round

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
FORUM = "/v1/kabkota/forums/forum-uji"


def package(*parts: str, mimetype: str | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        if mimetype is not None:
            written.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for part in parts:
            written.writestr(zipfile.ZipInfo(part), "<x/>")
    return made.getvalue()


def damaged(compression: int) -> bytes:
    """An ODT whose `mimetype` cannot be unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as written:
        written.writestr(zipfile.ZipInfo("content.xml"), "<x/>", compression)
        written.writestr(zipfile.ZipInfo("mimetype"), ODT, compression)
        part = written.getinfo("mimetype")
    # The header of an LZMA stream stays, so that it is the data that is found broken.
    kept = 9 if compression == zipfile.ZIP_LZMA else 0
    # A local header has 30 bytes, then the name.
    start = part.header_offset + 30 + len("mimetype")
    whole = bytearray(made.getvalue())
    whole[start + kept : start + part.compress_size] = b"\xff" * (part.compress_size - kept)
    return bytes(whole)


PDF = b"%PDF-1.4\n1 0 obj\n"
SAMPLES = {
    "application/pdf": PDF,
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17),
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20),
    DOCX: package("[Content_Types].xml", "word/document.xml"),
    XLSX: package("[Content_Types].xml", "xl/workbook.xml"),
    ODT: package("content.xml", mimetype=ODT),
}


@pytest.fixture
async def files_at(registry: Caller) -> str:
    """Where the files of an instrument of an invented forum are."""
    await make_forum(registry)
    row = await add_row(registry, "instruments", title="Naskah (DEMO)", type="skb")
    return f"{FORUM}/instruments/{row['id']}/files"


async def upload(
    caller: Caller, at: str, content: Any = PDF, kind: str = "application/pdf", query: str = "name=a.pdf"
) -> httpx.Response:
    return await caller.as_(SECRETARIAT).request(
        "POST", f"{at}?{query}", content=content, headers={"Content-Type": kind}
    )


@pytest.mark.parametrize("kind", SAMPLES)
async def test_a_file_comes_back_as_it_was_sent(registry: Caller, files_at: str, kind: str) -> None:
    sent = SAMPLES[kind]
    made = await upload(registry, files_at, sent, kind, "name=SKB%20%C3%A9.x&is_public=true")
    assert made.status_code == 201, made.text
    digest = hashlib.sha256(sent).hexdigest()
    row = made.json()
    assert (row["name"], row["content_type"], row["size"], row["sha256"]) == (
        "SKB é.x",
        kind,
        len(sent),
        digest,
    )
    answer = await registry.get(made.headers["location"])
    assert (answer.status_code, answer.content) == (200, sent)
    assert answer.headers["content-type"] == kind
    assert answer.headers["etag"] == f'"{digest}"' == made.headers["etag"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''SKB%20%C3%A9.x"
    assert answer.headers["content-length"] == str(len(sent))
    known = await registry.get(made.headers["location"], headers={"If-None-Match": f'"{digest}"'})
    assert (known.status_code, known.content) == (304, b"")


async def test_public_files_stand_in_the_document_and_others_are_for_keepers(
    registry: Caller, files_at: str
) -> None:
    hidden = await upload(registry, files_at)
    shown = await upload(registry, files_at, query="name=b.pdf&is_public=true")
    forum = (await registry.get(FORUM)).json()
    assert forum["instruments"][0]["files"] == [shown.json()]
    assert (forum["version"], forum["instruments"][0]["version"]) == (4, 3)
    assert (await registry.get(files_at)).json()["items"] == [shown.json()]
    keeper = registry.as_(SECRETARIAT)
    assert (await keeper.get(files_at)).json()["items"] == [hidden.json(), shown.json()]
    for caller in (registry, keeper):
        listed = await caller.get(files_at)
        assert (listed.headers["cache-control"], listed.headers["vary"]) == ("private", "Authorization")
    at = hidden.headers["location"]
    kept = await keeper.get(at)
    assert (kept.status_code, kept.headers["cache-control"]) == (200, "private")
    for other in (registry, registry.as_(KARTAMANTUL)):
        assert (await other.get(at)).json()["code"] == "file-not-found"
    history = (await keeper.get(f"{FORUM}/history")).json()["items"]
    assert [entry["new"] and entry["new"]["name"] for entry in history[:2]] == ["b.pdf", None]


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"MZ\x90\0", "application/pdf", 422, "file-not-as-said"),
        (b"teks biasa", "image/png", 422, "file-not-as-said"),
        (SAMPLES["image/png"], "image/jpeg", 422, "file-not-as-said"),
        (SAMPLES[DOCX], XLSX, 422, "file-not-as-said"),
        (SAMPLES[DOCX], ODT, 422, "file-not-as-said"),
        (package("a.txt"), DOCX, 422, "file-not-as-said"),
        (b"PK\x03\x04rusak", DOCX, 422, "file-not-as-said"),
        (damaged(zipfile.ZIP_DEFLATED), ODT, 422, "file-not-as-said"),
        (damaged(zipfile.ZIP_BZIP2), ODT, 422, "file-not-as-said"),
        (damaged(zipfile.ZIP_LZMA), ODT, 422, "file-not-as-said"),
        (b"", "application/pdf", 422, "file-empty"),
        (b"<html>", "text/html", 415, "unsupported-media-type"),
        (PDF, "", 415, "unsupported-media-type"),
    ],
)
async def test_a_file_that_is_not_what_it_says_is_refused(
    registry: Caller, files_at: str, content: bytes, kind: str, status: int, code: str
) -> None:
    answer = await upload(registry, files_at, content, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await registry.as_(SECRETARIAT).get(files_at)).json()["items"] == []
    assert (await registry.get(FORUM)).json()["version"] == 2


@pytest.mark.parametrize("query", ["", "name=", "name=a/b.pdf", "name=..", "name=a%0Ab", "name=a&warna=biru"])
async def test_a_file_has_a_name_of_its_own(registry: Caller, files_at: str, query: str) -> None:
    assert (await upload(registry, files_at, query=query)).status_code == 400


async def test_a_file_has_its_limit_counted_while_it_comes(registry: Caller, files_at: str) -> None:
    async def chunks(size: int) -> AsyncIterator[bytes]:
        yield PDF
        left = size - len(PDF)
        while left > 0:
            yield bytes(min(left, 1_000_000))
            left -= 1_000_000

    refused = await upload(registry, files_at, chunks(LIMIT + 1))
    assert (refused.status_code, refused.json()["code"]) == (413, "payload-too-large")
    taken = await upload(registry, files_at, chunks(LIMIT))
    assert (taken.status_code, taken.json()["size"]) == (201, LIMIT)


async def test_an_upload_is_safe_to_repeat(registry: Caller, files_at: str) -> None:
    async def once() -> httpx.Response:
        return await registry.as_(SECRETARIAT).request(
            "POST",
            f"{files_at}?name=a.pdf",
            content=PDF,
            headers={"Content-Type": "application/pdf", "Idempotency-Key": "satu"},
        )

    first, again = await once(), await once()
    assert (first.status_code, first.content) == (201, again.content)
    assert len((await registry.as_(SECRETARIAT).get(files_at)).json()["items"]) == 1


async def test_no_transaction_is_open_while_bytes_come(
    registry: Caller, registry_app_running: FastAPI, files_at: str
) -> None:
    databases: Databases = registry_app_running.state.databases
    open_meanwhile: list[int] = []

    async def slowly() -> AsyncIterator[bytes]:
        for piece in (PDF, b"2 0 obj\n"):
            open_meanwhile.append(databases["kabkota"].engine.pool.checkedout())  # type: ignore[attr-defined]
            yield piece

    headers = {"Content-Type": "application/pdf", "Idempotency-Key": "dua"}
    for caller, at, status in (
        (registry.as_(SECRETARIAT), files_at, 201),
        (registry.as_(SECRETARIAT), files_at, 201),
        (registry.as_(KARTAMANTUL), files_at, 403),
        (registry, files_at, 401),
        (registry.as_(SECRETARIAT), f"{FORUM}/instruments/bukan-uuid/files", 404),
    ):
        answer = await caller.request("POST", f"{at}?name=a.pdf", content=slowly(), headers=headers)
        assert answer.status_code == status
    # Two pieces of the upload and of its repetition; who may not is refused unheard.
    assert open_meanwhile == [0, 0, 0, 0]
    assert len((await registry.as_(SECRETARIAT).get(files_at)).json()["items"]) == 1
    other = await registry.as_(SECRETARIAT).request(
        "POST", f"{files_at}?name=a.pdf", content=PDF, headers=headers
    )
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_file_is_taken_away_by_its_hash_and_holds_its_instrument(
    registry: Caller, files_at: str
) -> None:
    made = await upload(registry, files_at, query="name=a.pdf&is_public=true")
    at, keeper = made.headers["location"], registry.as_(SECRETARIAT)
    held = await keeper.delete(files_at.removesuffix("/files"), etag='"2"')
    assert (held.status_code, held.json()["code"]) == (409, "row-referred-to")
    assert (await keeper.delete(at)).status_code == 428
    assert (await keeper.delete(at, etag='"abc"')).status_code == 412
    assert (await keeper.delete(at, etag=made.headers["etag"])).status_code == 204
    assert (await keeper.get(at)).json()["code"] == "file-not-found"
    assert (await registry.get(FORUM)).json()["instruments"][0]["files"] == []


async def test_what_has_no_row_is_swept_once_no_upload_can_be_under_way(
    registry: Caller, registry_app_running: FastAPI, files_at: str
) -> None:
    store: FileStore = registry_app_running.state.files
    databases: Databases = registry_app_running.state.databases
    kept = await upload(registry, files_at, query="name=a.pdf&is_public=true")
    orphan = key_of("kabkota", "ab" * 32, new_id())
    other = key_of("provinsi", "ab" * 32, new_id())
    for key in (orphan, other):
        await store.put(key, io.BytesIO(PDF))
    assert await sweep(databases["kabkota"], store, existing) == 0
    with clock.fixed(clock.now() + timedelta(hours=25)):
        assert await sweep(databases["kabkota"], store, existing) >= 1
    assert await store.get(orphan) is None
    assert await store.get(other) is not None
    assert (await registry.get(kept.headers["location"])).content == PDF
    await store.delete(other)
    row = kept.json()
    await store.delete(key_of("kabkota", row["sha256"], row["id"]))
    gone = await registry.get(kept.headers["location"])
    assert (gone.status_code, gone.json()["code"]) == (503, "file-bytes-missing")


AWAY = {
    "aws_access_key_id": "demo",
    "aws_secret_access_key": "demo",
    "aws_region": "demo",
    "aws_endpoint": "http://127.0.0.1:9",
}


@pytest.mark.parametrize("option", ["allow_http", "aws_allow_http", "AWS_ALLOW_HTTP"])
async def test_a_store_that_is_away_is_a_503_and_the_sweep_waits(
    registry: Caller, registry_app_running: FastAPI, files_at: str, option: str
) -> None:
    made = await upload(registry, files_at, query="name=a.pdf&is_public=true")
    away = FileStore("s3://demo", AWAY | {option: "true", "connect_timeout": "1s"})
    kept = registry_app_running.state.files
    registry_app_running.state.files = away
    try:
        refused = await upload(registry, files_at)
        unread = await registry.get(made.headers["location"])
    finally:
        registry_app_running.state.files = kept
    for answer in (refused, unread):
        assert (answer.status_code, answer.json()["code"]) == (503, "file-store-away")
    assert len((await registry.as_(SECRETARIAT).get(files_at)).json()["items"]) == 1
    await one_round(sweeping.sweeping(registry_app_running.state.databases, away, existing))


async def test_the_sweep_leaves_alone_what_is_not_a_file_of_ours(
    registry: Caller, registry_app_running: FastAPI
) -> None:
    store: FileStore = registry_app_running.state.files
    databases: Databases = registry_app_running.state.databases
    foreign = ("kabkota/notes.txt", f"kabkota/{new_id()}", f"kabkota/cd/{'ab' * 32}/{new_id()}")
    orphan = key_of("kabkota", "ab" * 32, new_id())
    for key in (*foreign, orphan):
        await store.put(key, io.BytesIO(PDF))
    with clock.fixed(clock.now() + timedelta(hours=25)):
        assert await sweep(databases["kabkota"], store, existing) >= 1
    assert await store.get(orphan) is None
    for key in foreign:
        assert await store.get(key) is not None
        await store.delete(key)
