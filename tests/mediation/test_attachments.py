"""Documents within a request: one call opens case, parties and documents, or nothing at all."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.actor import Actor
from services.kit.files.store import FileStore, file_of
from services.kit.files.sweep import GRACE, sweep
from services.mediation.worker import _named
from tests.mediation.requests import AT, ONE, TWO, file, request
from tests.support.callers import OFFICER, Caller
from tests.support.databases import TestDatabase, owner_of

PDF = b"%PDF-1.4\n1 0 obj\n"


def document(
    name: str = "kronologi.pdf", content: bytes = PDF, confidentiality: str = "para_pihak"
) -> dict[str, str]:
    """A document as a forum's system sends it."""
    return {
        "name": name,
        "content_base64": b64encode(content).decode(),
        "confidentiality": confidentiality,
    }


async def listed(mediation: Caller, actor: Actor, case: dict[str, Any]) -> list[str]:
    """The names of the documents that an actor is shown, each of which it downloads."""
    at = f"{AT}/cases/{case['id']}/documents"
    items = (await mediation.as_(actor).get(at)).json()["items"]
    for item in items:
        told = await mediation.as_(actor).get(f"{at}/{item['id']}/content")
        assert told.content.startswith(PDF)
    return [item["name"] for item in items]


async def stored(app: FastAPI) -> set[UUID]:
    """The ids of the files whose bytes are there."""
    files: FileStore = app.state.files
    found = [key async for some in files.list("kabkota") for key, _ in some]
    return {one for key in found if (one := file_of("kabkota", key)) is not None}


async def test_a_forum_files_with_documents_that_the_officer_sees_and_downloads(mediation: Caller) -> None:
    case = await file(
        mediation,
        documents=[
            document(),
            document("Bukti angkut (DEMO).PDF", PDF + b"2"),
            document("rahasia.pdf", confidentiality="mediator"),
            document("strategi.pdf", confidentiality="pihak"),
        ],
    )
    shared = ["kronologi.pdf", "Bukti angkut (DEMO).PDF"]
    assert await listed(mediation, OFFICER, case) == shared
    assert await listed(mediation, TWO, case) == shared
    assert await listed(mediation, ONE, case) == [*shared, "rahasia.pdf", "strategi.pdf"]


async def test_what_came_with_a_request_is_on_its_trail_by_id_and_hash(mediation: Caller) -> None:
    answer = await mediation.as_(ONE).post(
        f"{AT}/cases", request(documents=[document(), document("strategi.pdf", confidentiality="pihak")])
    )
    case = answer.json()
    rows = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/trail")).json()["items"]
    assert [row["act"] for row in rows] == ["filing", "document-upload", "document-upload"]
    assert answer.headers["Trail-Head"] == f"3:{rows[-1]['hash']}"
    assert (case["version"], case["trail"]["seq"]) == (1, 3)
    at = f"{AT}/cases/{case['id']}/documents"
    for row, item in zip(rows[1:], (await mediation.as_(ONE).get(at)).json()["items"], strict=True):
        assert item["id"] in row["refs"]
        assert item["versions"][0]["sha256"] in row["refs"]
        assert item["name"] not in str(row)
    told = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/trail")).json()["items"]
    assert (told[1]["act"], told[2]["act"], told[2]["refs"]) == ("document-upload", None, None)


