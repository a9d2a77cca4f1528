"""Practices: drafted, reviewed, published, amended, withdrawn; and the real ones."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from services.kit.actor import Actor
from services.kit.db import Databases
from services.kit.simpul import SIMPUL
from services.knowledge.editing.handing_over import Carrier
from services.knowledge.editing.models import Handover
from services.knowledge.editing.scanning import Scanner
from services.knowledge.importer import import_into, read_json
from services.knowledge.kinds import KINDS
from tests.knowledge.editors import (
    COLLEAGUE,
    EDITOR,
    FORUM,
    OTHER,
    PRACTICE,
    PRACTICES,
    SITUATION,
    act,
    publish,
    write,
)
from tests.knowledge.regulations import add_work
from tests.support.callers import AUDITOR, Caller

ONE = f"{PRACTICES}/{PRACTICE['slug']}"


async def test_a_practice_is_written_reviewed_and_published(desk: Caller) -> None:
    written = await write(desk)
    assert (written.status_code, written.json()["state"]) == (201, "draf")
    assert written.headers["location"] == ONE
    assert (await desk.get(ONE)).status_code == 404
    assert (await act(desk, FORUM, "submission")).json()["state"] == "telaah"
    verdict = await act(desk, EDITOR, "reviews", {"verdict": "setuju", "comment": "Baik."})
    assert (verdict.status_code, verdict.json()["revision"]) == (201, 1)
    published = await act(desk, EDITOR, "publication")
    assert (published.status_code, published.json()["state"]) == (201, "terbit")
    seen = await desk.get(ONE)
    assert (seen.status_code, seen.json()["state"]) == (200, "terbit")
    assert seen.json()["urusan"] == ["2.11"]
    assert "reviewers" not in seen.json()
    listed = (await desk.get(f"{PRACTICES}?sector=persampahan&region=34&forum=kartamantul")).json()
    assert [item["slug"] for item in listed["items"]] == [PRACTICE["slug"]]
    assert listed["items"][0] == seen.json()


async def test_nothing_is_published_without_the_review_of_another(desk: Caller) -> None:
    await write(desk, EDITOR)
    too_early = await act(desk, EDITOR, "publication")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "act-out-of-state")
    assert too_early.json()["possible_acts"] == ["amend", "submit", "withdraw"]
    await act(desk, EDITOR, "submission")
    unreviewed = await act(desk, EDITOR, "publication")
    assert (unreviewed.status_code, unreviewed.json()["code"]) == (409, "not-reviewed")
    own = await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    assert (own.status_code, own.json()["code"]) == (409, "own-review")
    await act(desk, COLLEAGUE, "reviews", {"verdict": "setuju"})
    assert (await act(desk, EDITOR, "publication")).status_code == 201


async def test_a_review_is_of_one_revision(desk: Caller) -> None:
    await write(desk)
    await act(desk, FORUM, "submission")
    returned = await act(desk, EDITOR, "reviews", {"verdict": "perbaiki", "comment": "Hasilnya apa?"})
    assert returned.status_code == 201
    held = await desk.as_(FORUM).get(ONE)
    assert held.json()["state"] == "draf"
    amended = await desk.as_(FORUM).patch(ONE, {"result": "Lebih murah."}, etag=held.headers["etag"])
    assert (amended.status_code, amended.json()["revision"]) == (200, 2)
    await act(desk, FORUM, "submission")
    assert (await act(desk, EDITOR, "publication")).json()["code"] == "not-reviewed"
    reviews = (await desk.as_(FORUM).get(f"{ONE}/reviews")).json()["items"]
    assert [(r["revision"], r["verdict"]) for r in reviews] == [(1, "perbaiki")]
    unsaid = await act(desk, EDITOR, "reviews", {"verdict": "perbaiki"})
    assert (unsaid.status_code, unsaid.json()["errors"][0]["pointer"]) == (422, "/comment")


async def test_what_is_published_stays_while_it_is_amended(desk: Caller) -> None:
    await publish(desk)
    held = await desk.as_(FORUM).get(ONE)
    changed = await desk.as_(FORUM).patch(ONE, {"result": "Berubah."}, etag=held.headers["etag"])
    assert changed.json()["state"] == "draf"
    assert (await desk.get(ONE)).json()["result"] == "Contoh hasil."
    assert (await desk.as_(FORUM).get(ONE)).json()["result"] == "Berubah."
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    await act(desk, EDITOR, "publication")
    assert (await desk.get(ONE)).json()["result"] == "Berubah."

    versions = (await desk.get(f"{ONE}/versions")).json()["items"]
    assert [version["act"] for version in versions] == ["publish", "publish"]
    assert "changed_by" not in versions[0]
    new, old = (version["version"] for version in versions)
    compared = (await desk.get(f"{ONE}/comparison?from={old}&to={new}")).json()
    said = {d["pointer"]: (d["before"], d["after"]) for d in compared["differences"]}
    assert said["/result"] == ("Contoh hasil.", "Berubah.")
    whole = (await desk.as_(EDITOR).get(f"{ONE}/versions")).json()["items"]
    assert [version["act"] for version in whole][-1] == "write"
    assert (await desk.get(f"{ONE}/versions/1")).status_code == 404
    assert (await desk.as_(EDITOR).get(f"{ONE}/versions/1")).json()["state"] == "draf"


async def test_what_is_withdrawn_is_gone_for_the_public(desk: Caller) -> None:
    await publish(desk)
    assert (await act(desk, FORUM, "withdrawal", {"reason": "x"})).status_code == 403
    withdrawn = await act(desk, EDITOR, "withdrawal", {"reason": "Keliru."})
    assert withdrawn.json()["state"] == "ditarik"
    assert (await desk.get(ONE)).status_code == 404
    assert (await desk.get(f"{ONE}/versions")).status_code == 404
    assert (await desk.get(PRACTICES)).json()["items"] == []
    assert (await desk.as_(FORUM).get(ONE)).json()["state"] == "ditarik"


async def test_a_forum_writes_for_itself_alone(desk: Caller) -> None:
    assert (await write(desk, OTHER)).status_code == 403
    unnamed = await write(desk, FORUM, forum_slug=None)
    assert (unnamed.status_code, unnamed.json()["forum_slug"]) == (201, "kartamantul")
    assert (await desk.as_(OTHER).get(ONE)).status_code == 404
    assert (await desk.as_(OTHER).patch(ONE, {"title": "x"}, etag='"1"')).status_code == 404
    assert (await desk.get(f"{PRACTICES}?state=draf")).status_code == 401
    drafts = f"{PRACTICES}?state=draf"
    assert (await desk.as_(OTHER).get(drafts)).json()["items"] == []
    assert [i["slug"] for i in (await desk.as_(FORUM).get(drafts)).json()["items"]] == [PRACTICE["slug"]]
    assert len((await desk.as_(AUDITOR).get(drafts)).json()["items"]) == 1
    assert (await desk.as_(AUDITOR).patch(ONE, {"title": "x"}, etag='"1"')).status_code == 403
    assert (await desk.as_(FORUM, "provinsi").get(ONE.replace("kabkota", "provinsi"))).status_code == 404


async def test_a_reviewer_who_was_asked_sees_it_and_remarks(desk: Caller) -> None:
    await write(desk)
    asked = await desk.as_(EDITOR).send(
        "PUT",
        f"{ONE}/reviewers",
        {"reviewers": ["client:forum-barlingmascakeb"]},
        headers={"If-Match": '"1"'},
    )
    assert (asked.status_code, asked.json()["reviewers"]) == (200, ["client:forum-barlingmascakeb"])
    assert (await desk.as_(OTHER).get(ONE)).status_code == 200
    remark = {"text": "Sumbernya?", "pointer": "/source"}
    made = await act(desk, OTHER, "comments", remark)
    assert (made.status_code, made.json()["is_resolved"]) == (201, False)
    done = await act(desk, FORUM, f"comments/{made.json()['id']}/resolution")
    assert done.json()["is_resolved"] is True
    listed = (await desk.as_(FORUM).get(f"{ONE}/comments")).json()["items"]
    assert [(c["text"], c["pointer"], c["is_resolved"]) for c in listed] == [("Sumbernya?", "/source", True)]
    assert (await desk.get(f"{ONE}/comments")).status_code == 404
    await act(desk, FORUM, "submission")
    assert (await act(desk, OTHER, "reviews", {"verdict": "setuju"})).status_code == 201


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"sectors": ["sihir"]}, "/sectors/0", "unknown-code"),
        ({"dimension": "sihir"}, "/dimension", "unknown-code"),
        ({"regions": ["99.99"]}, "/regions/0", "unknown-code"),
        ({"slug": "facets"}, "/slug", "reserved-slug"),
        ({"forum_slug": "forum-lain"}, "/forum_slug", "unknown-forum"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "/links/0/url", None),
        ({"facts": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}, "/facts", "too-large"),
        ({"as_of": "2001-13"}, "/as_of", None),
        ({"unknown": 1}, "/unknown", None),
        ({"title": "a\0b"}, "/title", None),
    ],
)
async def test_bad_input_is_named_and_nothing_is_written(
    desk: Caller, said: dict[str, Any], pointer: str, code: str | None
) -> None:
    answer = await write(desk, EDITOR, **said)
    assert answer.status_code == 422
    errors = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    assert pointer in errors
    assert code in (None, errors[pointer])
    assert (await desk.as_(EDITOR).get(f"{PRACTICES}?state=draf")).json()["items"] == []


async def test_a_draft_is_complete_before_its_review(desk: Caller) -> None:
    await write(desk, problem=None, lessons=[])
    answer = await act(desk, FORUM, "submission")
    assert answer.status_code == 422
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/problem", "/lessons"}
    assert (await desk.as_(FORUM).get(ONE)).json()["state"] == "draf"


async def test_versions_and_slugs_are_guarded(desk: Caller) -> None:
    await write(desk)
    taken = await write(desk)
    assert (taken.status_code, taken.json()["code"]) == (409, "slug-taken")
    assert (await desk.as_(FORUM).patch(ONE, {"title": "x"}, etag=None)).status_code == 428
    stale = await desk.as_(FORUM).patch(ONE, {"title": "x"}, etag='"9"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"1"')
    same = await desk.as_(FORUM).patch(ONE, {"title": PRACTICE["title"]}, etag='"1"')
    assert (same.status_code, same.json()["version"]) == (200, 1)
    null = await desk.as_(FORUM).patch(ONE, {"title": None}, etag='"1"')
    assert null.status_code == 422


async def test_an_unknown_filter_is_named(desk: Caller) -> None:
    for query, pointer in [("sector=sihir", "/query/sector"), ("bogus=1", "/query/bogus")]:
        answer = await desk.get(f"{PRACTICES}?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    mixed = await desk.as_(EDITOR).get(f"{PRACTICES}?state=draf&sector=persampahan")
    assert mixed.json()["errors"][0]["code"] == "not-with-state"
    assert (await desk.as_(EDITOR).get(f"{PRACTICES}?state=sihir")).status_code == 400


async def test_a_forum_says_once_that_a_practice_is_useful(desk: Caller) -> None:
    await write(desk)
    unpublished = await act(desk, EDITOR, "endorsements", {"forum_slug": "barlingmascakeb"})
    assert unpublished.json()["code"] == "not-published"
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    await act(desk, EDITOR, "publication")
    before = (await desk.get(ONE)).headers["etag"]
    endorsed = await act(desk, OTHER, "endorsements", {"note": "Kami pakai."})
    assert (endorsed.status_code, endorsed.json()["forum_slug"]) == (201, "barlingmascakeb")
    assert (await act(desk, OTHER, "endorsements")).json()["code"] == "already-endorsed"
    seen = await desk.get(ONE)
    assert (seen.json()["useful_to"], seen.headers["etag"] == before) == (["barlingmascakeb"], False)
    found = (await desk.get(f"{PRACTICES}?useful_to=barlingmascakeb")).json()["items"]
    assert len(found) == 1
    row = (await desk.get(f"{ONE}/endorsements")).json()["items"][0]
    assert (await desk.as_(FORUM).delete(f"{ONE}/endorsements/{row['id']}", etag='"1"')).status_code == 403
    gone = await desk.as_(OTHER).delete(f"{ONE}/endorsements/{row['id']}", etag='"1"')
    assert gone.status_code == 204
    assert (await desk.get(ONE)).json()["useful_to"] == []
    assert (await act(desk, FORUM, "endorsements")).json()["errors"][0]["code"] == "own-practice"
    unnamed = await act(desk, EDITOR, "endorsements")
    assert unnamed.json()["errors"][0]["pointer"] == "/forum_slug"


async def test_what_is_published_to_both_simpul_is_two_rows(
    desk: Caller, knowledge_app_running: FastAPI
) -> None:
    databases: Databases = knowledge_app_running.state.databases
    await write(desk)
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    own = await act(desk, EDITOR, "publication", {"also_in": ["kabkota"]})
    assert (own.status_code, own.json()["errors"][0]["code"]) == (422, "own-simpul")
    both = await act(desk, EDITOR, "publication", {"also_in": ["provinsi"]})
    assert both.status_code == 201
    there = ONE.replace("kabkota", "provinsi")
    editor = desk.as_(COLLEAGUE, "provinsi")
    assert (await editor.get(there)).status_code == 404
    carrier = Carrier(databases, KINDS, knowledge_app_running.state.files)
    assert await carrier.carry() == 1
    assert await carrier.carry() == 0
    arrived = (await editor.get(there)).json()
    own = (await desk.get(ONE)).json()
    assert (arrived["state"], arrived["id"] == own["id"]) == ("telaah", False)
    assert arrived["origin"] == {
        "simpul": "kabkota",
        "id": own["id"],
        "slug": own["slug"],
        "forum_slug": "kartamantul",
        "revision": 1,
    }
    assert (await desk.as_(FORUM, "provinsi").get(there)).status_code == 404
    await editor.post(f"{there}/reviews", {"verdict": "setuju"})
    assert (await editor.post(f"{there}/publication", {})).status_code == 201
    # Each lives on alone; of a withdrawal the other is told.
    await act(desk, EDITOR, "withdrawal", {"reason": "Salah angka."})
    await carrier.carry()
    remarks = (await editor.get(f"{there}/comments")).json()["items"]
    said = "Simpul asal menarik tulisan ini (revisi 1): Salah angka."
    assert [remark["text"] for remark in remarks] == [said]
    # As after a crash between the two commits: it arrives again, and is told once.
    async with databases["kabkota"].write.begin() as session:
        await session.execute(update(Handover).values(done_at=None))
    assert await carrier.carry() == 2
    assert (await editor.get(f"{there}/comments")).json()["items"] == remarks
    assert (await desk.get(ONE)).status_code == 404
    assert (await editor.get(there)).json()["state"] == "terbit"


PDF = {"Content-Type": "application/pdf"}
FILES = f"{ONE}/attachments"


async def upload(desk: Caller, name: str = "laporan.pdf", content: bytes = b"%PDF-1.4\nx") -> Any:
    at = f"{FILES}?name={name}&is_public=true"
    return await desk.as_(FORUM).request("POST", at, content=content, headers=PDF)


async def test_an_attachment_is_public_once_its_practice_is_published(desk: Caller) -> None:
    await write(desk)
    added = await upload(desk)
    assert (added.status_code, added.json()["is_scanned"]) == (201, False)
    at = f"{FILES}/{added.json()['id']}"
    assert (await desk.get(at)).status_code == 404
    assert (await desk.as_(FORUM).get(at)).content == b"%PDF-1.4\nx"
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    await act(desk, EDITOR, "publication")
    got = await desk.get(at)
    assert (got.status_code, got.headers["content-disposition"]) == (
        200,
        "attachment; filename*=UTF-8''laporan.pdf",
    )
    late = await upload(desk, "susulan.pdf")
    assert (late.status_code, late.headers["etag"].startswith('"')) == (201, True)
    assert (await desk.get(f"{FILES}/{late.json()['id']}")).status_code == 404
    held = (await desk.as_(FORUM).get(ONE)).json()
    assert (held["state"], held["revision"]) == ("draf", 3)
    assert [a["name"] for a in (await desk.get(ONE)).json()["attachments"]] == ["laporan.pdf"]
    assert (await desk.as_(FORUM).delete(at)).status_code == 428
    assert (await desk.as_(FORUM).delete(at, etag=got.headers["etag"])).status_code == 204
    assert (await desk.get(ONE)).json()["attachments"] == []


async def test_an_attachment_that_lies_is_refused(desk: Caller) -> None:
    await write(desk)
    lied = await upload(desk, content=b"<html><script>alert(1)</script>")
    assert (lied.status_code, lied.json()["code"]) == (422, "file-not-as-said")
    assert (await upload(desk, content=b"")).json()["code"] == "file-empty"
    assert (await upload(desk, name="..%2Fx.pdf")).status_code == 400
    html = await desk.as_(FORUM).request(
        "POST", f"{FILES}?name=x.html", content=b"<html>", headers={"Content-Type": "text/html"}
    )
    assert html.status_code == 415
    assert (await desk.as_(FORUM).get(ONE)).json()["attachments"] == []


async def test_what_was_approved_is_what_is_published(desk: Caller) -> None:
    await write(desk)
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    late = await upload(desk)
    assert (late.status_code, late.json()["code"]) == (409, "act-out-of-state")
    await act(desk, EDITOR, "publication")
    assert (await desk.get(ONE)).json()["attachments"] == []


async def test_what_stands_beside_a_draft_never_takes_it_along(desk: Caller) -> None:
    await publish(desk)
    held = await desk.as_(FORUM).get(ONE)
    unreviewed = {"approach": "Menurut UU 1/2040.", "sectors": ["pariwisata"]}
    await add_work(desk, 1)
    await desk.as_(FORUM).patch(ONE, unreviewed, etag=held.headers["etag"])
    await act(desk, OTHER, "endorsements")
    seen = (await desk.get(ONE)).json()
    assert (seen["useful_to"], seen["cites"], seen["urusan"]) == (["barlingmascakeb"], [], ["2.11"])
    assert seen["approach"] == PRACTICE["approach"]


async def test_nobody_approves_what_they_wrote_a_part_of(desk: Caller) -> None:
    await write(desk, EDITOR)
    held = await desk.as_(COLLEAGUE).get(ONE)
    await desk.as_(COLLEAGUE).patch(ONE, {"title": "Lain (DEMO)"}, etag=held.headers["etag"])
    await act(desk, COLLEAGUE, "submission")
    assert (await act(desk, EDITOR, "reviews", {"verdict": "setuju"})).json()["code"] == "own-review"


async def test_what_was_withdrawn_stays_away_when_it_is_published_again(desk: Caller) -> None:
    first = (await publish(desk)).json()["version"]
    await act(desk, EDITOR, "withdrawal", {"reason": "Memuat data pribadi (DEMO)."})
    held = await desk.as_(FORUM).get(ONE)
    await desk.as_(FORUM).patch(ONE, {"result": "Tanpa nama."}, etag=held.headers["etag"])
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    again = (await act(desk, EDITOR, "publication")).json()["version"]
    listed = (await desk.get(f"{ONE}/versions")).json()["items"]
    assert [version["version"] for version in listed] == [again]
    assert (await desk.get(f"{ONE}/versions/{first}")).status_code == 404
    assert (await desk.as_(EDITOR).get(f"{ONE}/versions/{first}")).status_code == 200


async def test_who_was_asked_still_needs_the_scope(desk: Caller) -> None:
    await write(desk)
    asked = {"reviewers": [OTHER.subject]}
    await desk.as_(EDITOR).send("PUT", f"{ONE}/reviewers", asked, headers={"If-Match": '"1"'})
    blind = Actor(OTHER.subject, OTHER.roles, frozenset({"registry:read"}), OTHER.bindings)
    assert (await desk.as_(blind).get(ONE)).status_code == 404
    assert (await desk.as_(blind).get(f"{PRACTICES}?state=draf")).json()["items"] == []
    reading = Actor(OTHER.subject, OTHER.roles, frozenset({"knowledge:read"}), OTHER.bindings)
    assert (await desk.as_(reading).get(ONE)).status_code == 200
    assert (await act(desk, reading, "comments", {"text": "x"})).status_code == 403


async def test_a_situation_that_turns_out_not_public_leaves_the_shelf(desk: Caller) -> None:
    await publish(desk, "situations", **SITUATION)
    at = f"/v1/kabkota/situations/{SITUATION['slug']}"
    held = await desk.as_(EDITOR).get(at)
    hidden = await desk.as_(EDITOR).patch(at, {"public": False}, etag=held.headers["etag"])
    assert hidden.status_code == 200
    assert (await desk.get(at)).status_code == 404
    found = await desk.get("/v1/kabkota/search?q=contoh situasi&kind=situation")
    assert found.json()["items"] == []


async def test_what_the_other_simpul_edited_is_its_own(desk: Caller, knowledge_app_running: FastAPI) -> None:
    databases: Databases = knowledge_app_running.state.databases
    carrier = Carrier(databases, KINDS, knowledge_app_running.state.files)
    await write(desk)
    await upload(desk)
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    await act(desk, EDITOR, "publication", {"also_in": ["provinsi"]})
    await carrier.carry()
    there, editor = ONE.replace("kabkota", "provinsi"), desk.as_(COLLEAGUE, "provinsi")
    arrived = await editor.get(there)
    assert arrived.json()["state"] == "telaah"
    (file,) = arrived.json()["attachments"]
    got = await editor.get(f"{there}/attachments/{file['id']}")
    assert got.content == b"%PDF-1.4\nx"
    await editor.post(f"{there}/reviews", {"verdict": "perbaiki", "comment": "x"})
    arrived = await editor.get(there)
    own = await editor.patch(there, {"result": "Suntingan sendiri."}, etag=arrived.headers["etag"])
    assert own.status_code == 200
    held = await desk.as_(FORUM).get(ONE)
    await desk.as_(FORUM).patch(ONE, {"result": "Revisi baru."}, etag=held.headers["etag"])
    await act(desk, FORUM, "submission")
    await act(desk, EDITOR, "reviews", {"verdict": "setuju"})
    await act(desk, EDITOR, "publication", {"also_in": ["provinsi"]})
    await carrier.carry()
    after = (await editor.get(there)).json()
    assert after["result"] == "Suntingan sendiri."
    assert after["offer"]["content"]["result"] == "Revisi baru."


@pytest.fixture
def scanner(knowledge_app_running: FastAPI, tmp_path: Path) -> Iterator[Path]:
    """A command that a test writes; it replaces the node's own for as long."""
    script = tmp_path / "scan"
    before = knowledge_app_running.state.scanner
    knowledge_app_running.state.scanner = Scanner(str(script))
    yield script
    knowledge_app_running.state.scanner = before


