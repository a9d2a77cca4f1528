"""Regulations as the secretariat keeps them and everybody reads them."""

import asyncio
from typing import Any

import pytest

from services.knowledge.regulations import documents
from services.knowledge.regulations.terms import INVERSE
from tests.knowledge.regulations import AT, EDITOR, add_work, relate, work
from tests.support.callers import Caller


async def test_the_real_regulations_are_there_and_those_of_a_forum_in_its_simpul_alone(
    regulations_of_both: Caller,
) -> None:
    regulations = regulations_of_both
    own = (await regulations.get(f"{AT}?page_size=100")).json()["items"]
    provinces = regulations.as_(regulations.actor, "provinsi")
    other = (await provinces.get("/v1/provinsi/regulations?page_size=100")).json()["items"]

    assert {r["slug"] for r in own} - {r["slug"] for r in other} == {
        r["slug"] for r in own if r["forum_slug"] is not None
    }
    assert {r["slug"] for r in other} < {r["slug"] for r in own}
    assert len([r for r in own if r["source"]["document"] != "law.md"]) == 37
    assert {r["version"] for r in own} == {1}


async def test_a_work_tells_all_that_is_known_of_it(regulations: Caller) -> None:
    answer = await regulations.get(f"{AT}/skb-kartamantul-kerjasama-2001")
    told = answer.json()

    assert told["numbers"] == ["18 Tahun 2001", "01/PK-KDH/2001", "01 Tahun 2001"]
    assert [one["name"] for one in told["signatories"]] == told["issuers"]
    assert told["forum_slug"] == "kartamantul"
    assert told["uri"] == f"{AT}/skb-kartamantul-kerjasama-2001"
    assert told["articles"][0]["article"] == "Pasal 3"
    assert told["source"]["title"].startswith("Studi program pascasarjana")
    by_id = await regulations.get(f"{AT}/{told['id']}", headers={"If-None-Match": answer.headers["etag"]})
    assert by_id.status_code == 304


async def test_a_relation_is_told_once_and_shown_at_both_ends(regulations: Caller) -> None:
    old = (await regulations.get(f"{AT}/uu-32-2004")).json()["relations"]
    new = (await regulations.get(f"{AT}/uu-23-2014")).json()["relations"]

    (repealed,) = [r for r in old if r["kind"] == "dicabut_oleh"]
    (repeals,) = [r for r in new if r["kind"] == "mencabut"]
    assert (repealed["target"], repealed["article"]) == ("uu-23-2014", "Pasal 409 huruf b")
    assert (repeals["target"], repeals["id"]) == ("uu-32-2004", repealed["id"])
    assert [r["target"] for r in old if r["kind"] == "dilaksanakan_oleh"] == [
        "pp-50-2007",
        "rpp-tata-cara-kerjasama-daerah-2006",
    ]


async def test_importing_again_changes_nothing(regulations: Caller, reimport_regulations: Any) -> None:
    before = await regulations.get(f"{AT}/uu-23-2014")
    await regulations.as_(EDITOR).patch(
        f"{AT}/uu-23-2014", {"note": "Catatan (DEMO)"}, etag=before.headers["etag"]
    )

    taken = await reimport_regulations()

    assert taken == 0
    assert (await regulations.get(f"{AT}/uu-23-2014")).json()["note"] == "Catatan (DEMO)"


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("type=pp", {"pp-28-2018", "pp-38-2007", "pp-47-1996", "pp-50-2007"}),
        ("type=permendagri&year=2020", {"permendagri-22-2020", "permendagri-25-2020"}),
        ("number=22&type=uu", {"uu-22-1999"}),
        ("number=01/PK-KDH/2001", {"skb-kartamantul-kerjasama-2001"}),
        ("forum=barlingmascakeb", {"skb-barlingmascakeb-2003"}),
        ("subject=PENATAAN", {"uu-26-2007"}),
        ("issuer=bupati+mesuji", {"mou-mesuji-oki-2016"}),
        ("level=organisasi", {"sk-apeksi-adeksi-komwil-vi"}),
        ("type=pp&on=2018-07-12&in_force=true", {"pp-50-2007"}),
        ("type=pp&on=2018-07-13&in_force=true", {"pp-28-2018"}),
        ("type=pp&on=2018-07-13&in_force=unknown", {"pp-38-2007", "pp-47-1996"}),
        ("type=uu&on=2004-10-14&in_force=true&subject=pemerintahan", {"uu-22-1999"}),
        ("type=rpp&in_force=true", set()),
        ("type=perda", set()),
    ],
)
async def test_the_catalogue_is_filtered(regulations: Caller, query: str, slugs: set[str]) -> None:
    answer = await regulations.get(f"{AT}?{query}&page_size=100")
    assert answer.status_code == 200, answer.text
    assert {one["slug"] for one in answer.json()["items"]} == slugs


