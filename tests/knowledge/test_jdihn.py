"""Records of JDIHN: ours going out, members' coming in, and what is to be said of a feed."""

import json
import time
import tracemalloc
from typing import Any

import pytest

from services.knowledge.jdihn.keys import KEYS
from tests.knowledge.regulations import AT as REGULATIONS
from tests.knowledge.regulations import EDITOR
from tests.support.callers import Caller

AT = "/v1/kabkota/jdihn"


def record(**said: Any) -> dict[str, Any]:
    """A record as a tidy member sends it, of a regulation that nobody made."""
    return dict.fromkeys(KEYS, "") | {
        "idData": "901",
        "tahunPengundangan": "2040",
        "tanggalPengundangan": "2040-03-01",
        "jenis": "Peraturan Daerah",
        "noPeraturan": "5",
        "judul": "Peraturan Daerah Contoh (DEMO)",
        "singkatanJenis": "Perda",
        "status": "Berlaku",
        "teuBadan": "Contoh (Kabupaten) (DEMO)",
        **said,
    }


async def _lint(caller: Caller, body: bytes, language: str = "id") -> dict[str, Any]:
    answer = await caller.request(
        "POST",
        f"{AT}/lint",
        content=body,
        headers={"Content-Type": "text/plain", "Accept-Language": language},
    )
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


async def _said_of(caller: Caller, **said: Any) -> set[tuple[str, str, str]]:
    report = await _lint(caller, json.dumps([record(**said)]).encode())
    return {(f["severity"], f["code"], f["field"]) for f in report["items"][0]["findings"]}


async def test_our_feed_has_the_members_keys_and_nothing_wrong_in_it(regulations: Caller) -> None:
    feed = (await regulations.get(f"{AT}/feed")).json()

    # The catalogue without foreign law and without a draft.
    assert len(feed) == 39
    assert all(tuple(one) == KEYS for one in feed)
    (law,) = [one for one in feed if one["noPeraturan"] == "23" and one["tahunPengundangan"] == "2014"]
    assert (law["jenis"], law["singkatanJenis"], law["status"]) == ("Undang-Undang", "UU", "Berlaku")
    assert (law["teuBadan"], law["tanggalPengundangan"]) == ("Indonesia", "2014-10-02")
    assert law["urlDetailPeraturan"].startswith("http")
    assert law["urlDetailPeraturan"].endswith(f"{REGULATIONS}/uu-23-2014")
    (old,) = [one for one in feed if one["noPeraturan"] == "32" and one["tahunPengundangan"] == "2004"]
    assert old["status"] == "Tidak Berlaku"
    report = await _lint(regulations, json.dumps(feed).encode())
    assert report["counts"] == {"error": 0, "warning": 0, "info": 0}


async def test_pages_of_the_feed_are_the_feed(regulations: Caller) -> None:
    pages: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = (await regulations.get(f"{AT}?page_size=10{after}")).json()
        pages += page["items"]
        cursor = page["next_cursor"]
    assert pages == (await regulations.get(f"{AT}/feed")).json()


@pytest.mark.parametrize(
    "sent",
    [
        record(),
        record(kunciSendiri={"apa": ["saja", 1, None]}, tanggalPengundangan="01-03-2040", isbn="-"),
        {"id_data": 902, "JUDUL": "Perda Contoh (DEMO)", "jenis": "PERDA", "tahunpengundangan": 2040},
        {
            "iddata": "903",
            "judul": "Undang-Undang Contoh (DEMO)",
            "jenis": "Undang-undang",
            "noperaturan": "99",
        },
    ],
)
async def test_what_came_in_goes_out_equal(codes: Caller, sent: dict[str, Any]) -> None:
    taken = await codes.as_(EDITOR).post(AT, sent)
    assert taken.status_code == 201, taken.text
    assert taken.headers["etag"] == '"1"'

    (told,) = (await codes.get(f"{AT}/feed")).json()

    assert told == sent
    assert list(told) == list(sent)


async def test_a_record_taken_in_is_a_work_and_its_later_changes_go_out(codes: Caller) -> None:
    taken = (await codes.as_(EDITOR).post(AT, record(lain="x", tanggalPengundangan="01-03-2040"))).json()
    work = await codes.get(f"{REGULATIONS}/{taken['slug']}")
    assert taken["slug"] == "perda-contoh-kabupaten-demo-5-2040"
    assert (work.json()["type"], work.json()["level"], work.json()["promulgated_on"]) == (
        "perda",
        "daerah",
        "2040-03-01",
    )
    assert {f["code"] for f in taken["findings"]} == {"unknown-key", "date-form"}

    await codes.as_(EDITOR).patch(
        f"{REGULATIONS}/{taken['slug']}", {"title": "Judul baru (DEMO)"}, etag=work.headers["etag"]
    )

    (told,) = (await codes.get(f"{AT}/feed")).json()
    assert told == record(lain="x", tanggalPengundangan="01-03-2040", judul="Judul baru (DEMO)")


