"""Search through HTTP: over the real forums, and over documents put into the index as their owners do."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col

from services.kit.db import Database, Databases
from services.kit.simpul import SIMPUL, Simpul
from services.knowledge.search import analyser, asking, queries, service
from services.knowledge.search.documents import Facets, Kind, SearchDocument
from services.knowledge.search.models import SearchDocument as Row
from services.knowledge.search.models import SearchTerm
from services.knowledge.search.upkeep import analyse_stale
from tests.support.callers import ANONYMOUS, Caller

NOW = datetime(2026, 6, 1, 5, tzinfo=UTC)


def make_document(title: str, text: str = "", *, kind: Kind = "practice", **values: Any) -> SearchDocument:
    """A document named as what it is."""
    slug = values.pop("slug", title.lower().replace(" ", "-"))
    facets = {name: values.pop(name) for name in list(values) if name in Facets.__dataclass_fields__}
    given: dict[str, Any] = {"id": uuid4(), "updated_at": NOW} | values
    return SearchDocument(kind=kind, slug=slug, title=title, text=text, facets=Facets(**facets), **given)


async def put(app: FastAPI, *documents: SearchDocument, simpul: Simpul = "kabkota") -> None:
    databases: Databases = app.state.databases
    async with databases[simpul].write.begin() as session:
        await service.put_all(session, documents)


async def find(caller: Caller, q: str, **parameters: Any) -> list[str]:
    """The slugs of the first page."""
    answer = await caller.get("/v1/kabkota/search", params={"q": q} | parameters)
    assert answer.status_code == 200, answer.text
    return [item["slug"] for item in answer.json()["items"]]


def shown(item: dict[str, Any], field: str) -> str:
    """A highlighted field with its marks as brackets."""
    fragments = [h for h in item["highlights"] if h["field"] == field]
    return " ... ".join(
        "".join(f"[{part['text']}]" if part["match"] else part["text"] for part in fragment["parts"])
        for fragment in fragments
    )


@pytest.fixture
async def field(knowledge: Caller, knowledge_app_running: FastAPI) -> Caller:
    """Some invented documents in the words of the field."""
    await put(
        knowledge_app_running,
        make_document("Kerja Sama Antardaerah", "Contoh DEMO tentang kerja sama antar daerah."),
        make_document("Badan kerjasama", "Daerah bekerjasama antar kabupaten (DEMO)."),
        make_document("Kasus dimediasi", "Sekretariat memediasi dua desa (DEMO).", kind="situation"),
        make_document("Prosedur mediasi", "DEMO", kind="regulation", type="perma", year=2016),
        make_document("Pengelolaan sampah", "DEMO", sectors=["persampahan"], regions=["34.71"]),
        make_document("Cara mengelola sampah pasar", "DEMO", dimension="keuangan"),
        make_document("Berita kapal", "Kapal perikanan (DEMO)."),
        make_document(
            "Keputusan DEMO", "DEMO", kind="regulation", keys=["skb:18:2001"], slug="skb-demo-2001"
        ),
    )
    return knowledge


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("kerjasama antar daerah", "Kerja Sama Antardaerah", {"kerja-sama-antardaerah", "badan-kerjasama"}),
        ("mediasi", "dimediasi", {"kasus-dimediasi", "prosedur-mediasi"}),
        ("mengelola sampah", "pengelolaan sampah", {"pengelolaan-sampah", "cara-mengelola-sampah-pasar"}),
    ],
)
async def test_two_ways_to_say_a_thing_find_the_same(
    field: Caller, one: str, other: str, expected: set[str]
) -> None:
    found = await find(field, one)
    assert found == await find(field, other)
    assert set(found) == expected


async def test_words_that_only_look_alike_do_not_meet(field: Caller) -> None:
    assert await find(field, "beri") == []
    assert await find(field, "berita") == await find(field, "perikanan") == ["berita-kapal"]


async def test_the_title_goes_before_the_text(field: Caller) -> None:
    assert (await find(field, "kerja sama antardaerah"))[0] == "kerja-sama-antardaerah"


async def test_a_result_tells_where_the_words_stand(field: Caller) -> None:
    answer = (await field.get("/v1/kabkota/search", params={"q": "mediasi"})).json()
    item = next(item for item in answer["items"] if item["slug"] == "kasus-dimediasi")
    assert item["kind"] == "situation"
    assert item["score"] > 0
    assert shown(item, "title") == "Kasus [dimediasi]"
    assert shown(item, "text") == "Sekretariat [memediasi] dua desa (DEMO)."


async def test_text_is_given_as_stored_and_marked_beside_it(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    await put(knowledge_app_running, make_document('<b>Sampah</b> & "kota"', "<script>sampah</script>"))
    (item,) = (await knowledge.get("/v1/kabkota/search?q=sampah")).json()["items"]
    assert shown(item, "title") == '<b>[Sampah]</b> & "kota"'
    assert shown(item, "text") == "<script>[sampah]</script>"


async def test_shortcuts_find_what_they_name(field: Caller) -> None:
    assert await find(field, "34.71") == ["pengelolaan-sampah"]
    assert await find(field, "34") == ["pengelolaan-sampah"]
    assert await find(field, "18 Tahun 2001") == ["skb-demo-2001"]
    assert await find(field, "nomor 18/2001") == ["skb-demo-2001"]
    assert await find(field, "SKB-demo-2001") == ["skb-demo-2001"]
    assert await find(field, "19 Tahun 2001") == []


async def test_a_province_is_found_by_name_and_by_what_lies_in_it(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    await put(
        knowledge_app_running,
        make_document("Forum di sana", "sampah", regions=["35.01"]),
        make_document("Kabar dari Jawa Timur"),
        make_document("Kabar dari Jawa Barat", "timur"),
        make_document("Kota pelajar", regions=["34.71"]),
        make_document("Pantai selatan", regions=["34.03"]),
    )
    for q in ("Jawa Timur", "jatim", "JATIM"):
        assert sorted(await find(knowledge, q)) == ["forum-di-sana", "kabar-dari-jawa-timur"]
    assert await find(knowledge, "sampah jatim") == ["forum-di-sana", "kabar-dari-jawa-timur"]
    assert sorted(await find(knowledge, "DIY")) == ["kota-pelajar", "pantai-selatan"]
    assert (await find(knowledge, "Kota Yogyakarta"))[0] == "kota-pelajar"
    assert "pantai-selatan" not in await find(knowledge, "Kota Yogyakarta")


async def test_codes_of_urusan_and_articles_are_no_mere_numbers(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    await put(
        knowledge_app_running,
        make_document("Lingkungan hidup", urusan=["2.11"]),
        make_document("Aturan lama", "Pasal 11 ayat (2): kerja sama", kind="regulation"),
        make_document("Aturan baru", kind="regulation", keys=["uu:23:2014", "uu:23:2014#363"]),
        make_document("Ulasan", "Menurut pasal 363 daerah bekerja sama."),
    )
    assert await find(knowledge, "2.11") == ["lingkungan-hidup"]
    assert await find(knowledge, "pasal 363") == ["aturan-baru", "ulasan"]
    assert await find(knowledge, "pasal 9") == []
    assert (await find(knowledge, "Pasal 363 UU 23/2014"))[0] == "aturan-baru"


async def test_what_is_written_comes_before_what_an_abbreviation_means(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    await put(
        knowledge_app_running,
        make_document("Sekber dan biaya"),
        make_document("Membagi beban", "biaya yang dipikul bersama"),
    )
    found = (await knowledge.get("/v1/kabkota/search?q=bersama")).json()["items"]
    assert [item["slug"] for item in found] == ["membagi-beban", "sekber-dan-biaya"]


async def test_a_result_says_where_it_is_read_and_has_no_line_breaks(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    await put(
        knowledge_app_running, make_document("Sampah", "satu\r\ndua \n\n sampah\u2028tiga", kind="forum")
    )
    (item,) = (await knowledge.get("/v1/kabkota/search?q=sampah")).json()["items"]
    assert item["uri"] == "/v1/kabkota/directory/sampah"
    assert shown(item, "text") == "satu dua [sampah] tiga"


async def test_filters_narrow_and_name_what_they_do_not_know(field: Caller) -> None:
    assert await find(field, "sampah", sector="persampahan") == ["pengelolaan-sampah"]
    assert await find(field, "sampah", province="34", region="34.71") == ["pengelolaan-sampah"]
    assert await find(field, "sampah", dimension="keuangan") == ["cara-mengelola-sampah-pasar"]
    assert await find(field, "mediasi", kind="regulation", year=2016, type="perma") == ["prosedur-mediasi"]
    assert await find(field, "sampah", kind="forum") == []
    for name, value in {"sector": "sihir", "forum": "tidak-ada", "dimension": "x", "type": "y"}.items():
        answer = await field.get("/v1/kabkota/search", params={"q": "sampah", name: value})
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"][0]["pointer"] == f"/query/{name}"


async def test_facets_count_what_the_search_finds(field: Caller) -> None:
    facets = (await field.get("/v1/kabkota/search/facets?q=sampah")).json()
    assert facets["total"] == 2
    assert facets["kind"] == [{"value": "practice", "count": 2}]
    assert facets["sector"] == [{"value": "persampahan", "count": 1}]
    assert facets["region"] == [{"value": "34", "count": 1}, {"value": "34.71", "count": 1}]
    nothing = (await field.get("/v1/kabkota/search/facets?q=sihir")).json()
    assert (nothing["total"], nothing["kind"]) == (0, [])


async def test_a_slip_of_the_pen_is_suggested_away(field: Caller) -> None:
    answer = (await field.get("/v1/kabkota/search?q=pengelolan+sampha")).json()
    assert answer["suggestion"] == "pengelolaan sampah"
    assert (await field.get("/v1/kabkota/search?q=sampah")).json()["suggestion"] is None


async def test_pages_have_each_result_once_in_order(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    documents = [
        make_document(f"Sampah {n}", "sampah " * (n % 3), updated_at=NOW + timedelta(days=n))
        for n in range(9)
    ]
    await put(knowledge_app_running, *documents)
    for sort in ("relevance", "newest"):
        whole = await find(knowledge, "sampah", sort=sort)
        assert len(whole) == 9
        paged: list[str] = []
        path = f"/v1/kabkota/search?q=sampah&page_size=2&sort={sort}"
        cursor = None
        while True:
            answer = await knowledge.get(path + (f"&cursor={cursor}" if cursor else ""))
            paged += [item["slug"] for item in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
            if cursor is None:
                break
            assert 'rel="next"' in answer.headers["link"]
        assert paged == whole
    assert (await find(knowledge, "sampah", sort="newest"))[0] == "sampah-8"
    other = await knowledge.get(f"/v1/kabkota/search?q=kota&cursor={answer.request.url.params['cursor']}")
    assert (other.status_code, other.json()["code"]) == (400, "invalid-cursor")


async def test_what_changes_or_goes_changes_or_goes_here(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    document = make_document("Sampah lama")
    await put(knowledge_app_running, document)
    await put(knowledge_app_running, make_document("Air baru", id=document.id))
    assert await find(knowledge, "sampah") == []
    assert await find(knowledge, "air") == ["air-baru"]
    databases: Databases = knowledge_app_running.state.databases
    async with databases["kabkota"].write.begin() as session:
        await service.remove(session, "practice", document.id)
    assert await find(knowledge, "air") == []
    assert (await knowledge.get("/v1/kabkota/search?q=airr")).json()["suggestion"] is None


async def test_the_other_simpul_is_not_searched(knowledge: Caller, knowledge_app_running: FastAPI) -> None:
    await put(knowledge_app_running, make_document("Sampah provinsi"), simpul="provinsi")
    assert await find(knowledge, "sampah") == []
    elsewhere = knowledge.as_(ANONYMOUS, "provinsi")
    assert len((await elsewhere.get("/v1/provinsi/search?q=sampah")).json()["items"]) == 1


@pytest.mark.parametrize(
    "q",
    [
        "sampah & | ! ( ) <-> : * ' \\ \"",
        "'; DROP TABLE search_documents; --",
        "a:*b <2> !!c",
        "سلام عليكم",
        "🙂🙃 👩‍👩‍👧",
        "‮txet desrever",
        "ａｂｃ ½ ﬁ",
        "%",
        "=",
        "kind=practice",
        "  dan yang  ",
        "x" * 500,
        "١٢٣ 34.71.2001",
    ],
)
async def test_any_text_is_a_query(field: Caller, q: str) -> None:
    answer = await field.get("/v1/kabkota/search", params={"q": q})
    assert answer.status_code == 200, answer.text
    assert (await field.get("/v1/kabkota/search/facets", params={"q": q})).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%20%20",
        "q=%00",
        f"q={'x' * 501}",
        f"q={'sampah ' * 1500}",
        "q=a&q=b",
        "q=sampah&warna=merah",
        "q=sampah&kind=kasus",
        "q=sampah&region=34.7",
        "q=sampah&year=5.0",
        "q=sampah&sort=popular",
        "q=sampah&page_size=0",
        "q=sampah&cursor=abc",
        "q=%ED%A0%80%FF",
    ],
)
async def test_an_unreadable_search_is_named(field: Caller, query: str) -> None:
    answer = await field.get(f"/v1/kabkota/search?{query}")
    assert answer.status_code in (200, 400), answer.text
    if query != "q=%ED%A0%80%FF":
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"]


async def test_the_real_forums_are_found(directory: Caller) -> None:
    for simpul in SIMPUL:
        caller = directory.as_(ANONYMOUS, simpul)
        forums = (await caller.get(f"/v1/{simpul}/directory?page_size=100")).json()["items"]
        assert forums
        for forum in forums:
            asked = [forum["name"], forum["short_name"], forum["slug"]]
            for q in filter(None, asked):
                answer = await caller.get(f"/v1/{simpul}/search", params={"q": q})
                assert answer.json()["items"][0]["slug"] == forum["slug"], (q, answer.json())
            wanted = [m["region_name"] or m["name"] for m in forum["members"]]
            wanted += [m["region_code"] for m in forum["members"] if m["region_code"]] + forum["sectors"]
            for q in wanted:
                answer = await caller.get(f"/v1/{simpul}/search", params={"q": q, "kind": "forum"})
                assert forum["slug"] in [item["slug"] for item in answer.json()["items"]], q
    assert "kartamantul" in await find(directory, "SKB 18 Tahun 2001")
    assert "kartamantul" in await find(directory, "tps sampah kartamantul")


async def test_what_another_release_analysed_is_analysed_again(
    knowledge: Caller, knowledge_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = knowledge_app_running.state.databases["kabkota"]
    before = await _stamps(database)
    with monkeypatch.context() as patched:
        patched.setattr(analyser, "SHAPE", "older")
        patched.setattr("services.knowledge.search.service.terms_of", lambda _: "'lama'")
        await put(knowledge_app_running, *(make_document(f"Sampah {n}") for n in range(3)))
    assert await find(knowledge, "sampah") == []
    indexed = await _stamps(database)
    await analyse_stale(database, asyncio.Event(), batch=2)
    assert len(await find(knowledge, "sampah")) == 3
    assert await find(knowledge, "lama") == []
    # To whoever keeps a search nothing of this is new.
    assert await _stamps(database) == indexed != before


async def _stamps(database: Database) -> set[datetime]:
    async with database.read.begin() as session:
        return set(await session.scalars(select(col(Row.indexed_at))))


async def _counts(database: Database) -> tuple[dict[str, int], dict[str, int]]:
    """The counts of terms that are kept, and those that a look at every document gives."""
    async with database.read.begin() as session:
        kept = await session.execute(select(col(SearchTerm.term), col(SearchTerm.documents)))
        documents = list(await session.scalars(select(queries.term_names()).select_from(Row)))
    told = Counter(term for terms in documents for term in terms)
    return {term: number for term, number in kept if number}, dict(told | Counter({"*": len(documents)}))


async def test_counts_are_right_whoever_writes_at_the_same_time(
    knowledge: Caller, knowledge_app_running: FastAPI
) -> None:
    databases: Databases = knowledge_app_running.state.databases
    database = databases["kabkota"]
    ids = [uuid4() for _ in range(6)]

    async def write(number: int) -> None:
        for round_ in range(5):
            item = ids[(number * round_) % len(ids)]
            async with database.write.begin() as session:
                if (number + round_) % 4 == 0:
                    await service.remove(session, "practice", item)
                else:
                    title = f"Sampah {['air', 'jalan', 'kota', 'desa'][(number + round_) % 4]}"
                    await service.put(session, make_document(title, id=item))

    await asyncio.gather(*(write(number) for number in range(4)))
    kept, told = await _counts(database)
    assert kept == told
    async with database.write.begin() as session:
        await service.remove_all(session, "practice", ids)
    kept, told = await _counts(database)
    assert (kept, told) == ({}, {})


async def test_what_almost_everything_has_is_found_without_looking_at_everything(
    knowledge: Caller, knowledge_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_RANKED", 10)
    monkeypatch.setattr(asking, "MOST_RANKED_RECENT", 8)
    documents = [
        make_document(
            f"Kerja sama daerah {n}", updated_at=NOW + timedelta(days=n), regions=["34.71"] * (n == 3)
        )
        for n in range(30)
    ]
    await put(knowledge_app_running, *documents)
    newest = [f"kerja-sama-daerah-{n}" for n in range(29, 21, -1)]
    assert await find(knowledge, "kerja sama daerah", sort="newest") == newest
    # What a filter or a name makes rare is found wherever it lies.
    assert await find(knowledge, "kerja sama daerah", region="34.71") == ["kerja-sama-daerah-3"]
    assert (await find(knowledge, "kerja-sama-daerah-1"))[0] == "kerja-sama-daerah-1"
    facets = (await knowledge.get("/v1/kabkota/search/facets?q=kerja+sama+daerah")).json()
    assert facets["total"] == 30


async def _paged(
    caller: Caller, params: dict[str, object], between: Callable[[int], Awaitable[None]]
) -> list[str]:
    """The slugs of a search read page by page, with something else between two pages."""
    seen: list[str] = []
    number, more = 0, True
    while more:
        answer = (await caller.get("/v1/kabkota/search", params=params)).json()
        seen += [item["slug"] for item in answer["items"]]
        params, more = params | {"cursor": answer["next_cursor"]}, answer["next_cursor"] is not None
        if more:
            await between(number)
        number += 1
    return seen


@pytest.mark.parametrize("sort", ["relevance", "newest"])
async def test_pages_stay_what_they_were_whatever_is_written_between_them(
    knowledge: Caller, knowledge_app_running: FastAPI, sort: str
) -> None:
    chosen = random.Random(11)
    words = ["sampah", "air", "jalan"]
    documents = [
        make_document(
            f"Dokumen {n}",
            " ".join(word for word in words for _ in range(chosen.randrange(4))),
            updated_at=NOW + timedelta(days=n),
        )
        for n in range(30)
    ]
    await put(knowledge_app_running, *documents)
    query: dict[str, object] = {"q": "sampah air jalan", "sort": sort, "page_size": 3}
    whole = await find(knowledge, "sampah air jalan", sort=sort, page_size=100)

    async def write(number: int) -> None:
        # One of the words becomes common, and so weighs less: every score is another.
        word = words[number % 3]
        rest = [make_document(f"{word} baru {number} {n}", word) for n in range(20)]
        await put(knowledge_app_running, *rest)

    seen = await _paged(knowledge, query, write)
    assert len(seen) == len(set(seen))
    assert [slug for slug in seen if slug in whole] == whole


async def test_what_comes_meanwhile_pushes_nothing_out_of_a_common_search(
    knowledge: Caller, knowledge_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MOST_RANKED": 5, "MOST_RANKED_RECENT": 10, "MOST_WALKED": 12}.items():
        monkeypatch.setattr(asking, name, value)
    documents = [
        make_document(f"Sampah {n}", "sampah " * (n % 4), updated_at=NOW - timedelta(days=n))
        for n in range(40)
    ]
    await put(knowledge_app_running, *documents)
    whole = await find(knowledge, "sampah", page_size=100)
    assert len(whole) == 10

    async def write(number: int) -> None:
        await put(knowledge_app_running, make_document(f"Baru {number}", "sampah", updated_at=NOW))

    assert await _paged(knowledge, {"q": "sampah", "page_size": 2}, write) == whole


async def test_what_only_tells_another_time_is_not_analysed_again(
    knowledge: Caller, knowledge_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasting, other = make_document("Sampah tetap"), make_document("Sampah lain", updated_at=NOW)
    await put(knowledge_app_running, lasting, other)
    counts = await _counts_of(knowledge_app_running.state.databases["kabkota"])
    with monkeypatch.context() as patched:
        patched.setattr(service, "terms_of", None)
        await put(knowledge_app_running, replace(lasting, updated_at=NOW + timedelta(days=1)))
    assert await find(knowledge, "sampah", sort="newest") == ["sampah-tetap", "sampah-lain"]
    assert await _counts_of(knowledge_app_running.state.databases["kabkota"]) == counts


async def _counts_of(database: Database) -> dict[str, int]:
    async with database.read.begin() as session:
        found = await session.execute(select(col(SearchTerm.term), col(SearchTerm.documents)))
        return {row[0]: row[1] for row in found}