@pytest.mark.parametrize("sort", ["title", "-title", "year", "-year", "updated_at", "-updated_at"])
async def test_pages_follow_one_another(regulations: Caller, sort: str) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = (await regulations.get(f"{AT}?page_size=7&sort={sort}{after}")).json()
        seen += [one["slug"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 44


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("type=peraturan", "/query/type"),
        ("level=kecamatan", "/query/level"),
        ("on=2018-02-30", "/query/on"),
        ("on=kemarin", "/query/on"),
        ("in_force=mungkin", "/query/in_force"),
        ("year=18", "/query/year"),
        ("warna=biru", "/query/warna"),
    ],
)
async def test_what_cannot_be_asked_is_named(regulations: Caller, query: str, pointer: str) -> None:
    answer = await regulations.get(f"{AT}?{query}")
    assert answer.status_code == 400
    assert [e["pointer"] for e in answer.json()["errors"]] == [pointer]


async def test_facets_count_what_the_list_shows(regulations: Caller) -> None:
    told = (await regulations.get(f"{AT}/facets?level=nasional")).json()
    listed = (await regulations.get(f"{AT}?level=nasional&page_size=100")).json()["items"]

    assert told["total"] == len(listed)
    assert told["type"][0]["value"] == "uu"
    assert told["type"][0]["count"] == len([one for one in listed if one["type"] == "uu"])
    assert told["level"] == [{"value": "nasional", "count": len(listed)}]


async def test_a_work_is_registered_read_amended_and_compared(codes: Caller) -> None:
    made = await codes.as_(EDITOR).post(
        AT, work(articles=[{"article": "Pasal 1", "gist": "<script>alert(1)</script>"}])
    )
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"{AT}/uu-1-2040"
    assert made.headers["etag"] == '"1"'
    read = await codes.get(f"{AT}/uu-1-2040")
    assert read.json() == made.json()
    # Text is stored as sent, and is JSON only.
    assert read.json()["articles"][0]["gist"] == "<script>alert(1)</script>"

    changed = await codes.as_(EDITOR).patch(
        f"{AT}/uu-1-2040?reason=contoh", {"subject": "contoh"}, etag='"1"'
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    compared = (await codes.get(f"{AT}/uu-1-2040/comparison?from=1&to=2")).json()
    assert compared["differences"] == [{"pointer": "/subject", "before": None, "after": "contoh"}]
    versions = (await codes.get(f"{AT}/uu-1-2040/versions")).json()["items"]
    assert [(one["version"], one["act"], one["why"]) for one in versions] == [
        (2, "ubah", "contoh"),
        (1, "daftar", None),
    ]


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ({"type": "peraturan", "level": "dunia"}, {"/type", "/level"}),
        ({"urusan": ["tidak-ada"]}, {"/urusan/0"}),
        ({"promulgated_on": "2040-02-30"}, {"/promulgated_on"}),
        ({"in_force_to": "2039-12-31"}, {"/in_force_to"}),
        ({"promulgated_on": "2042-01-01"}, {"/promulgated_on", "/in_force_from"}),
        ({"slug": "resolve"}, {"/slug"}),
        ({"slug": "UU 1"}, {"/slug"}),
        ({"numbers": ["1", "2"]}, {"/slug"}),
        ({"signatories": [{"name": "DEMO", "number": "9"}]}, {"/signatories/0/number"}),
        ({"validity_mark": "X"}, {"/validity_mark"}),
        ({"warna": "biru"}, {"/warna"}),
        ({"title": " "}, {"/title"}),
    ],
)
async def test_what_a_work_may_not_say_is_told_at_once(
    codes: Caller, said: dict[str, Any], pointers: set[str]
) -> None:
    answer = await codes.as_(EDITOR).post(AT, work(**said))
    assert answer.status_code == 422, answer.text
    assert pointers - {"/in_force_from"} <= {e["pointer"] for e in answer.json()["errors"]} <= pointers
    assert (await codes.get(f"{AT}?page_size=5")).json()["items"] == []


async def test_the_same_type_number_year_and_issuer_is_the_same_work(codes: Caller) -> None:
    perda: dict[str, Any] = {"type": "perda", "level": "daerah"}
    await add_work(codes, 5, **perda, issuers=["Kota Contoh (DEMO)"], slug="perda-contoh-5")

    again = await codes.as_(EDITOR).post(
        AT, work(5, **perda, issuers=["kota  contoh (demo)"], slug="perda-lain")
    )
    elsewhere = await codes.as_(EDITOR).post(
        AT, work(5, **perda, issuers=["Kabupaten Contoh (DEMO)"], slug="perda-kabupaten-5")
    )

    assert again.status_code == 409
    assert (again.json()["code"], again.json()["regulation"]) == ("regulation-taken", "perda-contoh-5")
    assert elsewhere.status_code == 201
    amended = await codes.as_(EDITOR).patch(
        f"{AT}/perda-kabupaten-5", {"issuers": ["Kota Contoh (DEMO)"]}, etag='"1"'
    )
    assert amended.json()["code"] == "regulation-taken"