async def test_a_record_that_names_no_work_is_refused_and_a_second_one_too(codes: Caller) -> None:
    editor = codes.as_(EDITOR)
    empty = await editor.post(AT, {"idData": "1", "jenis": "-", "judul": ""})
    wrong = await editor.post(AT, record(tanggalPengundangan="31-02-2040"))
    assert {e["pointer"] for e in empty.json()["errors"]} == {"/jenis", "/judul"}
    assert [e["code"] for e in wrong.json()["errors"]] == ["not-a-date"]
    assert (await editor.post(AT, record())).status_code == 201
    assert (await editor.post(AT, record())).json()["code"] == "regulation-taken"
    assert len((await codes.get(f"{AT}/feed")).json()) == 1


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({"isbn": "-"}, ("warning", "dash-for-empty", "isbn")),
        ({"tanggalPengundangan": "01-03-2040"}, ("warning", "date-form", "tanggalPengundangan")),
        ({"tanggalPengundangan": "31-02-2040"}, ("error", "not-a-date", "tanggalPengundangan")),
        ({"tahunPengundangan": "dua ribu"}, ("error", "not-a-year", "tahunPengundangan")),
        ({"tahunPengundangan": "2041"}, ("warning", "another-year", "tahunPengundangan")),
        ({"judul": ""}, ("error", "empty", "judul")),
        ({"judul": {"a": 1}}, ("error", "not-a-value", "judul")),
        ({"urlDownload": "javascript:alert(1)"}, ("warning", "not-an-address", "urlDownload")),
        ({"status": "mungkin"}, ("warning", "unknown-status", "status")),
        ({"kunciSendiri": 1}, ("info", "unknown-key", "kunciSendiri")),
        ({"no_peraturan": "5"}, ("error", "key-twice", "no_peraturan")),
    ],
)
async def test_each_deviation_of_a_field_is_told(
    codes: Caller, said: dict[str, Any], finding: tuple[str, str, str]
) -> None:
    assert finding in await _said_of(codes, **said)


async def test_a_tidy_record_has_nothing_said_of_it(codes: Caller) -> None:
    assert await _said_of(codes) == set()
    assert await _said_of(codes, tahunPengundangan=2040) == set()


async def test_keys_in_other_spellings_are_understood(codes: Caller) -> None:
    report = await _lint(codes, json.dumps([{"id_data": "1", "JUDUL": "x", "Jenis": "UU"}]).encode(), "en")
    (item,) = report["items"]
    assert item["id_data"] == "1"
    spelled = [f for f in item["findings"] if f["code"] == "key-spelling"]
    assert {f["field"]: f["detail"] for f in spelled} == {
        "id_data": "Should be `idData`.",
        "JUDUL": "Should be `judul`.",
        "Jenis": "Should be `jenis`.",
    }
    (missing,) = [f for f in item["findings"] if f["code"] == "key-missing"]
    assert (missing["severity"], missing["field"]) == ("warning", None)
    assert missing["keys"] == [key for key in KEYS if key not in ("idData", "judul", "jenis")]


async def test_a_record_without_what_it_needs_names_each_key_once(codes: Caller) -> None:
    (item,) = (await _lint(codes, b"[{}]"))["items"]
    assert [(f["severity"], f["code"], f["keys"]) for f in item["findings"]] == [
        ("error", "key-missing", list(KEYS))
    ]
    refused = await codes.as_(EDITOR).post(AT, {"noPeraturan": "5"})
    assert {e["pointer"] for e in refused.json()["errors"]} == {"/judul", "/jenis"}


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        (b"[" + b"{}," * 9_999 + b"{}]", {"error": 10_000, "warning": 0, "info": 0}),
        (
            json.dumps([{f"kunci{n}": 1 for n in range(60_000)}]).encode(),
            {"error": 1, "warning": 0, "info": 60_000},
        ),
        (
            json.dumps([{"." * 2_000 + "idData" + "." * n: "1" for n in range(300)}]).encode(),
            {"error": 300, "warning": 300, "info": 0},
        ),
    ],
    ids=["empty records", "keys without number", "long keys"],
)
async def test_a_hostile_feed_is_counted_whole_and_answered_in_short(
    codes: Caller, body: bytes, counts: dict[str, int]
) -> None:
    assert len(body) < 1024 * 1024
    answer = await codes.request("POST", f"{AT}/lint", content=body)
    assert answer.status_code == 200
    assert answer.json()["counts"] == counts
    assert len(answer.content) < 2_500_000


