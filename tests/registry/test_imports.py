"""Imports: what the worker makes of a file, once, wherever it is stopped."""

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from services.kit import clock, jobs
from services.kit.jobs import app_of, rescue_stalled
from services.registry.bulk import judging, work
from services.registry.bulk.entries import KINDS
from tests.registry.factories import make_forum
from tests.registry.imports import PATH, Worker, csv_of, forum_rows, read, report, send
from tests.support.callers import AUDITOR, KARTAMANTUL, OTHER_FORUM, SECRETARIAT, Caller


@pytest.fixture
def worker(registry_app_running: FastAPI) -> Worker:
    return Worker(registry_app_running)


@pytest.fixture
def secretariat(registry: Caller) -> Caller:
    return registry.as_(SECRETARIAT)


async def test_a_file_of_forums_becomes_forums_with_history_and_feed(
    secretariat: Caller, worker: Worker
) -> None:
    sent = csv_of(*forum_rows("satu", "dua", sectors="transportasi;persampahan"))
    job = await send(secretariat, sent)
    assert (job["state"], job["progress"], job["counts"]["rows"]) == ("menunggu", 0, None)
    await worker.work()
    done = await read(secretariat, job)
    assert (done["state"], done["progress"]) == ("selesai", 1)
    assert done["counts"] == {"rows": 2, "done": 2, "created": 2, "unchanged": 0, "refused": 0}
    forum = (await secretariat.get("/v1/kabkota/forums/dua")).json()
    assert (forum["status"], forum["sectors"]) == ("usulan", ["transportasi", "persampahan"])
    rows = await report(secretariat, job)
    assert [(r["number"], r["key"], r["outcome"]) for r in rows] == [
        (2, "satu", "dibuat"),
        (3, "dua", "dibuat"),
    ]
    assert rows[1]["id"] == forum["id"]
    (entry,) = (await secretariat.get("/v1/kabkota/forums/dua/history")).json()["items"]
    assert (entry["who"], entry["why"]) == (SECRETARIAT.subject, f"Impor {job['id']}, baris 3")


async def test_the_same_file_again_makes_no_second_copy(secretariat: Caller, worker: Worker) -> None:
    await make_forum(secretariat)
    files = {
        "forums": csv_of(*forum_rows("satu")),
        "members": csv_of(
            {"forum": "forum-uji", "region_code": "34.04", "name": "", "body": "", "member_to": ""},
            {"forum": "forum-uji", "region_code": "", "name": "Yayasan DEMO", "body": "masyarakat"},
            {"forum": "forum-uji", "region_code": "34.02", "member_to": "2010"},
        ),
        "instruments": csv_of(
            {"forum": "forum-uji", "title": "Perjanjian DEMO", "document_kind": "pks", "numbers": "1/A;2/B"}
        ),
    }
    for outcome in ("dibuat", "sudah_ada"):
        for kind, content in files.items():
            job = await send(secretariat, content, kind=kind)
            await worker.work()
            rows = await report(secretariat, job)
            assert {r["outcome"] for r in rows} == {outcome}, rows
            assert all(r["id"] for r in rows)
    forum = (await secretariat.get("/v1/kabkota/forums/forum-uji")).json()
    assert (len(forum["members"]), len(forum["instruments"])) == (3, 1)
    assert forum["instruments"][0]["numbers"] == ["1/A", "2/B"]


async def test_rows_twice_in_a_file_are_made_once_also_in_a_dry_run(
    secretariat: Caller, worker: Worker
) -> None:
    for dry_run in (True, False):
        job = await send(secretariat, csv_of(*forum_rows("satu", "satu")), dry_run=dry_run)
        await worker.work()
        assert [r["outcome"] for r in await report(secretariat, job)] == ["dibuat", "sudah_ada"]


