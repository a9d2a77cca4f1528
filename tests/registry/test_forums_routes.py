"""Registering, reading and amending forums, through the registry's door."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from services.kit import clock
from tests.registry.factories import forum_body, make_forum
from tests.support.callers import (
    ANONYMOUS,
    KARTAMANTUL,
    MINISTRY,
    OTHER_FORUM,
    READ_ONLY_SECRETARIAT,
    SECRETARIAT,
    Caller,
)

FORUMS = "/v1/kabkota/forums"
KARTAMANTUL_AT = f"{FORUMS}/kartamantul"


async def test_the_secretariat_registers_a_forum_as_a_proposal(registry: Caller) -> None:
    body = forum_body(sectors=["persampahan"], founded_on="2001-06", stage="inisiasi")
    answer = await registry.as_(SECRETARIAT).post(FORUMS, body)
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"{FORUMS}/forum-uji"
    forum = answer.json()
    assert forum["status"] == "usulan"
    assert forum["simpul"] == "kabkota"
    assert (forum["source"], forum["as_of"], forum["inferred"]) == (None, None, [])
    assert {"name", "branch", "scope", "sectors", "founded_on", "stage"} <= set(forum["provenance"])
    assert (await registry.get(answer.headers["location"])).json() == forum


async def test_a_forum_is_read_by_slug_and_by_id_alike(registry: Caller) -> None:
    forum = await make_forum(registry)
    by_id = await registry.get(f"{FORUMS}/{forum['id']}")
    assert by_id.json() == forum
    assert by_id.headers["etag"] == '"1"'


async def test_a_reader_with_the_present_version_gets_304(registry: Caller) -> None:
    await make_forum(registry)
    same = await registry.get(f"{FORUMS}/forum-uji", headers={"If-None-Match": 'W/"1"'})
    assert (same.status_code, same.content) == (304, b"")
    other = await registry.get(f"{FORUMS}/forum-uji", headers={"If-None-Match": '"2"'})
    assert other.status_code == 200


async def test_a_forum_amends_itself_and_history_says_who_what_and_why(real_forums: Caller) -> None:
    own = real_forums.as_(KARTAMANTUL)
    before = (await own.get(KARTAMANTUL_AT)).json()
    with clock.fixed(datetime(2026, 3, 1, 20, 0, tzinfo=UTC)):
        answer = await own.patch(
            f"{KARTAMANTUL_AT}?reason=rapat%20anggota",
            {"purpose": "Melayani tiga daerah.", "stage": "monitoring_evaluasi", "name": before["name"]},
            etag='"1"',
        )
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert (after["version"], answer.headers["etag"]) == (2, '"2"')
    assert (after["purpose"], after["stage"]) == ("Melayani tiga daerah.", "monitoring_evaluasi")
    # 20:00 UTC is the next day in Asia/Jakarta, where the law counts days.
    said = {"source": None, "as_of": "2026-03-02", "mark": None}
    assert after["provenance"] == {"purpose": said, "stage": said}
    assert (after["source"], after["as_of"], after["inferred"]) == (
        before["source"],
        before["as_of"],
        before["inferred"],
    )

    history = (await own.get(f"{KARTAMANTUL_AT}/history")).json()["items"]
    changed = {entry["field"]: entry for entry in history if entry["version"] == 2}
    assert set(changed) == {"purpose", "stage"}
    entry = changed["stage"]
    assert (entry["old"], entry["new"]) == ("pelaksanaan", "monitoring_evaluasi")
    assert (entry["who"], entry["why"]) == ("client:forum-kartamantul", "rapat anggota")
    assert history[-1]["field"] == "forum"

    facts = (await real_forums.get(f"{KARTAMANTUL_AT}/facts")).json()["items"]
    assert {(f["field"], f["as_of"], f["recorded_by"]) for f in facts} == {
        ("purpose", "2026-03-02", "client:forum-kartamantul"),
        ("stage", "2026-03-02", "client:forum-kartamantul"),
    }
    only = (await real_forums.get(f"{KARTAMANTUL_AT}/facts?field=stage")).json()["items"]
    assert [f["value"] for f in only] == ["monitoring_evaluasi"]


async def test_sending_what_is_so_already_changes_nothing(real_forums: Caller) -> None:
    own = real_forums.as_(KARTAMANTUL)
    same = await own.patch(KARTAMANTUL_AT, {"stage": "pelaksanaan", "branch": "eksekutif"}, etag='"1"')
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
    assert len((await own.get(f"{KARTAMANTUL_AT}/history")).json()["items"]) == 1


async def test_an_edit_of_an_irregular_forum_must_mend_it(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT, "provinsi")
    at = "/v1/provinsi/forums/bkprs"
    refused = await secretariat.patch(at, {"notes": "Diperiksa."}, etag='"1"')
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/branch"
    mended = await secretariat.patch(at, {"notes": "Diperiksa.", "branch": "eksekutif"}, etag='"1"')
    assert mended.status_code == 200
    assert mended.json()["irregular"] is None


@pytest.mark.parametrize("actor", [OTHER_FORUM, MINISTRY, READ_ONLY_SECRETARIAT])
async def test_nobody_else_may_amend_a_forum(real_forums: Caller, actor: Any) -> None:
    answer = await real_forums.as_(actor).patch(KARTAMANTUL_AT, {"purpose": "x"}, etag='"1"')
    assert answer.status_code == 403
    assert (await real_forums.get(KARTAMANTUL_AT)).headers["etag"] == '"1"'


async def test_the_public_may_read_and_is_asked_for_credentials_when_it_writes(real_forums: Caller) -> None:
    public = real_forums.as_(ANONYMOUS)
    assert (await public.get(KARTAMANTUL_AT)).status_code == 200
    answer = await public.patch(KARTAMANTUL_AT, {"purpose": "x"}, etag='"1"')
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_checks_come_in_the_order_of_the_contract(real_forums: Caller) -> None:
    own, other = real_forums.as_(KARTAMANTUL), real_forums.as_(OTHER_FORUM)
    wrong = {"stage": "tidak-ada", "unknown": 1}
    # 403 before 428, 404 before 428, 428 before 422, 422 before 412.
    assert (await other.patch(KARTAMANTUL_AT, wrong, etag=None)).status_code == 403
    assert (await own.patch(f"{FORUMS}/tidak-ada", wrong, etag=None)).status_code == 404
    assert (await own.patch(KARTAMANTUL_AT, wrong, etag=None)).status_code == 428
    assert (await own.patch(KARTAMANTUL_AT, wrong, etag='"9"')).status_code == 422
    assert (await own.patch(KARTAMANTUL_AT, {"stage": "tidak-ada"}, etag='"9"')).status_code == 422
    unchanged = await own.patch(KARTAMANTUL_AT, {"stage": "pelaksanaan"}, etag='"9"')
    assert unchanged.status_code == 412
    stale = await own.patch(KARTAMANTUL_AT, {"stage": "inisiasi"}, etag='"9"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"1"')
    broken = await real_forums.as_(ANONYMOUS).request(
        "PATCH", KARTAMANTUL_AT, content=b"{", headers={"Content-Type": "application/json"}
    )
    assert broken.status_code == 400
    unreadable = await real_forums.as_(ANONYMOUS).patch(f"{KARTAMANTUL_AT}?reason=", wrong, etag=None)
    assert unreadable.status_code == 400


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"slug": "Huruf Besar"}, "/slug", "string-pattern-mismatch"),
        ({"slug": "match"}, "/slug", "reserved-slug"),
        ({"slug": "018f0000-0000-7000-8000-000000000000"}, "/slug", "reserved-slug"),
        ({"branch": "yudikatif"}, "/branch", "unknown-code"),
        ({"sectors": ["persampahan", "sihir"]}, "/sectors/1", "unknown-code"),
        ({"sectors": ["persampahan", "persampahan"]}, "/sectors", "repeated-value"),
        ({"founded_on": "2001-13"}, "/founded_on", "invalid-partial-date"),
        ({"founded_on": "2099"}, "/founded_on", "in-the-future"),
        ({"founded_on": "2001-02-30"}, "/founded_on", "invalid-partial-date"),
        (
            {"secretariat": {"place": "Sleman", "region_code": "99.99"}},
            "/secretariat/region_code",
            "unknown-region",
        ),
        ({"secretariat": {"region_code": "34.04"}}, "/secretariat/place", "missing"),
        ({"status": "aktif"}, "/status", "extra-forbidden"),
        ({"id": "x"}, "/id", "extra-forbidden"),
        ({"name": "  "}, "/name", "string-pattern-mismatch"),
        ({"name": None}, "/name", "null"),
        ({"purpose": "x\x00y"}, "/purpose", "nul"),
        ({"notes": "\ud800"}, "/notes", "lone-surrogate"),
        ({"initiators": "satu"}, "/initiators", "list-type"),
        ({"name": "x" * 501}, "/name", "string-too-long"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(
    registry: Caller, fields: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await registry.as_(SECRETARIAT).post(FORUMS, forum_body(**fields))
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in answer.json()["errors"]}
    assert (await registry.get(FORUMS)).json()["items"] == []


async def test_all_wrong_fields_are_named_together(registry: Caller) -> None:
    answer = await registry.as_(SECRETARIAT).post(FORUMS, {"slug": "A", "stage": 3, "x": 1})
    pointers = {e["pointer"] for e in answer.json()["errors"]}
    assert pointers == {"/slug", "/stage", "/x", "/name", "/branch", "/scope"}


async def test_a_slug_is_taken_once_also_in_a_race(registry: Caller) -> None:
    secretariat = registry.as_(SECRETARIAT)
    answers = await asyncio.gather(*(secretariat.post(FORUMS, forum_body()) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("slug-taken", "/slug")
    assert len((await registry.get(FORUMS)).json()["items"]) == 1


async def test_of_two_changes_of_one_version_one_wins(registry: Caller) -> None:
    await make_forum(registry)
    secretariat = registry.as_(SECRETARIAT)
    answers = await asyncio.gather(
        *(secretariat.patch(f"{FORUMS}/forum-uji", {"notes": f"{n}"}, etag='"1"') for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5


async def test_a_secretariat_said_in_part_is_stored_whole(registry: Caller) -> None:
    await make_forum(registry)
    changed = await registry.as_(SECRETARIAT).patch(
        f"{FORUMS}/forum-uji", {"secretariat": {"place": "Jalan Contoh 1"}}, etag='"1"'
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["secretariat"] == {"place": "Jalan Contoh 1", "region_code": None, "note": None}


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"[]", 422), (b"null", 422), (b"", 422), (b'{"name": "a", "name": "b"}', 400), (b"1" * 6000, 400)],
)
async def test_a_body_that_is_no_object_is_refused_in_words(
    registry: Caller, body: bytes, status: int
) -> None:
    answer = await registry.as_(SECRETARIAT).request(
        "POST", FORUMS, content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == status, answer.text
    assert not answer.json()["detail"].endswith(": .")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("warna=merah", "warna"),
        ("page_size=0", "page_size"),
        ("page_size=1001", "page_size"),
        ("page_size=banyak", "page_size"),
        ("page_size=1_0", "page_size"),
        ("page_size=5.0", "page_size"),
        ("sort=harga", "sort"),
        ("cursor=abc", "cursor"),
        ("branch=yudikatif", "branch"),
        ("sector=sihir", "sector"),
        ("region=99.99", "region"),
        ("region=Sleman", "region"),
        ("province=34.04", "province"),
        ("branch=eksekutif&branch=legislatif", "branch"),
        ("branch=%00", "branch"),
    ],
)
async def test_a_parameter_that_is_wrong_is_named_never_ignored(
    real_forums: Caller, query: str, parameter: str
) -> None:
    answer = await real_forums.get(f"{FORUMS}?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["pointer"] == f"/query/{parameter}"


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("sector=pariwisata", {"javapromo"}),
        ("province=35", {"gerbangkertosusila", "pawonsari"}),
        ("region=34", {"kartamantul", "badan-sekretariat-kerjasama-yogyakarta-sleman-bantul"}),
        ("institutional_format=forum_koordinasi_monev&branch=eksekutif", {"kartamantul", "barlingmascakeb"}),
        ("entity_kind=kawasan", {"jabotabek", "gerbangkertosusila"}),
        ("status=bubar", set()),
    ],
)
async def test_filters_answer_an_analysts_question(real_forums: Caller, query: str, slugs: set[str]) -> None:
    answer = await real_forums.get(f"{FORUMS}?{query}")
    assert {forum["slug"] for forum in answer.json()["items"]} == slugs


@pytest.mark.parametrize("sort", ["name", "-name", "slug", "-updated_at", "created_at"])
async def test_pages_follow_one_another_without_gap_or_repeat(real_forums: Caller, sort: str) -> None:
    seen: list[str] = []
    url: str | None = f"{FORUMS}?page_size=4&sort={sort}"
    while url:
        answer = await real_forums.get(url)
        page = answer.json()
        seen += [forum["slug"] for forum in page["items"]]
        link = answer.headers.get("link")
        assert (link is None) == (page["next_cursor"] is None)
        url = link.partition(">")[0].lstrip("<") if link else None
    assert len(seen) == len(set(seen)) == 15
    whole = (await real_forums.get(f"{FORUMS}?page_size=100&sort={sort}")).json()["items"]
    assert seen == [forum["slug"] for forum in whole]


async def test_a_page_is_stable_while_others_write(registry: Caller) -> None:
    for letter in "bdf":
        await make_forum(registry, f"forum-{letter}")
    first = (await registry.get(f"{FORUMS}?page_size=2")).json()
    await make_forum(registry, "forum-a")
    await make_forum(registry, "forum-e")
    rest = (await registry.get(f"{FORUMS}?page_size=2&cursor={first['next_cursor']}")).json()
    assert [f["slug"] for f in first["items"] + rest["items"]] == [
        "forum-b",
        "forum-d",
        "forum-e",
        "forum-f",
    ]


async def test_a_cursor_belongs_to_its_own_list(real_forums: Caller) -> None:
    cursor = (await real_forums.get(f"{FORUMS}?page_size=2&sort=slug")).json()["next_cursor"]
    for other in (
        f"{FORUMS}?sort=name&cursor={cursor}",
        f"{FORUMS}?sort=slug&branch=eksekutif&cursor={cursor}",
        f"{KARTAMANTUL_AT}/facts?cursor={cursor}",
        f"/v1/regions?cursor={cursor}",
    ):
        answer = await real_forums.get(other)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")
    resized = await real_forums.get(f"{FORUMS}?page_size=5&sort=slug&cursor={cursor}")
    assert resized.status_code == 200


async def test_a_problem_speaks_the_readers_language(registry: Caller) -> None:
    at = f"{FORUMS}/tidak-ada"
    indonesian = await registry.get(at)
    english = await registry.get(at, headers={"Accept-Language": "en-GB,id;q=0.5"})
    assert indonesian.json()["title"] == "Forum tidak ditemukan"
    assert english.json()["title"] == "The forum was not found"
    assert english.headers["content-language"] == "en"