def _make_script(path: Path, command: str) -> None:
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("command", "status", "code"),
    [
        ("grep -q EICAR && exit 1 || exit 0", 201, None),
        ("cat > /dev/null; exit 1", 422, "file-refused"),
        ("exit 2", 503, "scanner-away"),
        (None, 503, "scanner-away"),
    ],
)
async def test_the_scanner_has_its_say(
    desk: Caller, scanner: Path, command: str | None, status: int, code: str | None
) -> None:
    if command is not None:
        _make_script(scanner, command)
    await write(desk)
    answer = await upload(desk)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    held = (await desk.as_(FORUM).get(ONE)).json()["attachments"]
    assert [a["is_scanned"] for a in held] == ([True] if status == 201 else [])


async def test_the_real_practices_are_there_once(library: Caller, knowledge_app_running: FastAPI) -> None:
    records = read_json("practices.json")
    own = [p["slug"] for p in records if p["forum_slug"] is None]
    found = {}
    for simpul in SIMPUL:
        caller = library.as_(library.actor, simpul)
        found[simpul] = (await caller.get(f"/v1/{simpul}/practices?page_size=1000")).json()["items"]
    assert {p["slug"] for p in records} == {p["slug"] for some in found.values() for p in some}
    assert all(slug in {p["slug"] for p in found[simpul]} for simpul in found for slug in own)
    one = next(p for p in found["kabkota"] if p["slug"] == "kartamantul-bagi-biaya-air-limbah")
    assert one["facts"]["idr"]["34"] == 650_000_000
    assert one["inferred"] == ["/facts/idr/34", "/facts/idr/34.02", "/lessons"]
    assert one["source"]["title"].startswith("Studi program pascasarjana")
    assert (one["dimension"], one["urusan"]) == ("keuangan", ["1.03"])
    facets = (await library.get("/v1/kabkota/practices/facets?sector=persampahan")).json()
    assert facets["total"] == 2
    assert {f["value"] for f in facets["facets"]["forum"]} == {"kartamantul"}
    databases: Databases = knowledge_app_running.state.databases
    assert set((await import_into(databases["kabkota"])).values()) == {0}