async def test_a_dry_run_judges_all_and_writes_nothing(secretariat: Caller, worker: Worker) -> None:
    await make_forum(secretariat)
    before = (await secretariat.get("/v1/kabkota/forums/forum-uji")).json()
    members = csv_of(
        {"forum": "forum-uji", "region_code": "34.04"},
        {"forum": "forum-uji", "region_code": "34.99"},
        {"forum": "tidak-ada", "region_code": "34.04"},
    )
    job = await send(secretariat, members, kind="members", dry_run=True)
    await worker.work()
    assert (await read(secretariat, job))["counts"] == {
        "rows": 3, "done": 3, "created": 1, "unchanged": 0, "refused": 2,
    }  # fmt: skip
    made, unknown, nowhere = await report(secretariat, job)
    assert (made["outcome"], made["id"]) == ("dibuat", None)
    assert [(p["column"], p["code"]) for p in unknown["problems"]] == [("region_code", "unknown-region")]
    assert [(p["column"], p["code"]) for p in nowhere["problems"]] == [("forum", "forum-not-found")]
    assert (await secretariat.get("/v1/kabkota/forums/forum-uji")).json() == before
    assert len((await secretariat.get("/v1/kabkota/forums/forum-uji/history")).json()["items"]) == 1


async def test_a_refused_row_tells_every_column_in_both_languages(
    secretariat: Caller, worker: Worker
) -> None:
    (row,) = forum_rows("Bukan Slug", branch="tidak-ada", secretariat_region_code="34.04", sectors="x;x")
    job = await send(secretariat, csv_of(row))
    await worker.work()
    (told,) = await report(secretariat, job, "&outcome=ditolak")
    columns = {p["column"]: p for p in told["problems"]}
    assert set(columns) == {"slug", "secretariat_place", "sectors"}
    assert columns["secretariat_place"]["detail"] == "Wajib diisi."
    english = await secretariat.get(f"{PATH}/{job['id']}/rows", headers={"Accept-Language": "en"})
    details = {p["column"]: p["detail"] for p in english.json()["items"][0]["problems"]}
    assert details["secretariat_place"] == "This field is required."
    # The same codes as the API's.
    (row,) = forum_rows("baik", branch="tidak-ada")
    job = await send(secretariat, csv_of(row))
    await worker.work()
    answer = await secretariat.post("/v1/kabkota/forums", row)
    (told,) = await report(secretariat, job)
    assert [{k: p[k] for k in ("pointer", "code", "detail")} for p in told["problems"]] == answer.json()[
        "errors"
    ]


async def test_ten_thousand_bad_rows_are_told_and_write_nothing(secretariat: Caller, worker: Worker) -> None:
    rows = [{"forum": "forum-uji", "region_code": f"x{number}"} for number in range(10_000)]
    job = await send(secretariat, csv_of(*rows), kind="members")
    await worker.work()
    done = await read(secretariat, job)
    assert done["counts"] == {
        "rows": 10_000, "done": 10_000, "created": 0, "unchanged": 0, "refused": 10_000,
    }  # fmt: skip
    answer = await secretariat.get(f"{PATH}/{job['id']}/report")
    lines = answer.text.splitlines()
    assert (len(lines), lines[-1].split(",")[:3]) == (10_001, ["10001", "ditolak", "forum-uji/x9999"])