async def test_a_slug_is_taken_once_even_at_the_same_moment(codes: Caller) -> None:
    answers = await asyncio.gather(
        *(codes.as_(EDITOR).post(AT, work(number, slug="undang-contoh")) for number in range(1, 5))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"slug-taken"}


async def test_a_write_needs_the_version_that_was_read(codes: Caller) -> None:
    await add_work(codes)
    at = f"{AT}/uu-1-2040"
    assert (await codes.as_(EDITOR).patch(at, {"note": "x"}, etag=None)).status_code == 428
    assert (await codes.as_(EDITOR).patch(at, {"note": "x"}, etag='"7"')).status_code == 412
    # What is wrong with a body is told before what is stale.
    assert (await codes.as_(EDITOR).patch(at, {"year": 1}, etag='"7"')).status_code == 422
    assert (await codes.as_(EDITOR).patch(at, {"type": None}, etag='"1"')).status_code == 422


async def test_the_same_post_under_one_key_is_one_work(codes: Caller) -> None:
    key = {"Idempotency-Key": "undang-1"}
    first = await codes.as_(EDITOR).post(AT, work(), headers=key)
    again = await codes.as_(EDITOR).post(AT, work(), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len((await codes.get(AT)).json()["items"]) == 1


async def test_articles_are_added_changed_and_taken_off(codes: Caller) -> None:
    await add_work(codes)
    at = f"{AT}/uu-1-2040/articles"
    editor = codes.as_(EDITOR)
    added = await editor.post(at, {"article": "Pasal 2", "gist": "Contoh."})
    assert (added.status_code, added.headers["etag"]) == (201, '"2"')
    where = added.headers["location"]
    changed = await editor.patch(where, {"gist": "Lain."}, etag='"2"')
    assert changed.json() == {"id": added.json()["id"], "article": "Pasal 2", "gist": "Lain."}
    assert (await codes.get(at)).json()["items"] == [changed.json()]
    assert (await editor.delete(where, etag='"2"')).status_code == 412
    assert (await editor.delete(where, etag='"3"')).status_code == 204
    assert (await editor.delete(where, etag='"4"')).json()["code"] == "article-not-found"
    assert (await codes.get(f"{AT}/uu-1-2040")).json()["articles"] == []


async def test_a_relation_may_point_out_of_the_catalogue_and_is_found_when_that_work_comes(
    codes: Caller,
) -> None:
    await add_work(codes, 1, 2040)
    told = await relate(codes, "uu-1-2040", "diubah_oleh", "uu-2-2041", article="Pasal I")
    assert told.status_code == 201, told.text

    await add_work(codes, 2, 2041)

    (seen,) = (await codes.get(f"{AT}/uu-2-2041/relations")).json()["items"]
    assert (seen["kind"], seen["target"], seen["article"]) == ("mengubah", "uu-1-2040", "Pasal I")
    assert seen["id"] == told.json()["id"]


async def test_a_relation_raises_the_version_of_both_works_and_goes_at_both(codes: Caller) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2041)
    told = await relate(codes, "uu-2-2041", "mencabut", "uu-1-2040")
    assert told.headers["etag"] == '"2"'
    assert (await codes.get(f"{AT}/uu-1-2040")).headers["etag"] == '"2"'

    again = await relate(codes, "uu-1-2040", "dicabut_oleh", "uu-2-2041")
    assert again.json()["code"] == "relation-taken"
    gone = await codes.as_(EDITOR).delete(f"{AT}/uu-1-2040/relations/{told.json()['id']}", etag='"2"')

    assert gone.status_code == 204
    for slug in ("uu-1-2040", "uu-2-2041"):
        read = await codes.get(f"{AT}/{slug}")
        assert (read.json()["relations"], read.headers["etag"]) == ([], '"3"')


async def test_no_work_repeals_itself_nor_in_a_circle(codes: Caller) -> None:
    for number in (1, 2, 3):
        await add_work(codes, number)
    assert (await relate(codes, "uu-2-2040", "mencabut", "uu-1-2040")).status_code == 201
    assert (await relate(codes, "uu-3-2040", "mencabut", "uu-2-2040")).status_code == 201

    own = await relate(codes, "uu-1-2040", "mencabut", "uu-1-2040")
    circle = await relate(codes, "uu-3-2040", "dicabut_oleh", "uu-1-2040")

    assert [e["code"] for e in own.json()["errors"]] == ["own-target"]
    assert (circle.status_code, circle.json()["code"]) == (409, "relation-circle")
    assert circle.json()["circle"] == ["uu-1-2040", "uu-3-2040", "uu-2-2040", "uu-1-2040"]