async def test_similar_practices_say_why(library: Caller) -> None:
    at = "/v1/kabkota/practices/kartamantul-bagi-biaya-sampah/similar?limit=3"
    similar = (await library.get(at)).json()["items"]
    assert similar
    assert similar == sorted(similar, key=lambda s: -s["score"])
    assert all(s["reasons"] for s in similar)
    codes = {r["code"] for r in similar[0]["reasons"]}
    assert codes & {"sector", "urusan"}
    english = (await library.get(at, headers={"Accept-Language": "en"})).json()["items"]
    assert any(r["text"].startswith("Same") for r in english[0]["reasons"])


async def test_situations_are_knowledge_and_the_restricted_one_never_leaves(library: Caller) -> None:
    listed = (await library.get("/v1/kabkota/situations?page_size=1000")).json()["items"]
    restricted = "dugaan-pungli-jembatan-timbang-pematang-panggang"
    assert restricted not in {s["slug"] for s in listed}
    assert len(listed) == 16
    assert {s["record_kind"] for s in listed} == {"situasi"}
    hidden = f"/v1/kabkota/situations/{restricted}"
    for actor in (FORUM, OTHER):
        assert (await library.as_(actor).get(hidden)).status_code == 404
    assert (await library.get(hidden)).status_code == 404
    editor = library.as_(EDITOR)
    assert (await editor.get(hidden)).json()["state"] == "draf"
    await editor.post(f"{hidden}/submission", {})
    await library.as_(COLLEAGUE).post(f"{hidden}/reviews", {"verdict": "setuju"})
    refused = await editor.post(f"{hidden}/publication", {"also_in": ["provinsi"]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not-public")
    mesuji = (await library.get("/v1/kabkota/situations?region=18.11&kind=antar_daerah")).json()["items"]
    assert "konflik-sosial-mesuji-oki" in {s["slug"] for s in mesuji}
    both = (await library.as_(library.actor, "provinsi").get("/v1/provinsi/situations")).json()["items"]
    assert len(both) == 2