async def test_a_feed_with_very_many_records_is_not_read(codes: Caller) -> None:
    for body in (b"[" + b"{}," * 10_000 + b"{}]", b"[" * 500_000, b"[" + b"[]," * 200_000 + b"[]]"):
        tracemalloc.start()
        try:
            report = await _lint(codes, body)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert [f["code"] for f in report["findings"]] == ["too-many-records"]
        assert (report["is_feed"], report["items"]) == (False, [])
        assert most < 10 * len(body) + 5_000_000


async def test_the_public_may_send_less_than_who_is_known(codes: Caller) -> None:
    body = b"[" + b" " * 1024 * 1024 + b"]"
    refused = await codes.request("POST", f"{AT}/lint", content=body)
    assert (refused.status_code, refused.json()["code"]) == (413, "payload-too-large")
    assert (await _lint(codes.as_(EDITOR), body))["records"] == 0


@pytest.mark.parametrize("tail", [b"", b",]", b'"', b"\\"])
async def test_texts_without_an_end_are_read_in_time_that_grows_with_them(codes: Caller, tail: bytes) -> None:
    began = time.process_time()
    report = await _lint(codes, b'["' + b'\\"' * 400_000 + tail)
    assert "invalid-json" in {f["code"] for f in report["findings"]}
    # 9 s for a tenth of it, were each quotation mark to begin a text anew.
    assert time.process_time() - began < 5


async def test_a_comma_too_many_is_mended_outside_texts_only(codes: Caller) -> None:
    (item,) = (await _lint(codes, b'[{"idData": "a\\",}", "judul": ",]" , } , ]'))["items"]
    assert item["id_data"] == 'a",}'


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "[-1E+400]"])
async def test_a_number_that_nobody_reads_is_told_and_refused(codes: Caller, number: str) -> None:
    report = await _lint(codes, f'[{{"idData": "1", "isbn": {number}}}]'.encode())
    assert "not-finite" in {f["code"] for f in report["findings"]}
    assert report["records"] == 1
    body = json.dumps(record(isbn="@")).replace('"@"', number).encode()
    refused = await codes.as_(EDITOR).request(
        "POST", AT, content=body, headers={"Content-Type": "application/json"}
    )
    assert refused.status_code in (400, 422), refused.text


@pytest.mark.parametrize(
    ("body", "code", "is_feed", "records"),
    [
        (b"0 results", "zero-results-text", True, 0),
        (b"<!doctype html><title>x</title>", "html-answer", False, 0),
        (b"", "empty-answer", False, 0),
        (b"\xef\xbb\xbf[]", "bom", True, 0),
        (b'[{"idData": "1",},]', "trailing-comma", True, 1),
        (b'{"idData": "1", "idData": "2"}', "repeated-key", True, 1),
        (b'{"data": [{"idData": "1"}]}', "wrapped", True, 1),
        (b'[{"judul": "Kerjasama \xe9"}]', "not-utf-8", True, 1),
        (b"[1, 2]", "not-an-object", True, 0),
        (b"17", "not-a-list", False, 0),
        (b'{"status": false, "message": "Too many requests"}', "not-a-record", False, 0),
        (b"{}", "not-a-record", False, 0),
        (b'{"Judul": "x"}', "key-spelling", True, 1),
        (b"[{", "invalid-json", False, 0),
        (b"[" * 30_000, "invalid-json", False, 0),
        (b"9" * 5_000, "invalid-json", False, 0),
    ],
)
async def test_known_deviations_of_a_whole_answer_are_told_not_stumbled_over(
    codes: Caller, body: bytes, code: str, is_feed: bool, records: int
) -> None:
    report = await _lint(codes, body)
    of_items = [f for item in report["items"] for f in item["findings"]]
    assert code in {f["code"] for f in report["findings"] + of_items}
    assert (report["is_feed"], report["records"]) == (is_feed, records)


async def test_one_record_has_one_hash_however_its_keys_are_ordered(codes: Caller) -> None:
    tidy = record()
    report = await _lint(codes, json.dumps([tidy, dict(reversed(tidy.items())), record(judul="y")]).encode())
    first, second, third = (item["content_sha256"] for item in report["items"])
    assert first == second != third
    assert {f["code"] for item in report["items"] for f in item["findings"]} == {"repeated-id"}