@pytest.mark.parametrize(
    ("documents", "errors"),
    [
        ([document(content=b"<html>")], {"/documents/0/content_base64": "file-not-as-said"}),
        ([document("foto.png")], {"/documents/0/content_base64": "file-not-as-said"}),
        ([document(content=b"")], {"/documents/0/content_base64": "file-empty"}),
        ([document("kronologi.exe")], {"/documents/0/name": "unsupported-media-type"}),
        ([document("../kronologi.pdf")], {"/documents/0/name": "not-a-file-name"}),
        ([document() | {"content_base64": "%%%"}], {"/documents/0/content_base64": "not-base64"}),
        ([document() | {"content_base64": "JVBERi0é"}], {"/documents/0/content_base64": "not-base64"}),
        ([document(), document("KRONOLOGI.pdf")], {"/documents/1/name": "repeated-value"}),
        ([document(confidentiality="publik")], {"/documents/0/confidentiality": "not-yours"}),
        ([document(confidentiality="rahasia")], {"/documents/0/confidentiality": None}),
        ([document(f"{n}.pdf") for n in range(11)], {"/documents": None}),
        (
            [document("a.exe") | {"content_base64": "%"}, document("b.pdf", b"x")],
            {
                "/documents/0/name": "unsupported-media-type",
                "/documents/0/content_base64": "not-base64",
                "/documents/1/content_base64": "file-not-as-said",
            },
        ),
    ],
)
async def test_a_bad_document_is_named_and_nothing_is_kept(
    mediation: Caller,
    mediation_app_running: FastAPI,
    mediation_databases: dict[str, TestDatabase],
    documents: list[dict[str, str]],
    errors: dict[str, str | None],
) -> None:
    before = await stored(mediation_app_running)
    answer = await mediation.as_(ONE).post(f"{AT}/cases", request(documents=documents))
    assert answer.status_code == 422
    told = {one["pointer"]: one["code"] for one in answer.json()["errors"]}
    assert set(told) == set(errors)
    assert all(code is None or told[pointer] == code for pointer, code in errors.items())
    assert await stored(mediation_app_running) == before
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    assert owner.execute("SELECT count(*) FROM cases").fetchone() == (0,)


async def test_errors_of_documents_come_with_those_of_parties_and_issues(mediation: Caller) -> None:
    answer = await mediation.as_(ONE).post(
        f"{AT}/cases",
        request(
            parties=[{"role": "pemohon", "forum": "forum-satu"}],
            issues=[{"category": "sihir", "text": "x"}],
            documents=[document(content=b"x")],
        ),
    )
    pointers = {one["pointer"] for one in answer.json()["errors"]}
    assert pointers == {"/parties", "/issues/0/category", "/documents/0/content_base64"}


async def test_a_repeated_request_stores_nothing_twice(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    before = await stored(mediation_app_running)
    body, key = request(documents=[document()]), {"Idempotency-Key": "sekali"}
    first = await mediation.as_(ONE).post(f"{AT}/cases", body, headers=key)
    again = await mediation.as_(ONE).post(f"{AT}/cases", body, headers=key)
    assert (first.status_code, again.content) == (201, first.content)
    assert len(await stored(mediation_app_running) - before) == 1
    assert await listed(mediation, ONE, first.json()) == ["kronologi.pdf"]


async def test_the_sweep_leaves_what_a_request_brought_and_takes_what_no_row_names(
    mediation: Caller, mediation_app_running: FastAPI, mediation_databases: dict[str, TestDatabase]
) -> None:
    case = await file(mediation, documents=[document(), document("lain.pdf")])
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    owner.execute(
        "DELETE FROM document_versions v USING documents d WHERE d.id = v.document_id AND d.name = 'lain.pdf'"
    )
    owner.execute("DELETE FROM documents WHERE name = 'lain.pdf'")
    state = mediation_app_running.state
    with clock.fixed(clock.now() + GRACE + timedelta(minutes=1)):
        assert await sweep(state.databases["kabkota"], state.files, _named) >= 1
    assert await listed(mediation, OFFICER, case) == ["kronologi.pdf"]


async def test_a_reserved_number_is_filed_with_documents(mediation: Caller) -> None:
    answer = await mediation.as_(ONE).post(
        f"{AT}/cases/reservations", {"title": "Biaya (DEMO)", "kind": "antar_forum"}
    )
    at = f"{AT}/cases/{answer.json()['id']}/filing"
    refused = await mediation.as_(ONE).post(at, request(documents=[document(content=b"x")]))
    assert refused.json()["errors"][0]["pointer"] == "/documents/0/content_base64"
    filed = await mediation.as_(ONE).post(at, request(documents=[document()]))
    assert filed.status_code == 201, filed.text
    assert await listed(mediation, OFFICER, filed.json()) == ["kronologi.pdf"]


async def test_an_officer_makes_a_document_public_and_keeps_one_for_the_petitioner(mediation: Caller) -> None:
    case = await file(
        mediation,
        OFFICER,
        letter="001/DEMO",
        documents=[
            document("umum.pdf", confidentiality="publik"),
            document("pemohon.pdf", confidentiality="pihak"),
        ],
    )
    assert await listed(mediation, ONE, case) == ["umum.pdf", "pemohon.pdf"]
    assert await listed(mediation, TWO, case) == ["umum.pdf"]