async def test_writes_to_works_that_are_related_wait_for_one_another_and_none_fails(codes: Caller) -> None:
    for number in (1, 2):
        await add_work(codes, number)
    kinds = ("mengubah", "melaksanakan", "mencabut_sebagian")
    for kind in kinds:
        answers = await asyncio.gather(
            relate(codes, "uu-1-2040", kind, "uu-2-2040"),
            relate(codes, "uu-2-2040", INVERSE[kind], "uu-1-2040"),
            relate(codes, "uu-2-2040", "diubah_oleh", f"uu-9-{kind.replace('_', '-')}"),
            relate(codes, "uu-1-2040", "mengubah", f"uu-8-{kind.replace('_', '-')}"),
        )
        assert [answer.json()["code"] for answer in answers if answer.status_code != 201] == [
            "relation-taken"
        ]
    found = {one["id"]: one for one in (await codes.get(f"{AT}/uu-1-2040/relations")).json()["items"]}
    shared = [id_ for id_, one in found.items() if one["target"] == "uu-2-2040"]

    async def unrelate(slug: str, id_: str) -> int:
        while True:
            etag = (await codes.get(f"{AT}/{slug}")).headers["etag"]
            gone = await codes.as_(EDITOR).delete(f"{AT}/{slug}/relations/{id_}", etag=etag)
            if gone.status_code != 412:
                return gone.status_code

    slugs = ("uu-1-2040", "uu-2-2040", "uu-1-2040")
    assert await asyncio.gather(*map(unrelate, slugs, shared)) == [204, 204, 204]


async def test_relations_are_paged_and_a_work_shows_the_first_of_very_many(
    codes: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_MOST_RELATIONS", 3)
    await add_work(codes)
    for number in range(5):
        await relate(codes, "uu-1-2040", "diubah_oleh", f"uu-{number}-2041")
        told = (await codes.get(f"{AT}/uu-1-2040")).json()
        assert (len(told["relations"]), told["has_more_relations"]) == (min(number + 1, 3), number >= 3)
    first = (await codes.get(f"{AT}/uu-1-2040/relations?page_size=3")).json()
    rest = (await codes.get(f"{AT}/uu-1-2040/relations?page_size=3&cursor={first['next_cursor']}")).json()
    targets = [one["target"] for one in first["items"] + rest["items"]]
    assert targets == [f"uu-{number}-2041" for number in range(5)]
    assert rest["next_cursor"] is None


async def test_two_halves_of_a_circle_at_one_moment_do_not_both_pass(codes: Caller) -> None:
    await add_work(codes, 1)
    await add_work(codes, 2)
    answers = await asyncio.gather(
        relate(codes, "uu-1-2040", "mencabut", "uu-2-2040"),
        relate(codes, "uu-2-2040", "mencabut", "uu-1-2040"),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.parametrize(
    ("kind", "target", "said", "code"),
    [
        ("mencabut", "uu-2-2041", {}, "later-than-it"),
        ("mencabut", "uu-3-2039", {"effective_on": "2038-01-01"}, "before-the-work"),
        ("mencabut", "uu-3-2039", {"effective_on": "2041-01-01"}, "dates-contradict"),
    ],
)
async def test_a_relation_against_the_dates_on_record_is_refused(
    codes: Caller, kind: str, target: str, said: dict[str, Any], code: str
) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2041)
    await add_work(codes, 3, 2039, in_force_to="2040-02-01")
    answer = await relate(codes, "uu-1-2040", kind, target, **said)
    assert answer.status_code == 422, answer.text
    assert [e["code"] for e in answer.json()["errors"]] == [code]


async def test_an_unknown_kind_of_relation_is_named(codes: Caller) -> None:
    await add_work(codes)
    answer = await relate(codes, "uu-1-2040", "membatalkan", "uu-2-2041")
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/kind"]


async def test_a_work_of_the_other_simpul_is_not_there(codes: Caller) -> None:
    await add_work(codes)
    other = codes.as_(EDITOR, "provinsi")
    assert (await other.get("/v1/provinsi/regulations/uu-1-2040")).status_code == 404
    assert (await other.get(f"{AT}/uu-1-2040")).json()["code"] == "simpul-mismatch"


async def test_a_work_is_found_by_search_by_its_words_and_its_number(regulations: Caller) -> None:
    for query in ("tata cara kerja sama daerah luar negeri", "Permendagri 25/2020"):
        found = (await regulations.get("/v1/kabkota/search", params={"q": query})).json()["items"]
        assert (found[0]["kind"], found[0]["slug"]) == ("regulation", "permendagri-25-2020")