async def test_a_worker_killed_between_rows_goes_on_at_the_next(
    secretariat: Caller, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await send(secretariat, csv_of(*forum_rows("a1", "a2", "a3", "a4")))
    real = judging.judge
    killed: list[object] = []

    async def dies(*arguments: object) -> object:
        verdict = await real(*arguments)  # type: ignore[arg-type]
        if arguments[2] == 4 and not killed:
            killed.append(arguments[2])
            raise KeyboardInterrupt
        return verdict

    monkeypatch.setattr(work, "judge", dies)
    with pytest.raises(KeyboardInterrupt):
        await worker.do(job)
    half = await read(secretariat, job)
    assert (half["state"], half["counts"]["done"], half["progress"]) == ("berjalan", 2, 0.5)
    assert (await secretariat.get("/v1/kabkota/forums/a3")).status_code == 404
    await worker.do(job)
    assert (await read(secretariat, job))["counts"]["created"] == 4
    assert [r["outcome"] for r in await report(secretariat, job)] == ["dibuat"] * 4
    forums = (await secretariat.get("/v1/kabkota/forums")).json()["items"]
    assert [f["slug"] for f in forums] == ["a1", "a2", "a3", "a4"]


async def test_a_row_that_breaks_the_service_is_told_and_the_others_go_on(
    secretariat: Caller, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await send(secretariat, csv_of(*forum_rows("a1", "a2", "a3")))
    real = judging._make

    async def breaks(session: object, task: object, number: int, *rest: object) -> object:
        if number == 3:
            raise ZeroDivisionError
        return await real(session, task, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(judging, "_make", breaks)
    await worker.do(job)
    rows = await report(secretariat, job)
    assert [r["outcome"] for r in rows] == ["dibuat", "ditolak", "dibuat"]
    assert rows[1]["problems"][0]["code"] == "internal"


async def test_an_import_that_fails_for_ever_is_given_up_and_says_so(
    secretariat: Caller, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await send(secretariat, csv_of(*forum_rows("a1")))
    monkeypatch.setattr(jobs, "MOST_ATTEMPTS", 1)
    with monkeypatch.context() as broken:

        async def breaks(*arguments: object) -> bool:
            raise ZeroDivisionError

        broken.setattr(work, "step", breaks)
        await worker.work()

    told = await read(secretariat, job)
    assert (told["state"], told["problem"]["code"]) == ("gagal", "internal")
    await worker.work()
    assert await read(secretariat, job) == told


async def test_a_cancelled_import_stops_where_it_is(secretariat: Caller, worker: Worker) -> None:
    job = await send(secretariat, csv_of(*forum_rows("a1", "a2", "a3")))
    await work._stage(worker.database, UUID(job["id"]), worker.limits)
    assert await work.step(worker.database, UUID(job["id"]))
    answer = await secretariat.post(f"{PATH}/{job['id']}/cancellation", None)
    assert (answer.status_code, answer.json()["state"]) == (200, "dibatalkan")
    await worker.work()
    left = await read(secretariat, job)
    assert (left["state"], left["counts"]["created"], left["counts"]["rows"]) == ("dibatalkan", 1, 3)
    again = await secretariat.post(f"{PATH}/{job['id']}/cancellation", None)
    assert (again.status_code, again.json()["code"]) == (409, "import-over")


async def test_a_forum_brings_in_its_own_rows_and_those_of_another_are_refused(
    real_forums: Caller, worker: Worker
) -> None:
    own = real_forums.as_(KARTAMANTUL)
    content = csv_of(
        {"forum": "kartamantul", "name": "Kampus DEMO", "role": "mitra", "body": "perguruan_tinggi"},
        {"forum": "barlingmascakeb", "name": "Kampus DEMO", "role": "mitra", "body": "perguruan_tinggi"},
    )
    job = await send(own, content, kind="members")
    await worker.work()
    assert [r["outcome"] for r in await report(real_forums, job)] == ["dibuat", "ditolak"]
    (_, other) = (await own.get(f"{PATH}/{job['id']}/rows")).json()["items"]
    assert [p["code"] for p in other["problems"]] == ["forum-of-others"]
    entry = (await own.get("/v1/kabkota/forums/kartamantul/history")).json()["items"][0]
    assert (entry["who"], entry["why"]) == (KARTAMANTUL.subject, f"Impor {job['id']}, baris 2")
    await send(own, csv_of(*forum_rows("baru")), status=403)
    assert (await real_forums.as_(OTHER_FORUM).get(f"{PATH}/{job['id']}")).status_code == 404
    assert (await real_forums.as_(OTHER_FORUM).get(PATH)).json()["items"] == []
    assert len((await real_forums.as_(AUDITOR).get(PATH)).json()["items"]) == 1


async def test_lists_are_paged(secretariat: Caller, worker: Worker) -> None:
    for slug in ("a1", "a2", "a3"):
        job = await send(secretariat, csv_of(*forum_rows(slug, f"{slug}-x")))
    await worker.work()
    first = (await secretariat.get(f"{PATH}?page_size=2&state=selesai")).json()
    rest = (await secretariat.get(f"{PATH}?page_size=2&state=selesai&cursor={first['next_cursor']}")).json()
    assert (first["items"][0]["id"], len(first["items"]), len(rest["items"])) == (job["id"], 2, 1)
    assert rest["next_cursor"] is None
    at = f"{PATH}/{job['id']}/rows?page_size=1"
    one = (await secretariat.get(at)).json()
    two = (await secretariat.get(f"{at}&cursor={one['next_cursor']}")).json()
    assert [i["number"] for i in (*one["items"], *two["items"])] == [2, 3]


async def test_two_imports_at_once_make_one_copy(
    secretariat: Caller, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_forum(secretariat)
    row = {"forum": "forum-uji", "title": "Perjanjian DEMO", "document_kind": "pks", "numbers": "1/A"}
    first, second = [await send(secretariat, csv_of(row), kind="instruments") for _ in range(2)]
    real = KINDS["instruments"].find
    overtaken: list[object] = []

    async def looked_first(*arguments: Any) -> Any:
        entry = await real(*arguments)
        if not overtaken:
            overtaken.append(entry)
            await worker.do(first)
        return entry

    changed = dataclasses.replace(KINDS["instruments"], find=looked_first)
    monkeypatch.setattr(judging, "KINDS", {**KINDS, "instruments": changed})
    await worker.do(second)
    (made,), (stands,) = await report(secretariat, first), await report(secretariat, second)
    assert (made["outcome"], stands["outcome"]) == ("dibuat", "sudah_ada")
    assert made["id"] == stands["id"]
    forum = (await secretariat.get("/v1/kabkota/forums/forum-uji")).json()
    assert (len(forum["instruments"]), forum["version"]) == (1, 2)


async def test_a_forum_that_others_change_meanwhile_keeps_every_version(
    secretariat: Caller, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_forum(secretariat)
    rows = [{"forum": "forum-uji", "region_code": code} for code in ("34.99", "34.04")]
    job = await send(secretariat, csv_of(*rows), kind="members")
    real = KINDS["members"].find
    changes: list[int] = []

    async def after_a_change(*arguments: Any) -> Any:
        entry = await real(*arguments)
        etag = f'"{len(changes) + 1}"'
        changes.append(1)
        path = "/v1/kabkota/forums/forum-uji"
        answer = await secretariat.patch(path, {"notes": f"DEMO {len(changes)}"}, etag=etag)
        assert answer.status_code == 200, answer.text
        return entry

    monkeypatch.setattr(
        judging, "KINDS", {**KINDS, "members": dataclasses.replace(KINDS["members"], find=after_a_change)}
    )
    await worker.do(job)
    assert [r["outcome"] for r in await report(secretariat, job)] == ["ditolak", "dibuat"]
    assert (await secretariat.get("/v1/kabkota/forums/forum-uji")).json()["version"] == 4


async def test_what_was_sent_is_forgotten_after_some_days_and_the_report_stays(
    secretariat: Caller, worker: Worker
) -> None:
    job = await send(secretariat, csv_of(*forum_rows("satu")))
    await worker.work()
    assert await work.forget(worker.database, worker.limits) == 0
    with clock.fixed(clock.now() + timedelta(days=worker.limits.kept_days + 1)):
        assert await work.forget(worker.database, worker.limits) == 1
        assert await work.forget(worker.database, worker.limits) == 0
    assert (await read(secretariat, job))["upload_kept"] is False
    assert [r["key"] for r in await report(secretariat, job)] == ["satu"]


async def test_the_job_of_a_dead_worker_is_taken_up_by_another(secretariat: Caller, worker: Worker) -> None:
    job = await send(secretariat, csv_of(*forum_rows("satu")))
    app = app_of(worker.database, [work.task(worker.limits)])
    async with app.open_async():
        dead = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=dead) is not None
        await worker.work()
        assert (await read(secretariat, job))["state"] == "menunggu"
        assert await rescue_stalled(app, silent_for=60) == 0
        assert await rescue_stalled(app, silent_for=-1) == 1
    await worker.work()
    assert (await read(secretariat, job))["state"] == "selesai"


async def test_a_worker_killed_while_it_reads_the_file_reads_it_again(
    secretariat: Caller, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await send(secretariat, csv_of(*forum_rows("a1", "a2", "a3")))
    real = work._take
    taken: list[int] = []

    def dies(found: Any, size: int) -> Any:
        taken.append(size)
        if len(taken) == 3:
            raise ZeroDivisionError
        return real(found, 1)

    monkeypatch.setattr(work, "_take", dies)
    with pytest.raises(ZeroDivisionError):
        await worker.do(job)
    assert (await read(secretariat, job))["state"] == "menunggu"
    await worker.do(job)
    assert (await read(secretariat, job))["counts"] == {
        "rows": 3, "done": 3, "created": 3, "unchanged": 0, "refused": 0,
    }  # fmt: skip
